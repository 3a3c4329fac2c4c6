// All bugs that are seeded into the core: published ones, and classes of them; and published ones
// that the core's own tests find, or that it cannot have.
#pragma once

#include <string>
#include <vector>

namespace vmcheck {

struct KnownBug {
  std::string fault;       // for --fault
  std::string scenario;    // the job that finds it, of `vmcheck check`: "qpair/wrap-around/sc"
  std::string property;    // which is violated there
  std::string origin;      // where it was published: "Linux, 2019"; empty: a class of bugs
  bool at_random = false;  // the job is one of `vmcheck fuzz`
};

// The seeded faults of all cores, no two of one name.
std::vector<KnownBug> known_bugs();

// A published bug that cannot be seeded.
struct ExcludedBug {
  std::string what;
  std::string origin;
  std::string reason;  // why not
};

const std::vector<ExcludedBug>& excluded_bugs();

// A published bug in what no scenario reaches: a rule, a table, a call. The core's own tests are
// run over a core with it, and fail.
struct TestedBug {
  std::string what;
  std::string origin;
  std::string patch;  // below driver_core/tests/faults: "options/cut_then_raised"
};

const std::vector<TestedBug>& tested_bugs();

// All published bugs for which `vmcheck bugs` makes no search.
struct OtherBugs {
  std::vector<TestedBug> tested;
  std::vector<ExcludedBug> excluded;
};

}  // namespace vmcheck
