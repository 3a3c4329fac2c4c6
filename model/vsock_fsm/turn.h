// One step of the machines: whose turn it is, and what he does.
#pragma once

#include <cstdint>
#include <optional>

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/network.h"
#include "sim/run/path.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock {

class Turn {
 public:
  Turn(const Connections& connections, const Bounds& bounds, Network& network,
       run::Chooser& chooser, state::Observer& observer)
      : bounds_(bounds),
        network_(network),
        chooser_(chooser),
        observer_(observer),
        carrier_(connections, bounds, network, chooser, observer) {}

  // False if it is none.
  bool make();

 private:
  // What there is to choose from: who may have the turn, and for whom which.
  run::Options enabled() const;
  run::Options deliverable() const;
  run::Options asked() const;
  run::Options timers(bool late) const;
  run::Options connecting() const;
  run::Options callers() const;

  bool act(std::uint32_t actor);
  bool deliver();
  bool serve();
  bool fire(bool late);
  bool call();
  bool call_of_listener(std::uint32_t number);
  bool call_of_connected(std::uint32_t number, std::uint8_t may);
  bool connect(std::uint32_t number, const Role& role);
  bool shut_down(std::uint32_t number);
  bool transfer(std::uint32_t number);
  bool signal();
  bool change();
  bool kill();
  bool send_from_stranger();

  std::uint32_t choose(std::uint32_t options) {
    return chooser_.choose(run::ChoiceKind::value, options);
  }
  template <typename Enabled>
  std::optional<std::uint32_t> choose(std::uint32_t options, const Enabled& enabled) {
    return chooser_.choose_enabled(run::ChoiceKind::value, options, enabled);
  }

  const Bounds& bounds_;
  Network& network_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  Carrier carrier_;
};

}  // namespace vmcheck::vsock
