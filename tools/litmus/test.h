// A litmus test, as its file says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/litmus/instruction.h"
#include "tools/litmus/proposition.h"

namespace vmcheck::litmus {

// What a test may be made of at most.
inline constexpr std::size_t kMostBytes = 1 << 20;  // of a file
inline constexpr std::size_t kMostThreads = 8;      // what the explorers can run
inline constexpr std::size_t kMostLocations = 256;  // of a test
inline constexpr std::size_t kMostRegisters = 64;   // of a thread
inline constexpr std::size_t kMostAccesses = 64;  // of a thread, fences counted: run::Dependencies
inline constexpr std::size_t kMostInstructions = 10'000;  // of a thread
inline constexpr std::size_t kDeepestStack = 32;          // of values, in one expression
inline constexpr std::size_t kDeepestNesting = 200;       // of parentheses, blocks and conditions

// A cell of shared memory.
struct SharedLocation {
  std::string name;
  std::uint64_t initial = 0;  // a number, or an address (address.h)
};

// A local variable.
struct Register {
  std::string name;
  std::uint64_t initial = 0;
};

struct Thread {
  std::vector<Register> registers;
  std::vector<Instruction> code;
};

// What is asked of the final states.
enum class Quantifier : std::uint8_t {
  exists,      // some execution ends in such a state
  not_exists,  // none does
  forall,      // all do
};

struct Test {
  std::string file;  // where it was read
  std::string name;
  std::vector<SharedLocation> locations;
  std::vector<Thread> threads;
  std::vector<Variable> shown;        // the `locations` clause: shown besides the condition's
  std::optional<Proposition> filter;  // executions that end otherwise are not counted
  Quantifier quantifier = Quantifier::forall;
  Proposition condition;
};

}  // namespace vmcheck::litmus
