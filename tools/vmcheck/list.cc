#include "tools/vmcheck/list.h"

#include <fmt/format.h>

#include "model/qpair/seeded_faults.h"

namespace vmcheck {

void print_list(const std::vector<Job>& jobs, bool with_faults) {
  for (const Job& job : jobs) {
    fmt::print("{} {}\n    {}\n", job.kind, job.name, job.summary);
    if (!job.bounds.empty()) fmt::print("    bounds: {}\n", job.bounds);
  }
  if (!with_faults) return;
  fmt::print("\nfaults for `vmcheck check --fault NAME`, and what finds each\n");
  for (const qpair::SeededFault& fault : qpair::seeded_faults()) {
    fmt::print("    {:<30} {}/{} ({})\n", fault.core->name, fault.scenario, fault.strongest_model,
               fault.property);
  }
}

}  // namespace vmcheck
