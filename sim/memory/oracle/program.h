// Tiny concurrent programs, the input of the oracle: straight-line threads with conditional skips.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/run/access.h"
#include "sim/run/scenario.h"

namespace vmcheck::memory::oracle {

constexpr std::uint32_t kMostThreads = 4;
constexpr std::uint32_t kMostInstructions = 32;  // of a thread
constexpr std::uint32_t kRegisters = 8;          // of a thread; they begin as 0

// Fields that a kind does not name below are not used by it.
struct Instruction {
  enum class Kind : std::uint8_t {
    load,               // target = [location]
    store,              // [location] = source + constant
    read_modify_write,  // target = [location]; [location] = operation(target, constant)
    compare_exchange,   // target = [location]; if (target == expected) [location] = constant
    fence,
    lock,
    unlock,
    skip_if,  // if (source == constant), skip the next `count` instructions
  };
  Kind kind = Kind::fence;
  std::uint32_t location = 0;
  run::Order order = run::Order::relaxed;    // compare_exchange: of a success
  run::Order failure = run::Order::relaxed;  // compare_exchange: of a failure
  run::Fence fence = run::Fence::seq_cst;
  run::Rmw operation = run::Rmw::exchange;
  std::uint32_t target = 0;             // a register
  std::optional<std::uint32_t> source;  // a register; none counts as 0
  std::uint64_t constant = 0;
  std::uint64_t expected = 0;
  std::uint32_t count = 0;

  // A register from which the access computes its address, without an influence on it: the false
  // address dependency of litmus tests. Loads and stores only.
  std::optional<std::uint32_t> address;
};

using Registers = std::array<std::uint64_t, kRegisters>;
using Thread = std::vector<Instruction>;

// Locations are numbered from 0 and hold 0 at first. A location that is locked holds 1, and is
// used by lock and unlock only.
struct Program {
  std::vector<Thread> threads;
};

Instruction load(std::uint32_t target, std::uint32_t location, run::Order order);
Instruction store(std::uint32_t location, std::uint64_t constant, run::Order order);
// Stores the register plus the constant: a data dependency.
Instruction store_sum(std::uint32_t location, std::uint32_t source, std::uint64_t constant,
                      run::Order order);
Instruction read_modify_write(std::uint32_t target, std::uint32_t location, run::Rmw operation,
                              std::uint64_t operand, run::Order order);
Instruction compare_exchange(std::uint32_t target, std::uint32_t location, std::uint64_t expected,
                             std::uint64_t desired, run::Order success, run::Order failure);
Instruction fence(run::Fence kind);
Instruction lock(std::uint32_t location);
Instruction unlock(std::uint32_t location);
// Everything behind it in program order, skipped or not, depends on the register by control.
Instruction skip_if(std::uint32_t source, std::uint64_t constant, std::uint32_t count);
// The same load or store, its address computed from a register.
Instruction with_address(Instruction access, std::uint32_t source);

// The number of locations that the program uses: one more than the highest.
std::uint32_t location_count(const Program& program);

// Throws std::invalid_argument, naming thread and instruction, where the program is none: too many
// threads or instructions, an unknown register, a skip beyond the end or across the edge of a
// critical section, a plain read-modify-write, a lock's location used as data, an unlock without
// its lock.
void validate(const Program& program);

// "r0 = x1 acquire"
std::string to_string(const Instruction& instruction);

// A line a thread: "P0: x0 = 1 relaxed; fence seq_cst; r0 = x1 acquire".
std::string to_string(const Program& program);

// For RapidCheck's report of a failing case.
void showValue(const Program& program, std::ostream& out);

// How an execution ended: each thread's registers, each location's last value.
struct Outcome {
  std::vector<Registers> registers;
  std::vector<std::uint64_t> memory;

  friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

// The program for an explorer: a task for each thread, a word for each location in order. It tells
// the machine its dependencies. `observe`, if any, gets the outcome of each execution.
run::Scenario to_scenario(const Program& program,
                          std::function<void(const Outcome&)> observe = nullptr);

}  // namespace vmcheck::memory::oracle
