#include "tools/litmus/code_builder.h"

#include <fmt/core.h>

#include <algorithm>

namespace vmcheck::litmus {
namespace {

// By how much an instruction lets the stack grow, where it goes on behind it.
int growth(const Instruction& instruction) {
  switch (instruction.operation) {
    case Operation::push_number:
    case Operation::push_register:
      return 1;
    case Operation::read_modify_write:
      return instruction.result == RmwResult::nothing ? -2 : -1;
    case Operation::set_register:
    case Operation::pop:
    case Operation::merge:
    case Operation::end_branch:
    case Operation::lock:
    case Operation::unlock:
    case Operation::compare_exchange_register:
      return -1;
    case Operation::store:
    case Operation::compare_exchange:
    case Operation::compare_exchange_memory:
      return -2;
    case Operation::swap:
    case Operation::jump:
    case Operation::branch_if_zero:
    case Operation::skip_if_zero:
    case Operation::skip_if_not_zero:
    case Operation::load:
    case Operation::fence:
      return 0;
    default:
      return is_unary(instruction.operation) ? 0 : -1;
  }
}

std::uint32_t accesses(Operation operation) {
  if (operation == Operation::compare_exchange_memory) return 3;
  return is_access(operation) ? 1 : 0;
}

}  // namespace

void CodeBuilder::emit(const Instruction& instruction) {
  thread_.code.push_back(instruction);
  state_.depth = static_cast<std::uint32_t>(static_cast<int>(state_.depth) + growth(instruction));
  state_.accesses += accesses(instruction.operation);
  if (thread_.code.size() > kMostInstructions) {
    tokens_.fail(
        instruction.line,
        fmt::format("expected at most {} instructions in a thread, got more", kMostInstructions));
  }
  if (state_.depth > kDeepestStack) {
    tokens_.fail(instruction.line,
                 fmt::format("expected at most {} values in nested expressions and ifs, got more",
                             kDeepestStack));
  }
  if (state_.accesses > kMostAccesses) {
    tokens_.fail(instruction.line,
                 fmt::format("expected at most {} accesses in a thread, got more", kMostAccesses));
  }
}

void CodeBuilder::emit(Operation operation, std::uint32_t line, std::uint32_t target) {
  Instruction instruction{operation};
  instruction.line = line;
  instruction.target = target;
  emit(instruction);
}

std::uint32_t CodeBuilder::emit_jump(Operation operation, std::uint32_t line) {
  const std::uint32_t jump = next();
  emit(operation, line);
  return jump;
}

void CodeBuilder::join(const State& other) {
  state_.accesses = std::max(state_.accesses, other.accesses);
}

}  // namespace vmcheck::litmus
