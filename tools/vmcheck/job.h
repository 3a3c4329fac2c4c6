// What vmcheck does, in pieces that can be listed, chosen by name, run and reported alike: a
// scenario to check, a theorem to prove, a trace to replay.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vmcheck {

enum class Outcome {
  holds,       // checked, proved or replayed to the end
  no_failure,  // looked for at random, and not found: there may be one
  violated,    // a property broken, a theorem refuted, a replay that diverged
  bad_input,   // what was to be replayed cannot be read
  no_verdict   // stopped by a bound, the time or the user
};

// What was covered, in the order in which it is shown: {"executions", 924}.
using Covered = std::vector<std::pair<std::string, std::uint64_t>>;

struct Report {
  Outcome outcome = Outcome::no_verdict;
  std::string verdict;  // the word for the table: "holds", "proved", "replayed", ...
  Covered covered;
  std::string details;      // what a person wants to read about it; may be empty
  std::string broken = {};  // of a search: the property that is violated; else empty
  std::optional<double> longest_question = {};  // of a proof: seconds of one question to the solver
};

// Told by a running job how far it is; answers whether to stop.
class Monitor {
 public:
  virtual ~Monitor() = default;
  virtual bool stop(const std::function<std::string()>& progress) = 0;
};

struct Job {
  std::string kind;     // "check", "prove", "replay", "fuzz"
  std::string name;     // what patterns are matched against
  std::string summary;  // a line for people
  std::string bounds;   // what is bounded; empty: nothing
  std::function<Report(Monitor&)> run;
  bool can_be_saved = false;  // --save keeps how far it came
  std::string preface = {};   // printed before it runs; may be empty
};

}  // namespace vmcheck
