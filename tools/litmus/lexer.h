// The words of a litmus file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {

using replay::BadInput;
using replay::Place;

struct Token {
  enum class Kind : std::uint8_t { word, number, symbol, end };
  Kind kind = Kind::end;
  std::string_view text;  // within the file's text
  std::uint32_t line = 0;

  bool is(std::string_view what) const { return text == what && kind != Kind::end; }
};

// A file's name, first line and the words of the rest.
struct Words {
  std::string name;
  std::vector<Token> tokens;  // the last one is of Kind::end
};

// Cuts a file into words. Comments are (* *), /* */ and // outside the threads' code, and /* */ and
// // within, where (* may begin a dereference. Lines KEY=VALUE and texts in double quotes before
// the initial state are comments as well. The text must outlive the result. Throws BadInput for
// what is not text, for a comment without end and for a file that is too large.
Words read_words(std::string_view text, const std::string& file);

}  // namespace vmcheck::litmus
