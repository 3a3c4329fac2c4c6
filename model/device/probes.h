// A device's probe and removal on one machine, while clients come and go, the hypervisor rings and
// sends, and anything may fail at any step.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"

namespace vmcheck::device {

// The bounds of a scenario.
struct ProbeBounds {
  std::uint8_t operations;  // of the client
  std::uint8_t rings;       // and messages, from outside
  std::uint8_t missing;     // capabilities that the device does not offer
  world::Vectors vectors;
  bool in_memory = false;  // datagrams go through memory
  world::Faults faults;
  std::vector<const run::Property*> reached;  // what some run must reach
};

// A client with a doorbell and an endpoint, both called by deferred work.
struct ProbeClient {
  enum class Operation : std::uint8_t { none, create_doorbell, destroy_doorbell, destroy_endpoint };
  Operation operation;
  std::uint8_t sleeping;
  std::uint8_t has_doorbell;
  std::uint8_t has_endpoint;
  vmci_handle doorbell;
  vmci_handle endpoint;
  state::Padded<vmci_doorbell_operation> doorbell_steps;
  state::Padded<vmci_endpoint_operation> endpoint_steps;
};

struct ProbeState {
  enum class Life : std::uint8_t { probing, failed, in_use, removing, removed };
  Machine machine;
  state::Padded<vmci_probe> probe;
  ProbeClient client;
  Life life;
  std::uint8_t sleeping;    // who probes or removes
  std::uint8_t operations;  // left
  std::uint8_t rings;       // left
};

class Probes final : public state::Model<ProbeState> {
 public:
  Probes(const Driver& driver, ProbeBounds bounds) : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(ProbeState& state, run::Chooser& chooser) const override;
  bool step(ProbeState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const ProbeState& state, state::Observer& observer) const override;
  bool may_end(const ProbeState& state) const override;
  std::string text(const ProbeState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  const Driver& driver_;
  ProbeBounds bounds_;
};

}  // namespace vmcheck::device
