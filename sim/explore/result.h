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
  std::vector<Step> steps;
};

struct Coverage {
  run::Property property;
  std::uint64_t count = 0;  // times evaluated, or for `sometimes` reached
};

// A part of a search, for another search to do or to be done later: what comes behind a position
// among the executions of the program that `setup` builds. See GraphSearch.
struct Part {
  run::Path setup;
  std::vector<std::uint32_t> position;
  std::uint32_t kept = 0;  // how many of the oldest decisions stay as they are
  bool begun = false;      // else the part is the whole program

  friend bool operator==(const Part&, const Part&) = default;
};

struct Result {
  Verdict verdict = Verdict::incomplete;
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;  // executions in which a task waits, or an assumption does not hold
  std::uint64_t steps = 0;
  std::vector<Coverage> coverage;
  std::optional<Violation> violation;
  std::vector<Part> rest;  // incomplete: what is left to be done
};

// How many executions there may be, blocked ones included: the mean of random descents and its
// standard error.
struct Estimate {
  double executions = 0;
  double error = 0;
};

// How far a search has come.
struct Progress {
  std::uint64_t executions;  // blocked ones included

  // Of the whole search; of one that was resumed there is none. It gets better with the number of
  // executions, and takes a twentieth of their time or a few milliseconds: only if it is asked for.
  std::function<std::optional<Estimate>()> estimate;
};

struct Limits {
  std::uint64_t executions = UINT64_MAX;
  // Asked now and then, by one thread at a time; true ends the search as incomplete.
  std::function<bool(const Progress&)> stop = [](const Progress&) { return false; };
  std::vector<Part> parts;    // what to do; empty: everything
  std::uint32_t workers = 1;  // threads. More than one: the scenario's code must allow it
};

}  // namespace vmcheck::explore
