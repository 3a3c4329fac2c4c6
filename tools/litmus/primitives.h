// The operations that a thread can call: the kernel's and C11's.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tools/litmus/instruction.h"

namespace vmcheck::litmus {

// What stands in the place of an argument.
enum class Argument : std::uint8_t {
  pointer,        // `x`: the address of what is accessed
  object,         // `*x`: what is accessed
  value,          // what is written, added, compared
  expected,       // `&r` or a pointer: C11's expected value
  memory_order,   // memory_order_acquire
  failure_order,  // of a compare-and-exchange
};

// What a call becomes: its arguments' values on the stack, then `access`.
struct Primitive {
  std::vector<Argument> arguments;
  Instruction access;  // its line, and whatever the arguments say, are still open
  bool has_value = false;
  bool operand_is_one = false;   // atomic_inc() and the like
  bool then_full_fence = false;  // smp_store_mb()
};

// Nothing for a name that is not a primitive's. The result lives as long as the program.
const Primitive* find_primitive(std::string_view name);

// C11's operation of this name where the kernel has one too: C11's atomic_fetch_add(x, 1) is the
// kernel's atomic_fetch_add(1, x). Nothing for other names.
const Primitive* find_c11_twin(std::string_view name);

}  // namespace vmcheck::litmus
