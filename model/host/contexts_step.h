// One step of the model of a host's contexts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/host/contexts.h"
#include "sim/world/platform.h"

namespace vmcheck::device::host {

class ContextStep final : public world::Clients, public world::Host, public world::Contexts {
 public:
  ContextStep(const ContextFunctions& core, const ContextBounds& bounds, ContextState& state,
              run::Chooser& chooser, state::Observer& observer)
      : core_(core), bounds_(bounds), state_(state), chooser_(chooser), observer_(observer) {}

  // False if it is none.
  bool make();

  // Has the programs and the machines begin.
  void begin();

  // What the host and its platform meet.
  world::Host* host() override { return this; }
  world::Contexts* contexts() override { return this; }
  world::ContextMemory& context_memory() override { return state_.memory; }
  world::Faults& faults() override { return state_.faults; }
  void woken() override;
  void told(std::uint32_t context) override;
  int datagram_for_program(std::uint32_t program, std::span<const std::byte> header) override;
  void doorbell_of_program(std::uint32_t program) override;
  void event_for_program(std::uint32_t, std::span<const std::uint8_t>) override {}

 private:
  template <typename Run>
  auto drive(const Run& run);
  void reach(const run::Property& property, bool reached);
  void add(std::uint32_t party, std::uint8_t privileges);

  // Datagrams.
  bool send(std::uint32_t party);
  bool begin_send(std::uint32_t party);
  void watch_send(std::uint32_t party, const std::array<unsigned, kParties>& before);
  void finish_send(std::uint32_t party);
  bool is_reason(const Sender& sender, std::uint32_t party) const;
  bool may_take(std::uint32_t party, std::uint32_t to) const;
  bool fetch(std::uint32_t party);
  bool work();

  // Ends.
  bool remove();
  bool destroy();

  // Doorbells, and the byte.
  bool ring(std::uint32_t by);
  bool collect();
  bool set_byte();
  bool raise();

  std::array<unsigned, kParties> counts() const;

  const ContextFunctions& core_;
  const ContextBounds& bounds_;
  ContextState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  std::uint32_t sending_ = kParties;  // whose call it is, if any
};

// The serial number of a datagram.
std::uint8_t serial_of(std::span<const std::byte> header);

// Whether somebody has a call under way that makes steps.
bool is_at_work(const ContextState& state);

}  // namespace vmcheck::device::host
