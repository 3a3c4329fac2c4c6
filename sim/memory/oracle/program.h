// Tiny concurrent programs, the input of the oracle: straight-line threads with conditional skips,
// of everything that run::Machine offers to tasks.
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
    await,              // target = [location], once it is as `condition` and `expected` say
    fence,
    lock,
    unlock,
    skip_if,  // if (source == constant), skip the next `count` instructions
    assume,   // unless (source == constant), give up
    choose,   // target = one of 0 to `count` - 1
    fail,     // target = 1 if this operation fails, else 0
    spawn,    // lets `thread` begin
    join,     // waits for the end of `thread`
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
  run::Condition::Is condition = run::Condition::Is::equal;
  std::uint32_t count = 0;
  std::uint32_t thread = 0;

  // A register from which the access computes its address, without an influence on it: the false
  // address dependency of litmus tests. Loads and stores only.
  std::optional<std::uint32_t> address;
};

using Registers = std::array<std::uint64_t, kRegisters>;
using Thread = std::vector<Instruction>;

// Locations are numbered from 0 and hold 0 at first. A location that is locked holds 1, and is
// used by lock and unlock only. A thread that some thread spawns does not begin before.
struct Program {
  std::vector<Thread> threads;
  std::uint32_t faults = 0;  // at most so many operations fail
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
// Everything behind it in program order depends on it by control, as behind any loop.
Instruction await(std::uint32_t target, std::uint32_t location, run::Condition condition,
                  run::Order order);
Instruction fence(run::Fence kind);
Instruction lock(std::uint32_t location);
Instruction unlock(std::uint32_t location);
// Everything behind it in program order, skipped or not, depends on the register by control.
Instruction skip_if(std::uint32_t source, std::uint64_t constant, std::uint32_t count);
// Everything behind it depends on the register by control.
Instruction assume(std::uint32_t source, std::uint64_t constant);
Instruction choose(std::uint32_t target, std::uint32_t options);
Instruction fail(std::uint32_t target);
Instruction spawn(std::uint32_t thread);
Instruction join(std::uint32_t thread);
// The same load or store, its address computed from a register.
Instruction with_address(Instruction access, std::uint32_t source);

// Whether an instruction accesses memory.
bool accesses_memory(const Instruction& instruction);

// Whether some thread spawns this one.
bool is_dormant(const Program& program, std::uint32_t thread);

// The number of locations that the program uses: one more than the highest.
std::uint32_t location_count(const Program& program);

// Throws std::invalid_argument, naming thread and instruction, where the program is none: too many
// threads or instructions, an unknown register, a skip beyond the end or across the edge of a
// critical section, a plain read-modify-write, a lock's location used as data, an unlock without
// its lock, a choice of fewer than two, an operation that fails where none may, a thread spawned
// twice or by none before it, a thread that joins itself or none.
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
