#include "tools/vmcheck/known_bugs.h"

#include "model/device/seeded_faults.h"
#include "model/notification/seeded_faults.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/qpair/seeded_faults.h"
#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck {

std::vector<KnownBug> known_bugs() {
  std::vector<KnownBug> bugs;
  for (const qpair::SeededFault& fault : qpair::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario + '/' + fault.strongest_model, fault.property,
                    fault.origin});
  }
  for (const notification::SeededFault& fault : notification::seeded_faults()) {
    bugs.push_back(
        {fault.core->name, fault.scenario + '/' + fault.models.front(), fault.property, {}});
  }
  for (const device::SeededFault& fault : device::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin,
                    fault.by == device::SeededFault::By::random_runs});
  }
  for (const device::broker::SeededFault& fault : device::broker::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  for (const device::lifecycle::SeededFault& fault : device::lifecycle::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  for (const vsock::SeededFault& fault : vsock::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  return bugs;
}

const std::vector<ExcludedBug>& excluded_bugs() {
  static const std::vector<ExcludedBug> bugs{
      {"a ring's two ends are exchanged in a call", "Coverity CIDs 1056844 to 1056846",
       "the type system forbids it: the view that produces and the one that consumes are two "
       "types"},
      {"one ring is used in two ways, with a lock and without", "Linux, 2013",
       "a ring has no lock and no flag that says so: its caller guards each end"},
      {"the capacity of an array of handles wraps when it is doubled", "Linux, 2019",
       "tables have the size that they were compiled with"},
      {"a negative error is taken for a large number of pinned pages", "Linux, 2020",
       "the core pins no pages: it is given those that it works with"},
      {"pages of a user program are marked dirty without their lock", "Linux, 2021",
       "the core knows no pages of user programs"},
      {"a checkpoint leaves with doorbells that nobody has written", "Linux, 2020",
       "the core has no checkpoints, and keeps no other machine's doorbells"},
      {"an event is sent while another task is still making it", "Linux, 2025",
       "the core makes no events, and delivers from a buffer that only its handler writes"},
      {"a program's file is looked into before its kind is known", "Linux, 2023",
       "the core has no files: its clients are parts of the kernel, and all of one kind"},
  };
  return bugs;
}

}  // namespace vmcheck
