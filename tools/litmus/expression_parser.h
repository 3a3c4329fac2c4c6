// Reads expressions and calls in a thread, and emits their code.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tools/litmus/code_builder.h"
#include "tools/litmus/primitives.h"
#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"
#include "tools/litmus/type.h"

namespace vmcheck::litmus {

// A pointer that a thread is given.
struct Parameter {
  std::uint32_t location = 0;
  Type type;
};
using Parameters = std::map<std::string, Parameter, std::less<>>;

class ExpressionParser {
 public:
  ExpressionParser(TokenStream& tokens, const Thread& thread, const Parameters& parameters,
                   CodeBuilder& code)
      : tokens_(tokens), thread_(thread), parameters_(parameters), code_(code) {}

  // Reads an expression; its code leaves one value on the stack.
  void read_expression();

  // Reads a call of a primitive as a statement; its code leaves nothing.
  void read_call_statement();

  // Reads the rest of `*x = value`, behind the star.
  void read_plain_store();

 private:
  void read_binary(int lowest);
  void read_short_circuit(const Token& symbol, int precedence);
  void read_conditional(const Token& question);
  void read_unary();
  void read_primary();
  void read_name();

  const Primitive& read_primitive();
  // Reads a call, whose value, if it has one, is left on the stack. Says whether it has.
  bool read_call();
  void read_argument(Argument argument, Instruction& access);
  void read_pointer(Operation operation);
  void read_pointer_to_plain();
  void read_expected(Instruction& access);
  run::Order read_order();
  const Parameter* named_parameter() const;
  void refuse_wrong_type(Operation operation, bool plain);

  // Reads an operand that is not always evaluated.
  template <typename Read>
  void read_conditionally(const Token& symbol, const Read& read);

  TokenStream& tokens_;
  const Thread& thread_;
  const Parameters& parameters_;
  CodeBuilder& code_;
};

}  // namespace vmcheck::litmus
