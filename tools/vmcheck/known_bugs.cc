#include "tools/vmcheck/known_bugs.h"

#include "model/device/seeded_faults.h"
#include "model/host/seeded_faults.h"
#include "model/notification/seeded_faults.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/qpair/seeded_faults.h"
#include "model/vsock_fsm/seeded_faults.h"
#include "model/vsock_fsm/stack/seeded_faults.h"

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
  for (const device::host::SeededFault& fault : device::host::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  for (const device::lifecycle::SeededFault& fault : device::lifecycle::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  for (const vsock::SeededFault& fault : vsock::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property, fault.origin});
  }
  for (const device::sockets::SeededFault& fault : device::sockets::seeded_faults()) {
    bugs.push_back({fault.name, fault.scenario, fault.property, fault.origin});
  }
  return bugs;
}

}  // namespace vmcheck
