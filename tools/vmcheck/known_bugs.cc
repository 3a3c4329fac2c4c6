#include "tools/vmcheck/known_bugs.h"

#include "model/device/seeded_faults.h"
#include "model/qpair/seeded_faults.h"

namespace vmcheck {

std::vector<KnownBug> known_bugs() {
  std::vector<KnownBug> bugs;
  for (const qpair::SeededFault& fault : qpair::seeded_faults()) {
    bugs.push_back(
        {fault.core->name, fault.scenario + '/' + fault.strongest_model, fault.property});
  }
  for (const device::SeededFault& fault : device::seeded_faults()) {
    bugs.push_back({fault.core->name, fault.scenario, fault.property});
  }
  return bugs;
}

}  // namespace vmcheck
