// A word of memory that others can write too.
#pragma once

#include <functional>
#include <string>

#include "sim/smt/word.h"

namespace vmcheck::smt {

class SharedWord {
 public:
  // Has no value yet: to load it refutes the proof.
  SharedWord() = default;

  // Holds a value, which changes only by store().
  explicit SharedWord(Word64 value) : value_(std::move(value)) {}

  // Each load gives any word whatever, which counterexamples call `name`.
  static SharedWord hostile(const std::string& name);

  // Each load gives what `read` returns: another's word.
  static SharedWord read_by(std::function<Word64()> read);

  // Each store is first told to `written`: our word.
  static SharedWord written_by(Word64 value, std::function<void(const Word64&)> written);

  Word64 load() const { return read_ ? read_() : value_; }
  void store(const Word64& value);

  // What was stored last.
  const Word64& stored() const { return value_; }

 private:
  Word64 value_;
  std::function<Word64()> read_;
  std::function<void(const Word64&)> written_;
};

}  // namespace vmcheck::smt
