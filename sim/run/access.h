// The vocabulary of accesses to shared memory, in C11's and the Linux kernel's terms.
#pragma once

#include <cstdint>

namespace vmcheck::run {

// The ordering that an access asks for, in C11's terms. `plain` is not atomic: queue data. A
// read-modify-write that is `seq_cst` is the kernel's kind without a suffix: a full barrier on
// either side.
enum class Order : std::uint8_t { plain, relaxed, acquire, release, acq_rel, seq_cst };

constexpr bool acquires(Order order) {
  return order == Order::acquire || order == Order::acq_rel || order == Order::seq_cst;
}
constexpr bool releases(Order order) {
  return order == Order::release || order == Order::acq_rel || order == Order::seq_cst;
}

// Fences. `read` and `write` are the kernel's smp_rmb and smp_wmb, which C11 does not have (its
// models take them for the stronger acquire and release); `seq_cst` is smp_mb.
enum class Fence : std::uint8_t { acquire, release, acq_rel, seq_cst, read, write };

// What a read-modify-write makes of the old value and its operand. All wrap at 64 bits.
enum class Rmw : std::uint8_t { exchange, add, subtract, bit_and, bit_or, bit_xor };

constexpr std::uint64_t apply(Rmw operation, std::uint64_t old, std::uint64_t operand) {
  switch (operation) {
    case Rmw::exchange:
      return operand;
    case Rmw::add:
      return old + operand;
    case Rmw::subtract:
      return old - operand;
    case Rmw::bit_and:
      return old & operand;
    case Rmw::bit_or:
      return old | operand;
    case Rmw::bit_xor:
      return old ^ operand;
  }
  return old;
}

// What a waiting task waits for.
struct Condition {
  enum class Is : std::uint8_t { equal, not_equal, less, greater };
  Is is = Is::equal;
  std::uint64_t value = 0;

  constexpr bool holds(std::uint64_t seen) const {
    switch (is) {
      case Is::equal:
        return seen == value;
      case Is::not_equal:
        return seen != value;
      case Is::less:
        return seen < value;
      case Is::greater:
        return seen > value;
    }
    return false;
  }
};

// A cell of shared memory, numbered in the order of creation.
struct Location {
  std::uint32_t number = 0;

  friend bool operator==(const Location&, const Location&) = default;
};

// Where in the source an access stands.
struct Site {
  const char* file = "";
  std::uint32_t line = 0;

  // The caller's. (Not std::source_location, which clang 14 lacks.)
  static constexpr Site current(const char* file = __builtin_FILE(),
                                std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
};

// On which of its task's earlier accesses an access depends: bit i is the task's i-th access,
// counted from 0 (Machine::accesses). An access whose dependencies nobody tells has none.
struct Dependencies {
  std::uint64_t address = 0;  // which location it accesses
  std::uint64_t data = 0;     // what it writes
  std::uint64_t control = 0;  // whether it takes place
};

}  // namespace vmcheck::run
