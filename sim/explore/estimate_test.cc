#include "sim/explore/estimate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/examples/spsc_ring.h"
#include "sim/explore/graph_search.h"
#include "sim/memory/models.h"

namespace vmcheck::explore {
namespace {

// The programs of a scenario, and how many executions they have together.
struct Truth {
  std::vector<run::Path> setups;
  double executions = 0;
};

Truth count(const run::Scenario& scenario, const memory::Model& model) {
  Truth truth;
  GraphMachine machine(scenario);
  run::DepthFirst setup;
  do {
    setup.begin();
    machine.build(setup, model.knowledge());
    truth.setups.push_back(setup.path());
    GraphSearch search(machine, model);
    while (search.next()) ++truth.executions;
  } while (setup.next());
  return truth;
}

Estimate estimate(const run::Scenario& scenario, const memory::Model& model,
                  const std::vector<run::Path>& setups) {
  Estimator estimator(scenario, model, setups);
  while (estimator.descents() < 400) estimator.descend();
  return estimator.estimate();
}

// Rings of three and of four operations.
run::Scenario two_rings() {
  return {"rings", "", "", {}, [](run::Machine& machine) {
            spsc_ring(3 + machine.choose(2)).build(machine);
          }};
}

TEST(Estimates, AreNearTheTruth) {
  for (const memory::Model* model : memory::models()) {
    for (const run::Scenario& scenario : {spsc_ring(5), two_rings()}) {
      const Truth truth = count(scenario, *model);
      const Estimate found = estimate(scenario, *model, truth.setups);
      EXPECT_NEAR(found.executions, truth.executions, 3 * found.error) << model->name();
      EXPECT_GT(found.error, 0);
      EXPECT_LT(found.error, truth.executions / 2);
      EXPECT_EQ(estimate(scenario, *model, truth.setups).executions, found.executions);
    }
  }
}

}  // namespace
}  // namespace vmcheck::explore
