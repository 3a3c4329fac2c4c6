#include "model/state_scenarios.h"

#include <iterator>
#include <utility>

#include "model/device/seeded_faults.h"
#include "model/host/scenarios.h"
#include "model/host/seeded_faults.h"
#include "model/qpair/broker/scenarios.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/qpair/lifecycle/pair_scenarios.h"
#include "model/qpair/lifecycle/scenarios.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/vsock_fsm/seeded_faults.h"
#include "model/vsock_fsm/stack/seeded_faults.h"

namespace vmcheck {

std::vector<state::Scenario> state_scenarios(const std::string& fault) {
  std::vector<state::Scenario> all;
  const auto append = [&](std::vector<state::Scenario> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  if (const device::Core* core = device::find_core(fault)) append(core->scenarios());
  const device::Core* guest = device::lifecycle::find_core(fault);
  if (guest != nullptr) append(device::lifecycle::scenarios(*guest));
  const device::HostCore* host = device::broker::find_core(fault);
  if (host != nullptr) append(device::broker::scenarios(*host));
  // A fault is in one of the two cores.
  if (guest != nullptr || host != nullptr) {
    append(device::lifecycle::pair_scenarios(
        guest != nullptr ? *guest : device::cores::sound_core,
        host != nullptr ? *host : device::host_cores::sound_host));
  }
  const device::ContextCore* contexts = device::host::find_core(fault);
  if (contexts != nullptr) append(device::host::scenarios(*contexts));
  if (const vsock::Core* core = vsock::find_core(fault)) append(core->scenarios());
  const device::StackCore* sockets = device::sockets::find_core(fault);
  if (sockets != nullptr) append(device::sockets::scenarios(*sockets));
  return all;
}

}  // namespace vmcheck
