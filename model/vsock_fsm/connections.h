// Connections between two machines: their sockets' owners, the packets, the broker of queue pairs
// and the timers take turns in any order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/invariants.h"
#include "model/vsock_fsm/network.h"
#include "sim/state/model.h"

namespace vmcheck::vsock {

class ConnectionsModel final : public state::Model<Network> {
 public:
  ConnectionsModel(const Connections& connections, Bounds bounds)
      : connections_(connections), bounds_(std::move(bounds)), reached_(kinds_reached(bounds_)) {}

  std::vector<run::Property> properties() const override;
  void begin(Network& network, run::Chooser& chooser) const override;
  bool step(Network& network, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const Network& network, state::Observer& observer) const override;
  bool may_end(const Network& network) const override;
  std::string text(const Network& network) const override;
  std::vector<std::string> fault_classes() const override;

  // With a stranger, who sends without end: that every connect() ends, if timers go off.
  std::vector<run::Property> goals() const override;
  bool is_met(std::size_t goal, const Network& network) const override;
  std::vector<state::Process> processes() const override;

  // It does not matter which slot a pair has, or a request.
  void canonical(Network& network) const override;

 private:
  const Connections& connections_;
  Bounds bounds_;
  std::vector<Kind> reached_;
};

}  // namespace vmcheck::vsock
