#include "tools/litmus/thread_parser.h"

#include <fmt/core.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "tools/litmus/code_builder.h"
#include "tools/litmus/expression_parser.h"
#include "tools/litmus/type.h"

namespace vmcheck::litmus {
namespace {

constexpr std::array<std::string_view, 9> kJumps = {"while",    "for",   "do",     "goto", "switch",
                                                    "continue", "break", "return", "case"};
constexpr std::array<std::string_view, 10> kCompoundAssignments = {
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="};

class ThreadParser {
 public:
  ThreadParser(TokenStream& tokens, Symbols& symbols, Thread& thread)
      : tokens_(tokens),
        symbols_(symbols),
        thread_(thread),
        code_(thread, tokens),
        expressions_(tokens, thread, parameters_, code_) {}

  void read() {
    tokens_.expect("(");
    if (!tokens_.next_is(")")) {
      do read_parameter();
      while (tokens_.accept(","));
    }
    tokens_.expect(")");
    read_block();
  }

 private:
  void read_parameter() {
    if (tokens_.next_is("void") && tokens_.peek(1).is(")")) {
      tokens_.take();
      return;
    }
    Parameter parameter;
    parameter.type.base = expect_type(tokens_);
    parameter.type.stars = read_stars(tokens_);
    if (!parameter.type.is_pointer()) {
      tokens_.fail_expected("`*`: a parameter is a pointer to a location");
    }
    const Token name = tokens_.expect_word("the name of a parameter");
    if (tokens_.next_is("[")) tokens_.fail_unsupported(tokens_.peek(), "arrays");
    parameter.location = symbols_.find_or_add(name, tokens_);
    refuse_second(name);
    if (find_register(thread_, name.text)) {
      tokens_.fail(name.line, fmt::format("{} is a parameter, and a local variable in the initial "
                                          "state",
                                          quoted(name)));
    }
    parameters_.emplace(name.text, parameter);
  }

  void read_block() {
    const TokenStream::Nesting nesting(tokens_);
    tokens_.expect("{");
    while (!tokens_.accept("}")) {
      // What stands behind the last thread: a brace is missing.
      if (tokens_.next_is("exists") || tokens_.next_is("forall")) tokens_.fail_expected("`}`");
      read_statement();
    }
  }

  void read_statement() {
    const TokenStream::Nesting nesting(tokens_);
    const Token token = tokens_.peek();
    if (tokens_.accept(";")) return;
    if (token.is("{")) return read_block();
    if (tokens_.accept("if")) return read_if(token.line);
    for (const std::string_view jump : kJumps) {
      if (token.is(jump)) {
        tokens_.fail_unsupported(token, "loops and jumps: unroll the loop, or use `if`");
      }
    }
    if (type_is_next(tokens_)) {
      read_declaration();
    } else if (tokens_.accept("*")) {
      expressions_.read_plain_store();
    } else if (token.kind == Token::Kind::word && tokens_.peek(1).is("(")) {
      expressions_.read_call_statement();
    } else if (token.kind == Token::Kind::word) {
      read_assignment();
    } else {
      tokens_.fail_expected("a statement");
    }
    tokens_.expect(";");
  }

  void read_if(std::uint32_t line) {
    tokens_.expect("(");
    expressions_.read_expression();
    tokens_.expect(")");
    const std::uint32_t otherwise = code_.emit_jump(Operation::branch_if_zero, line);
    const CodeBuilder::State before = code_.state();
    read_statement();
    const CodeBuilder::State after = code_.state();
    if (tokens_.accept("else")) {
      const std::uint32_t end = code_.emit_jump(Operation::jump, line);
      code_.land(otherwise);
      code_.go_back_to(before);
      read_statement();
      code_.join(after);
      code_.land(end);
    } else {
      code_.land(otherwise);
    }
    code_.emit(Operation::end_branch, line);
  }

  void read_declaration() {
    const Type::Base base = expect_type(tokens_);
    do {
      read_stars(tokens_);
      const Token name = tokens_.expect_word("the name of a local variable");
      if (base != Type::Base::integer) {
        tokens_.fail_unsupported(name, "a local variable that is atomic or a lock");
      }
      if (tokens_.next_is("[")) tokens_.fail_unsupported(tokens_.peek(), "arrays");
      refuse_second(name);
      auto number = find_register(thread_, name.text);
      if (!number) number = add_register(thread_, name, tokens_);
      if (tokens_.accept("=")) read_value_of(*number, name.line);
    } while (tokens_.accept(","));
  }

  void read_assignment() {
    const Token name = tokens_.take();
    const auto number = find_register(thread_, name.text);
    if (!number && (tokens_.next_is("=") || tokens_.next_is(";"))) {
      tokens_.fail(name.line, fmt::format("expected a local variable, got {}: declare it in this "
                                          "thread, or write `*{}` if it is a location",
                                          quoted(name), name.text.substr(0, 40)));
    }
    if (!number) {
      tokens_.fail_unsupported(name, "not a type or operation that a litmus test can have");
    }
    for (const std::string_view symbol : kCompoundAssignments) {
      if (tokens_.next_is(symbol)) {
        tokens_.fail_unsupported(tokens_.peek(), "write it as an assignment with `=`");
      }
    }
    tokens_.expect("=");
    read_value_of(*number, name.line);
  }

  void read_value_of(std::uint32_t number, std::uint32_t line) {
    expressions_.read_expression();
    code_.emit(Operation::set_register, line, number);
  }

  // A name has one meaning in all of a thread.
  void refuse_second(const Token& name) {
    if (declared_.insert(std::string(name.text)).second) return;
    tokens_.fail(name.line, fmt::format("{} is declared twice in this thread: declare it once, "
                                        "before its first use",
                                        quoted(name)));
  }

  TokenStream& tokens_;
  Symbols& symbols_;
  Thread& thread_;
  Parameters parameters_;
  std::set<std::string> declared_;
  CodeBuilder code_;
  ExpressionParser expressions_;
};

}  // namespace

void read_thread(TokenStream& tokens, Symbols& symbols, Thread& thread) {
  ThreadParser(tokens, symbols, thread).read();
}

}  // namespace vmcheck::litmus
