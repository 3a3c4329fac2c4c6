// The code of a thread: a straight list of instructions for a machine with a stack of values.
//
// It is immutable and shared by all runs. A stack machine needs no recursion and no memory of its
// own, as a task demands (run::Machine::own).
#pragma once

#include <cstdint>

#include "sim/run/access.h"

namespace vmcheck::litmus {

enum class Operation : std::uint8_t {
  // Values. Arithmetic is on signed 64-bit numbers and wraps, whatever the C type of an operand: a
  // litmus test's numbers are small, and herd's are unbounded.
  push_number,    // number
  push_register,  // target: the register
  set_register,   // target: the register; pops its value
  pop,
  swap,  // the two topmost values

  // Unary: replaces the topmost value.
  minus,
  complement,
  logical_not,
  truth,  // 0 stays 0, all else becomes 1

  // Binary: pops the right operand, replaces the left one.
  add,
  subtract,
  multiply,
  divide,     // a divisor of 0 ends the run with a message
  remainder,  // the same
  shift_left,
  shift_right,  // a distance outside 0 to 63 ends the run with a message
  bit_and,
  bit_or,
  bit_xor,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,

  // Control flow; target: the index of the next instruction.
  jump,
  branch_if_zero,    // an `if`: replaces the condition by what its arms depended on before
  end_branch,        // the end of both arms: pops that
  skip_if_zero,      // `&&` and `?:`: leaves the condition on the stack
  skip_if_not_zero,  // `||`: the same
  merge,             // pops a value and the condition below it; the value depends on both

  // Accesses to memory. An address that is not one of a location ends the run with a message.
  load,               // pops the address, pushes the value
  store,              // pops the value and the address
  read_modify_write,  // pops the operand and the address, pushes what `result` says
  compare_exchange,   // pops the desired value, the expected value and the address, pushes the old
  compare_exchange_register,  // C11's: the expected value is in register `target`, which a failure
                              // overwrites; pops desired value and address, pushes 1 or 0
  compare_exchange_memory,    // C11's: the expected value is in memory; pops the desired value, its
                              // address and the address, pushes 1 or 0
  fence,
  lock,    // pops the address
  unlock,  // pops the address
};

constexpr bool is_unary(Operation operation) {
  return operation >= Operation::minus && operation <= Operation::truth;
}
constexpr bool is_binary(Operation operation) {
  return operation >= Operation::add && operation <= Operation::greater_equal;
}
// Whether it is an access or a fence.
constexpr bool is_access(Operation operation) {
  return operation >= Operation::load;
}

// What a read-modify-write is worth.
enum class RmwResult : std::uint8_t {
  nothing,    // no value: the kernel's atomic_inc() and its like
  old_value,  // of the location, before
  new_value,  // and after
};

struct Instruction {
  Operation operation;
  run::Order order = run::Order::relaxed;    // of an access
  run::Order failure = run::Order::relaxed;  // of a compare_exchange that fails
  run::Fence fence = run::Fence::seq_cst;
  run::Rmw rmw = run::Rmw::exchange;
  RmwResult result = RmwResult::old_value;
  std::uint32_t line = 0;    // in the file, from 1
  std::uint32_t target = 0;  // a register, or the index of an instruction
  std::uint64_t number = 0;
  const char* name = "";  // as the source calls the access: "READ_ONCE"
  bool is_c11 = false;    // <stdatomic.h>'s, not the kernel's
};

}  // namespace vmcheck::litmus
