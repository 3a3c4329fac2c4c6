// Arithmetic on the values of a litmus test: signed 64-bit numbers that wrap.
#pragma once

#include <cstdint>

#include "tools/litmus/instruction.h"

namespace vmcheck::litmus {

// Why an operation with this right operand has no result; nullptr when it has one.
constexpr const char* undefined(Operation operation, std::uint64_t right) {
  switch (operation) {
    case Operation::divide:
    case Operation::remainder:
      return right == 0 ? "a division by 0" : nullptr;
    case Operation::shift_left:
    case Operation::shift_right:
      return right > 63 ? "a shift by a distance that is not from 0 to 63" : nullptr;
    default:
      return nullptr;
  }
}

constexpr std::uint64_t apply_unary(Operation operation, std::uint64_t value) {
  switch (operation) {
    case Operation::minus:
      return -value;
    case Operation::complement:
      return ~value;
    case Operation::logical_not:
      return value == 0 ? 1 : 0;
    default:  // truth
      return value == 0 ? 0 : 1;
  }
}

// The result of a binary operation that is not undefined.
constexpr std::uint64_t apply_binary(Operation operation, std::uint64_t left, std::uint64_t right) {
  const auto signed_left = static_cast<std::int64_t>(left);
  const auto signed_right = static_cast<std::int64_t>(right);
  switch (operation) {
    case Operation::add:
      return left + right;
    case Operation::subtract:
      return left - right;
    case Operation::multiply:
      return left * right;
    case Operation::divide:  // by -1 it may overflow
      return signed_right == -1 ? -left : static_cast<std::uint64_t>(signed_left / signed_right);
    case Operation::remainder:
      return signed_right == -1 ? 0 : static_cast<std::uint64_t>(signed_left % signed_right);
    case Operation::shift_left:
      return left << right;
    case Operation::shift_right:
      return static_cast<std::uint64_t>(signed_left >> right);
    case Operation::bit_and:
      return left & right;
    case Operation::bit_or:
      return left | right;
    case Operation::bit_xor:
      return left ^ right;
    case Operation::equal:
      return left == right ? 1 : 0;
    case Operation::not_equal:
      return left != right ? 1 : 0;
    case Operation::less:
      return signed_left < signed_right ? 1 : 0;
    case Operation::less_equal:
      return signed_left <= signed_right ? 1 : 0;
    case Operation::greater:
      return signed_left > signed_right ? 1 : 0;
    default:  // greater_equal
      return signed_left >= signed_right ? 1 : 0;
  }
}

}  // namespace vmcheck::litmus
