// The scenarios of whole lives over cores with seeded faults, of the driver or of the broker: each
// is found in some, and in each scenario some are.
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/qpair/broker/core.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/qpair/lifecycle/pair_scenarios.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/scenario_tests.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace model;

// A fault of one of the two cores, where it is found, and which property it breaks there.
struct Twin {
  const char* scenario;
  const char* fault;
  const char* property;

  friend void PrintTo(const Twin& twin, std::ostream* out) {
    *out << twin.scenario << ", " << twin.fault;
  }
};

const std::vector<Twin>& twins() {
  static const std::vector<Twin> all{
      {"lifecycle/pair", "queues_not_swapped", "fifo"},
      {"lifecycle/pair", "freed_though_refused", "lifetimes"},
      {"lifecycle/pair", "sizes_not_swapped", "result"},
      {"lifecycle/pair-attach", "header_not_written", "headers"},
      {"lifecycle/pair-memory", "queue_kept_by_a_failed_allocation", "nothing-left"},
      {"lifecycle/pair-suspended", "place_forgotten_at_unmap", "fifo"},
      {"lifecycle/pair-suspended", "mapping_outlives_the_pages", "pins"},
      {"lifecycle/pair-migrated", "resumption_ignored", "told"},
      {"lifecycle/pair-migrated", "unknown_pair_kept", "result"},
      {"lifecycle/pair-killed", "pages_of_the_dead_stay_pinned", "lifetimes"},
      {"lifecycle/pair-removal", "queues_freed_before_the_reset", "lifetimes"},
      {"lifecycle/pair-mismatched", "sizes_not_compared", "result"},
      {"lifecycle/pair-attach-mismatched", "denied_one_way", "result"},
      {"lifecycle/pair-third", "machines_share_pairs", "third"},
      {"lifecycle/pair-attach-third", "any_peer_attaches", "third"},
      {"lifecycle/pair-third-moves", "waiters_not_woken", "progress"},
  };
  return all;
}

// Over the core that has a fault, and the other one as it stands.
std::vector<state::Scenario> scenarios_with(const std::string& fault) {
  const Core* guest = lifecycle::find_core(fault);
  const HostCore* host = broker::find_core(fault);
  if (guest == nullptr && host == nullptr) throw std::invalid_argument("no fault " + fault);
  return pair_scenarios(guest != nullptr ? *guest : cores::sound_core,
                        host != nullptr ? *host : host_cores::sound_host);
}

class PairFault : public testing::TestWithParam<Twin> {};

TEST_P(PairFault, BreaksItsProperty) {
  const Twin& twin = GetParam();
  expect_broken(find_scenario(scenarios_with(twin.fault), twin.scenario), twin.property);
}

INSTANTIATE_TEST_SUITE_P(All, PairFault, testing::ValuesIn(twins()),
                         [](const auto& test) { return std::string(test.param.fault); });

TEST(PairFaults, AreFoundInEveryScenario) {
  std::set<std::string> found;
  for (const Twin& twin : twins()) found.insert(twin.scenario);
  std::set<std::string> scenarios;
  for (const state::Scenario& scenario :
       pair_scenarios(cores::sound_core, host_cores::sound_host)) {
    scenarios.insert(scenario.name);
  }
  EXPECT_EQ(scenarios, found);
}

// Removes a machine, and says that it could not.
vmci_step remove_and_deny(vmci_broker* broker, vmci_context_removal* removal) {
  const vmci_step made = host_cores::sound_host.functions->remove_context_step(broker, removal);
  if (made == VMCI_STEP_DONE) removal->result = VMCI_ERROR_NO_MEM;
  return made;
}

TEST(PairFaults, OfRemovalsAreSeen) {
  HostFunctions functions = *host_cores::sound_host.functions;
  functions.remove_context_step = remove_and_deny;
  const HostCore host{"removal_denied", &functions};
  for (const char* scenario : {"lifecycle/pair-killed", "lifecycle/pair-migrated"}) {
    expect_broken(find_scenario(pair_scenarios(cores::sound_core, host), scenario), "result");
  }
}

}  // namespace
}  // namespace vmcheck::device::lifecycle
