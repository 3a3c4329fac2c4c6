// Whose steps are made, and what fairness promises him.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace vmcheck::state {

// On a run without end.
enum class Fairness : std::uint8_t {
  none,    // others may step for ever
  weak,    // who can step from some time on in every state, steps again and again
  strong,  // who can step again and again, steps again and again
};

// A task, or any steps of which fairness is to be said something: an action, a device's answer.
struct Process {
  std::string name;
  Fairness fairness;
};

// Some of a model's processes, a bit each.
using ProcessSet = std::uint64_t;
inline constexpr std::size_t kMostProcesses = 64;

}  // namespace vmcheck::state
