#include "tools/litmus/state_parser.h"

#include <fmt/core.h>

#include <set>

#include "tools/litmus/address.h"
#include "tools/litmus/type.h"

namespace vmcheck::litmus {
namespace {

class StateParser {
 public:
  StateParser(TokenStream& tokens, Symbols& symbols, Test& test)
      : tokens_(tokens), symbols_(symbols), test_(test) {}

  void read() {
    tokens_.expect("{");
    while (!tokens_.accept("}")) {
      if (tokens_.accept(";")) continue;
      read_item();
      if (!tokens_.next_is("}")) tokens_.expect(";");
    }
  }

 private:
  // [TYPE] [*] PLACE [= VALUE]
  void read_item() {
    const bool typed = type_is_next(tokens_);
    if (typed) expect_type(tokens_);
    read_stars(tokens_);
    const Token name = tokens_.peek();
    const Variable place = read_place();
    if (tokens_.next_is("[")) tokens_.fail_unsupported(tokens_.peek(), "arrays");
    if (tokens_.next_is_word()) {
      tokens_.fail_unsupported(name, "not a type that a litmus test can have");
    }
    if (!given_.insert(place).second) {
      tokens_.fail(name.line, fmt::format("{} is given a value twice", to_string(place, test_)));
    }
    const std::uint64_t value = tokens_.accept("=") ? read_value() : 0;
    if (place.thread == Variable::kMemory) {
      test_.locations[place.index].initial = value;
    } else {
      test_.threads[place.thread].registers[place.index].initial = value;
    }
  }

  // `x`, `[x]` or `0:r1`.
  Variable read_place() {
    if (tokens_.peek().kind == Token::Kind::number) {
      const std::uint32_t thread = expect_thread_number(tokens_);
      if (test_.threads.size() <= thread) test_.threads.resize(thread + 1);
      const Token name = tokens_.expect_word("the name of a local variable");
      const auto known = find_register(test_.threads[thread], name.text);
      return {thread, known ? *known : add_register(test_.threads[thread], name, tokens_)};
    }
    const bool bracket = tokens_.accept("[");
    const Token name = tokens_.expect_word("the name of a location");
    if (bracket) tokens_.expect("]");
    return {Variable::kMemory, symbols_.find_or_add(name, tokens_)};
  }

  // A number, or the address of a location: `x` is `&x`.
  std::uint64_t read_value() {
    if (tokens_.next_is("{")) tokens_.fail_unsupported(tokens_.peek(), "arrays");
    if (tokens_.accept("ATOMIC_INIT") || tokens_.next_is("(")) {
      tokens_.expect("(");
      const std::uint64_t value = tokens_.expect_signed_number("a number");
      tokens_.expect(")");
      return value;
    }
    if (tokens_.accept("NULL")) return 0;
    if (tokens_.accept("&") || tokens_.next_is_word()) {
      return address_of(symbols_.find_or_add(tokens_.expect_word("a location"), tokens_));
    }
    return tokens_.expect_signed_number("a number or a location");
  }

  TokenStream& tokens_;
  Symbols& symbols_;
  Test& test_;
  std::set<Variable> given_;
};

}  // namespace

void read_initial_state(TokenStream& tokens, Symbols& symbols, Test& test) {
  StateParser(tokens, symbols, test).read();
}

std::uint32_t expect_thread_number(TokenStream& tokens) {
  const std::uint32_t line = tokens.peek().line;
  const std::uint64_t number = tokens.expect_number("the number of a thread");
  if (number >= kMostThreads) {
    tokens.fail(line,
                fmt::format("expected a thread from 0 to {}, got {}", kMostThreads - 1, number));
  }
  tokens.expect(":");
  return static_cast<std::uint32_t>(number);
}

}  // namespace vmcheck::litmus
