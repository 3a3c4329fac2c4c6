// One step of a model of a machine's sockets: what the models have in common.
#pragma once

#include <cstdint>
#include <string>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "model/vsock_fsm/stack/padding.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {

// More steps than any operation needs that does not wait.
inline constexpr unsigned kEndless = 10'000;

// Makes steps of an operation: one if `in_steps`, or all until it waits. True when it is done.
template <typename Make>
bool go_through(bool in_steps, std::uint8_t& sleeping, state::Observer& observer,
                const Make& step) {
  vmci_step made = step();
  if (!in_steps) {
    for (unsigned i = 1; made == VMCI_STEP_AGAIN && i < kEndless; ++i) made = step();
    observer.always(property::kEnds, made != VMCI_STEP_AGAIN,
                    [] { return std::string("an operation makes step after step"); });
  }
  if (made == VMCI_STEP_WAIT) sleeping = 1;
  return made == VMCI_STEP_DONE;
}

// Of one machine that is no host.
template <typename Bounds, typename State>
class SocketStep : public ModelStep<Bounds, State>, public world::Sockets {
 public:
  SocketStep(const StackCore& core, const Bounds& bounds, State& state, run::Chooser& chooser,
             state::Observer& observer)
      : ModelStep<Bounds, State>(*core.core->driver, bounds, state, chooser, observer),
        sockets_(*core.sockets) {}

  world::Sockets* sockets() override { return this; }
  world::Clock clock(std::uint32_t) override { return world::Clock(state_.timers); }
  void work(std::uint32_t) override { state_.work_asked = 1; }

 protected:
  using ModelStep<Bounds, State>::bounds_;
  using ModelStep<Bounds, State>::chooser_;
  using ModelStep<Bounds, State>::machine_;
  using ModelStep<Bounds, State>::observer_;
  using ModelStep<Bounds, State>::state_;

  // Runs a step of the core.
  template <typename Run>
  auto run(const Run& run) {
    const auto made = machine_.drive([&](vmci_guest& guest) {
      const vmci_node node{&*state_.stack, &guest, nullptr};
      return run(node);
    });
    clear_padding(*state_.stack);
    return made;
  }

  template <typename Make>
  bool go_through(std::uint8_t& sleeping, const Make& step) {
    return sockets::go_through(bounds_.in_steps, sleeping, observer_, [&] { return run(step); });
  }

  std::uint32_t choose(std::uint32_t options) {
    return chooser_.choose(run::ChoiceKind::value, options);
  }

  const device::Sockets& sockets_;
};

}  // namespace vmcheck::device::sockets
