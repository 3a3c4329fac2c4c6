#include "model/vsock_fsm/fleet/runs.h"

#include "model/vsock_fsm/fleet/fleet.h"
#include "sim/state/random/random_chooser.h"

namespace vmcheck::vsock::fleet {
namespace {

using state::random::Generator;

// Faults strike once in two to the power of this.
constexpr std::uint8_t kRate = 8;

state::random::Plan plan() {
  state::random::Plan plan;
  plan.faults = state::random::Faults::swarm;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(Fault::kinds); ++i) {
    plan.rates[i] = kRate;
  }
  return plan;
}

// Tells of what broke, if anything did, for people; else only whether.
Outcome make_run(const Core& core, const Size& size, std::uint64_t seed, state::Observer::Use use) {
  const stream::Functions functions{core.connections, core.notifications};
  state::Observer observer(Fleet::properties(), use);
  Fleet fleet(functions, size, observer);
  state::random::RandomChooser chooser;
  chooser.begin(plan(), Generator(seed));
  Outcome run;
  bool goes_on = true;
  while (goes_on && !run.broken) {
    chooser.begin_step();
    chooser.begin_try();
    goes_on = fleet.step(chooser);
    run.broken = observer.take_broken();
    if (use == state::Observer::Use::telling) observer.take_notes();
  }
  run.figures = fleet.figures();
  if (observer.breach()) {
    run.story = observer.breach()->property.name + ": " + observer.breach()->message;
  }
  return run;
}

}  // namespace

Outcome run_fleet(const Core& core, const Size& size, std::uint64_t seed) {
  const Outcome run = make_run(core, size, seed, state::Observer::Use::search);
  return run.broken ? make_run(core, size, seed, state::Observer::Use::telling) : run;
}

}  // namespace vmcheck::vsock::fleet
