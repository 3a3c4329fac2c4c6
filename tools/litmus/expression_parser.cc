#include "tools/litmus/expression_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "tools/litmus/address.h"
#include "tools/litmus/symbols.h"

namespace vmcheck::litmus {
namespace {

using run::Order;

struct BinaryOperator {
  std::string_view symbol;
  int precedence;  // C's, the higher the tighter
  Operation operation;
};

constexpr int kLowestPrecedence = 1;
constexpr std::array<BinaryOperator, 16> kBinaryOperators = {{
    {"|", 3, Operation::bit_or},
    {"^", 4, Operation::bit_xor},
    {"&", 5, Operation::bit_and},
    {"==", 6, Operation::equal},
    {"!=", 6, Operation::not_equal},
    {"<", 7, Operation::less},
    {"<=", 7, Operation::less_equal},
    {">", 7, Operation::greater},
    {">=", 7, Operation::greater_equal},
    {"<<", 8, Operation::shift_left},
    {">>", 8, Operation::shift_right},
    {"+", 9, Operation::add},
    {"-", 9, Operation::subtract},
    {"*", 10, Operation::multiply},
    {"/", 10, Operation::divide},
    {"%", 10, Operation::remainder},
}};

struct ShortCircuit {
  std::string_view symbol;
  int precedence;
};
constexpr std::array<ShortCircuit, 2> kShortCircuits = {{{"||", 1}, {"&&", 2}}};

template <typename Operator, std::size_t size>
const Operator* find_operator(const std::array<Operator, size>& operators, const Token& token) {
  if (token.kind != Token::Kind::symbol) return nullptr;
  const auto found = std::find_if(operators.begin(), operators.end(),
                                  [&](const Operator& o) { return o.symbol == token.text; });
  return found == operators.end() ? nullptr : &*found;
}

std::optional<Order> find_order(std::string_view name) {
  if (name == "memory_order_relaxed") return Order::relaxed;
  if (name == "memory_order_acquire") return Order::acquire;
  if (name == "memory_order_release") return Order::release;
  if (name == "memory_order_acq_rel") return Order::acq_rel;
  if (name == "memory_order_seq_cst") return Order::seq_cst;
  return std::nullopt;
}

// C11's atomic_thread_fence(). One that is relaxed does nothing.
std::optional<run::Fence> fence_of(Order order) {
  switch (order) {
    case Order::acquire:
      return run::Fence::acquire;
    case Order::release:
      return run::Fence::release;
    case Order::acq_rel:
      return run::Fence::acq_rel;
    case Order::seq_cst:
      return run::Fence::seq_cst;
    default:
      return std::nullopt;
  }
}

// Whether C11 allows an access of this kind to have this order.
bool may_have(Operation operation, Order order) {
  if (operation == Operation::load) return order != Order::release && order != Order::acq_rel;
  if (operation == Operation::store) return order != Order::acquire && order != Order::acq_rel;
  return true;
}

}  // namespace

void ExpressionParser::read_expression() {
  const TokenStream::Nesting nesting(tokens_);
  read_binary(kLowestPrecedence);
  if (tokens_.next_is("?")) read_conditional(tokens_.take());
}

void ExpressionParser::read_binary(int lowest) {
  read_unary();
  while (true) {
    const Token symbol = tokens_.peek();
    if (const auto* operation = find_operator(kBinaryOperators, symbol);
        operation != nullptr && operation->precedence >= lowest) {
      tokens_.take();
      read_binary(operation->precedence + 1);
      code_.emit(operation->operation, symbol.line);
    } else if (const auto* choice = find_operator(kShortCircuits, symbol);
               choice != nullptr && choice->precedence >= lowest) {
      tokens_.take();
      read_short_circuit(symbol, choice->precedence);
    } else {
      return;
    }
  }
}

template <typename Read>
void ExpressionParser::read_conditionally(const Token& symbol, const Read& read) {
  const std::uint32_t accesses = code_.state().accesses;
  read();
  if (code_.state().accesses != accesses) {
    tokens_.fail_unsupported(symbol, "an access to memory in an operand: use `if`");
  }
}

void ExpressionParser::read_short_circuit(const Token& symbol, int precedence) {
  const bool is_and = symbol.text == "&&";
  code_.emit(Operation::truth, symbol.line);
  const std::uint32_t skip =
      code_.emit_jump(is_and ? Operation::skip_if_zero : Operation::skip_if_not_zero, symbol.line);
  read_conditionally(symbol, [&] { read_binary(precedence + 1); });
  code_.emit(Operation::truth, symbol.line);
  code_.emit(Operation::merge, symbol.line);
  code_.land(skip);
}

void ExpressionParser::read_conditional(const Token& question) {
  const std::uint32_t otherwise = code_.emit_jump(Operation::skip_if_zero, question.line);
  const CodeBuilder::State before = code_.state();
  read_conditionally(question, [&] { read_expression(); });
  code_.emit(Operation::merge, question.line);
  const std::uint32_t end = code_.emit_jump(Operation::jump, question.line);
  tokens_.expect(":");
  code_.land(otherwise);
  code_.go_back_to(before);
  read_conditionally(question, [&] { read_expression(); });
  code_.emit(Operation::merge, question.line);
  code_.land(end);
}

void ExpressionParser::read_unary() {
  const TokenStream::Nesting nesting(tokens_);
  const Token symbol = tokens_.peek();
  if (tokens_.accept("*")) {
    read_pointer_to_plain();
    Instruction load{Operation::load, Order::plain};
    load.line = symbol.line;
    load.name = "*";
    code_.emit(load);
  } else if (tokens_.accept("-")) {
    read_unary();
    code_.emit(Operation::minus, symbol.line);
  } else if (tokens_.accept("~")) {
    read_unary();
    code_.emit(Operation::complement, symbol.line);
  } else if (tokens_.accept("!")) {
    read_unary();
    code_.emit(Operation::logical_not, symbol.line);
  } else if (tokens_.accept("+")) {
    read_unary();
  } else {
    read_primary();
  }
}

void ExpressionParser::read_primary() {
  const Token token = tokens_.peek();
  if (tokens_.accept("(")) {
    if (type_is_next(tokens_)) {
      expect_type(tokens_);
      read_stars(tokens_);
      tokens_.expect(")");
      read_unary();
    } else {
      read_expression();
      tokens_.expect(")");
    }
  } else if (token.kind == Token::Kind::number) {
    Instruction push{Operation::push_number};
    push.line = token.line;
    push.number = tokens_.expect_number("a number");
    code_.emit(push);
  } else if (token.is("&") || token.is("++") || token.is("--") || token.is("#")) {
    tokens_.fail_unsupported(token, "not an operator that a litmus test can have");
  } else if (token.kind != Token::Kind::word) {
    tokens_.fail_expected("an expression");
  } else if (tokens_.peek(1).is("(")) {
    if (!read_call()) tokens_.fail(token.line, fmt::format("{} has no value", quoted(token)));
  } else {
    read_name();
  }
}

void ExpressionParser::read_name() {
  const Token token = tokens_.take();
  Instruction push{Operation::push_number};
  push.line = token.line;
  if (const auto number = find_register(thread_, token.text)) {
    push.operation = Operation::push_register;
    push.target = *number;
  } else if (const auto found = parameters_.find(token.text); found != parameters_.end()) {
    push.number = address_of(found->second.location);
  } else if (token.is("NULL") || token.is("false") || token.is("true")) {
    push.number = token.is("true") ? 1 : 0;
  } else {
    tokens_.fail(token.line, fmt::format("expected a parameter or a local variable, got {}: "
                                         "declare it in this thread",
                                         quoted(token)));
  }
  for (const std::string_view postfix : {"[", ".", "->", "++", "--"}) {
    if (tokens_.next_is(postfix)) {
      tokens_.fail_unsupported(tokens_.peek(), "not an operator that a litmus test can have");
    }
  }
  code_.emit(push);
}

void ExpressionParser::read_call_statement() {
  const Token token = tokens_.peek();
  if (read_call()) code_.emit(Operation::pop, token.line);
}

void ExpressionParser::read_plain_store() {
  Instruction store{Operation::store, Order::plain};
  store.line = tokens_.peek().line;
  store.name = "*";
  read_pointer_to_plain();
  tokens_.expect("=");
  read_expression();
  code_.emit(store);
}

const Primitive& ExpressionParser::read_primitive() {
  const Token name = tokens_.take();
  const Primitive* primitive = find_primitive(name.text);
  if (primitive == nullptr) {
    tokens_.fail_unsupported(name, "not an operation that `vmcheck litmus` has");
  }
  // The kernel's atomic_fetch_add(1, x) is C11's atomic_fetch_add(x, 1).
  const Primitive* twin = find_c11_twin(name.text);
  const bool pointer_first = parameters_.count(tokens_.peek(1).text) > 0 && tokens_.peek(2).is(",");
  return twin != nullptr && pointer_first ? *twin : *primitive;
}

bool ExpressionParser::read_call() {
  const Token name = tokens_.peek();
  const Primitive& primitive = read_primitive();
  Instruction access = primitive.access;
  access.line = name.line;
  tokens_.expect("(");
  for (std::size_t i = 0; i < primitive.arguments.size(); ++i) {
    if (i > 0) tokens_.expect(",");
    read_argument(primitive.arguments[i], access);
  }
  tokens_.expect(")");
  if (primitive.arguments.size() > 1 && primitive.arguments[0] == Argument::value) {
    code_.emit(Operation::swap, name.line);
  }
  if (primitive.operand_is_one) {
    Instruction one{Operation::push_number};
    one.line = name.line;
    one.number = 1;
    code_.emit(one);
  }
  if (access.operation == Operation::fence && access.is_c11) {
    const auto fence = fence_of(access.order);
    if (!fence) return false;
    access.fence = *fence;
  }
  code_.emit(access);
  if (primitive.then_full_fence) {
    Instruction fence{Operation::fence};
    fence.line = name.line;
    fence.name = access.name;
    code_.emit(fence);
  }
  return primitive.has_value;
}

void ExpressionParser::read_argument(Argument argument, Instruction& access) {
  switch (argument) {
    case Argument::pointer:
      return read_pointer(access.operation);
    case Argument::object:
      if (!tokens_.accept("*")) tokens_.fail_expected("`*`, an object in memory");
      refuse_wrong_type(access.operation, false);
      return read_unary();
    case Argument::value:
      return read_expression();
    case Argument::expected:
      return read_expected(access);
    case Argument::memory_order: {
      const Token order = tokens_.peek();
      access.order = read_order();
      if (may_have(access.operation, access.order)) return;
      tokens_.fail(order.line,
                   fmt::format("`{}` cannot have the order {}", access.name, quoted(order)));
    }
    case Argument::failure_order: {
      const Token order = tokens_.peek();
      access.failure = read_order();
      if (may_have(Operation::load, access.failure)) return;
      tokens_.fail(order.line, fmt::format("`{}` cannot have the order {} where it fails",
                                           access.name, quoted(order)));
    }
  }
}

// The parameter that comes next, if the pointer is nothing but its name.
const Parameter* ExpressionParser::named_parameter() const {
  const auto found = parameters_.find(tokens_.peek().text);
  return found == parameters_.end() ? nullptr : &found->second;
}

// An access must suit the type to which its pointer points, where that is known.
void ExpressionParser::refuse_wrong_type(Operation operation, bool plain) {
  const Parameter* parameter = named_parameter();
  if (parameter == nullptr || parameter->type.stars != 1) return;
  const bool is_lock = parameter->type.base == Type::Base::lock;
  const bool locks = operation == Operation::lock || operation == Operation::unlock;
  if (is_lock != locks) {
    tokens_.fail_unsupported(tokens_.peek(), is_lock
                                                 ? "a spinlock_t can be locked and unlocked only"
                                                 : "only a spinlock_t can be locked and unlocked");
  }
  if (plain && parameter->type.base == Type::Base::c11_atomic) {
    tokens_.fail_unsupported(tokens_.peek(),
                             "a plain access to an atomic: use atomic_load_explicit() or "
                             "atomic_store_explicit()");
  }
  if (plain && parameter->type.base == Type::Base::kernel_atomic) {
    tokens_.fail_unsupported(tokens_.peek(),
                             "a plain access to an atomic_t: use atomic_read() or atomic_set()");
  }
}

void ExpressionParser::read_pointer(Operation operation) {
  refuse_wrong_type(operation, false);
  read_expression();
}

void ExpressionParser::read_pointer_to_plain() {
  refuse_wrong_type(Operation::load, true);
  read_unary();
}

// C11's `expected`: `&r` for a local variable, or a pointer to memory that is accessed plainly.
void ExpressionParser::read_expected(Instruction& access) {
  if (!tokens_.accept("&")) {
    refuse_wrong_type(Operation::load, true);
    read_expression();
    return;
  }
  const Token name = tokens_.expect_word("a local variable");
  const auto number = find_register(thread_, name.text);
  if (!number) {
    tokens_.fail(name.line, fmt::format("expected a local variable, got {}", quoted(name)));
  }
  access.operation = Operation::compare_exchange_register;
  access.target = *number;
}

Order ExpressionParser::read_order() {
  const Token name = tokens_.expect_word("a memory_order");
  if (name.is("memory_order_consume")) {
    tokens_.fail_unsupported(name, "no memory model here has it: use memory_order_acquire");
  }
  const auto order = find_order(name.text);
  if (!order) tokens_.fail(name.line, fmt::format("expected a memory_order, got {}", quoted(name)));
  return *order;
}

}  // namespace vmcheck::litmus
