#include "tools/litmus/condition_parser.h"

#include <fmt/core.h>

#include <utility>

#include "tools/litmus/address.h"
#include "tools/litmus/state_parser.h"
#include "tools/litmus/type.h"

namespace vmcheck::litmus {
namespace {

using Kind = Proposition::Kind;

Proposition negation_of(Proposition operand) {
  Proposition result{Kind::negation, {}, {}};
  result.operands.push_back(std::move(operand));
  return result;
}

class ConditionParser {
 public:
  ConditionParser(TokenStream& tokens, const Symbols& symbols, Test& test)
      : tokens_(tokens), symbols_(symbols), test_(test) {}

  void read() {
    if (tokens_.accept("locations")) read_locations();
    if (tokens_.accept("filter")) test_.filter = read_proposition();
    if (!tokens_.at_end()) read_condition();
    tokens_.accept(";");
    if (!tokens_.at_end()) tokens_.fail_expected("the end of the file");
  }

 private:
  // Its elements may have types, as in `x int`, which say nothing here.
  void read_locations() {
    tokens_.expect("[");
    while (!tokens_.accept("]")) {
      if (tokens_.accept(";")) continue;
      test_.shown.push_back(read_variable());
      if (type_is_next(tokens_)) expect_type(tokens_);
      read_stars(tokens_);
      if (!tokens_.next_is("]")) tokens_.expect(";");
    }
  }

  void read_condition() {
    if (tokens_.accept("exists")) {
      test_.quantifier = Quantifier::exists;
    } else if (tokens_.accept("forall")) {
      test_.quantifier = Quantifier::forall;
    } else if (tokens_.accept("~") || tokens_.accept("not")) {
      tokens_.expect("exists");
      test_.quantifier = Quantifier::not_exists;
    } else {
      tokens_.fail_expected(
          "a thread, `locations`, `filter`, `exists`, `~exists`, `forall` or the end of the file");
    }
    test_.condition = read_proposition();
  }

  // A disjunction of conjunctions of what read_operand reads.
  Proposition read_proposition() {
    const TokenStream::Nesting nesting(tokens_);
    Proposition proposition = read_list("\\/", Kind::disjunction, [this] {
      return read_list("/\\", Kind::conjunction, [this] { return read_operand(); });
    });
    if (tokens_.next_is("=>")) {
      tokens_.fail_unsupported(tokens_.peek(), "write `a => b` as `not a \\/ b`");
    }
    return proposition;
  }

  template <typename Read>
  Proposition read_list(std::string_view separator, Kind kind, const Read& read) {
    Proposition first = read();
    if (!tokens_.next_is(separator)) return first;
    Proposition list{kind, {}, {}};
    list.operands.push_back(std::move(first));
    while (tokens_.accept(separator)) list.operands.push_back(read());
    return list;
  }

  Proposition read_operand() {
    const TokenStream::Nesting nesting(tokens_);
    if (tokens_.accept("~") || tokens_.accept("not")) return negation_of(read_operand());
    if (tokens_.accept("true")) return {Kind::conjunction, {}, {}};
    if (tokens_.accept("false")) return {Kind::disjunction, {}, {}};
    if (tokens_.accept("(")) {
      Proposition inner = read_proposition();
      tokens_.expect(")");
      return inner;
    }
    return read_equation();
  }

  Proposition read_equation() {
    Proposition proposition{Kind::equation, {}, {}};
    Equation& equation = proposition.equation;
    equation.left = read_variable();
    const bool unequal = tokens_.accept("<>") || tokens_.accept("!=");
    if (!unequal && !tokens_.accept("==")) tokens_.expect("=");
    read_right(equation);
    return unequal ? negation_of(std::move(proposition)) : proposition;
  }

  // A number, the address of a location, or a variable: `[x]` or `0:r1`.
  void read_right(Equation& equation) {
    const bool is_register = tokens_.peek().kind == Token::Kind::number && tokens_.peek(1).is(":");
    if (is_register || tokens_.next_is("[")) {
      equation.right_is_variable = true;
      equation.right = read_variable();
    } else if (tokens_.accept("NULL")) {
      equation.constant = 0;
    } else if (tokens_.accept("&") || tokens_.next_is_word()) {
      equation.constant = address_of(read_location());
    } else {
      equation.constant = tokens_.expect_signed_number("a number, a location or a local variable");
    }
  }

  // `0:r1`, `x` or `[x]`.
  Variable read_variable() {
    if (tokens_.peek().kind == Token::Kind::number) return read_register();
    const bool bracket = tokens_.accept("[");
    const Variable variable{Variable::kMemory, read_location()};
    if (bracket) {
      tokens_.expect("]");
    } else if (tokens_.next_is("[")) {
      tokens_.fail_unsupported(tokens_.peek(), "arrays");
    }
    return variable;
  }

  Variable read_register() {
    const std::uint32_t line = tokens_.peek().line;
    const std::uint32_t thread = expect_thread_number(tokens_);
    if (thread >= test_.threads.size()) {
      tokens_.fail(line,
                   fmt::format("expected one of {} threads, got {}", test_.threads.size(), thread));
    }
    const Token name = tokens_.expect_word("the name of a local variable");
    const auto number = find_register(test_.threads[thread], name.text);
    if (!number) {
      tokens_.fail(name.line,
                   fmt::format("expected a local variable of P{}, got {}", thread, quoted(name)));
    }
    return {thread, *number};
  }

  std::uint32_t read_location() {
    const Token name = tokens_.expect_word("a location or a local variable, as in `0:r1`");
    const auto number = symbols_.find(name.text);
    if (!number) {
      tokens_.fail(name.line,
                   fmt::format("expected a location, got {}: no thread and no initial state has "
                               "it; a local variable is written as in `0:r1`",
                               quoted(name)));
    }
    return *number;
  }

  TokenStream& tokens_;
  const Symbols& symbols_;
  Test& test_;
};

}  // namespace

void read_conditions(TokenStream& tokens, const Symbols& symbols, Test& test) {
  ConditionParser(tokens, symbols, test).read();
}

}  // namespace vmcheck::litmus
