// All bugs that are seeded into the core: published ones, and classes of them.
#pragma once

#include <string>
#include <vector>

namespace vmcheck {

struct KnownBug {
  std::string fault;     // for --fault
  std::string scenario;  // the job of `vmcheck check` that finds it: "qpair/wrap-around/sc"
  std::string property;  // which is violated there
};

// The seeded faults of all cores, no two of one name.
std::vector<KnownBug> known_bugs();

}  // namespace vmcheck
