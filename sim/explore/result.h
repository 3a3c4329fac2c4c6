// What an explorer says of a scenario.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/machine.h"
#include "sim/run/path.h"
#include "sim/run/property.h"

namespace vmcheck::explore {

enum class Verdict {
  holds,       // every run within the scenario's bounds was visited, and every property held
  violated,    // some run breaks a property, or a property was vacuous
  incomplete,  // stopped before the end: no verdict
};

// One step of a recorded run, or a task's note about what it is doing.
struct Step {
  std::uint32_t task;
  bool is_note;
  std::string text;
  run::Site site;
};

struct Violation {
  run::Property property;
  std::string message;
  run::Path path;  // empty when no single run is to blame (a `sometimes` never reached)
  std::vector<std::string> tasks;  // the columns of the story
  std::vector<Step> events;
};

struct Coverage {
  run::Property property;
  std::uint64_t count = 0;  // times evaluated, or for `sometimes` reached
};

struct Result {
  Verdict verdict = Verdict::incomplete;
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;  // executions in which a task waits, or an assumption does not hold
  std::uint64_t steps = 0;
  std::vector<Coverage> coverage;
  std::optional<Violation> violation;
  run::Path next;  // incomplete: the path with which to go on
};

// How far a search has come.
struct Progress {
  std::uint64_t executions;
  double fraction;  // estimate of the part that is done, 0 to 1
};

struct Limits {
  std::uint64_t executions = UINT64_MAX;
  // Asked now and then; true ends the search as incomplete.
  std::function<bool(const Progress&)> stop = [](const Progress&) { return false; };
  run::Path resume;  // where to begin; empty: at the beginning
};

}  // namespace vmcheck::explore
