#include "tools/litmus/parser.h"

#include <fmt/core.h>

#include <fstream>
#include <utility>

#include "tools/litmus/condition_parser.h"
#include "tools/litmus/lexer.h"
#include "tools/litmus/state_parser.h"
#include "tools/litmus/symbols.h"
#include "tools/litmus/thread_parser.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {
namespace {

// Reads P0(...) {...} P1(...) {...} ...
void read_threads(TokenStream& tokens, Symbols& symbols, Test& test) {
  const std::size_t in_state = test.threads.size();
  std::size_t count = 0;
  for (; tokens.next_is(fmt::format("P{}", count)); ++count) {
    const Token name = tokens.take();
    if (count == kMostThreads) {
      tokens.fail(name.line, fmt::format("expected at most {} threads, got more", kMostThreads));
    }
    if (count == test.threads.size()) test.threads.emplace_back();
    read_thread(tokens, symbols, test.threads[count]);
  }
  if (count == 0) tokens.fail_expected("`P0`, the first thread");
  if (tokens.next_is_word() && tokens.peek(1).is("(") && tokens.peek().text.starts_with('P')) {
    tokens.fail_expected(fmt::format("`P{}`, the next thread", count));
  }
  if (count < in_state) {
    tokens.fail(
        tokens.peek().line,
        fmt::format("the initial state mentions thread {}, the test has {}", in_state - 1, count));
  }
}

}  // namespace

Test read_test(std::string_view text, const std::string& file) {
  Words words = read_words(text, file);
  TokenStream tokens(std::move(words.tokens), file);
  Test test;
  test.file = file;
  test.name = std::move(words.name);
  Symbols symbols(test);
  read_initial_state(tokens, symbols, test);
  read_threads(tokens, symbols, test);
  read_conditions(tokens, symbols, test);
  return test;
}

Test read_test_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  // One byte more than a test may have, so that read_words sees that there is more.
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) throw replay::BadInput(path + ": cannot read this file");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return read_test(text, path);
}

}  // namespace vmcheck::litmus
