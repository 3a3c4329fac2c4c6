#include "tools/vmcheck/list.h"

#include <fmt/core.h>

#include "tools/vmcheck/known_bugs.h"

namespace vmcheck {

void print_list(const std::vector<Job>& jobs, bool with_faults) {
  for (const Job& job : jobs) {
    fmt::print("{} {}\n    {}\n", job.kind, job.name, job.summary);
    if (!job.bounds.empty()) fmt::print("    bounds: {}\n", job.bounds);
  }
  if (!with_faults) return;
  fmt::print("\nfaults for `vmcheck check --fault NAME`, and what finds each\n");
  for (const KnownBug& bug : known_bugs()) {
    fmt::print("    {:<36} {} ({}{})\n", bug.fault, bug.scenario, bug.property,
               bug.at_random ? ", by `vmcheck fuzz`" : "");
  }
}

}  // namespace vmcheck
