#include "model/state_scenarios.h"

#include <iterator>
#include <utility>

#include "model/device/seeded_faults.h"
#include "model/qpair/broker/scenarios.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/qpair/lifecycle/scenarios.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck {

std::vector<state::Scenario> state_scenarios(const std::string& fault) {
  std::vector<state::Scenario> all;
  if (const device::Core* core = device::find_core(fault)) all = core->scenarios();
  if (const device::Core* core = device::lifecycle::find_core(fault)) {
    std::vector<state::Scenario> more = device::lifecycle::scenarios(*core);
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  if (const vsock::Core* core = vsock::find_core(fault)) {
    std::vector<state::Scenario> more = core->scenarios();
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  if (const device::HostCore* core = device::broker::find_core(fault)) {
    std::vector<state::Scenario> more = device::broker::scenarios(*core);
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace vmcheck
