// One step of the model of a machine and its host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/qpair/lifecycle/guest.h"

namespace vmcheck::device::lifecycle {

class GuestStep final : public ModelStep<GuestBounds, GuestState>, public world::QueuePairs {
 public:
  GuestStep(const Driver& driver, const GuestBounds& bounds, GuestState& state,
            run::Chooser& chooser, state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make();

  // What the driver and its platform meet.
  world::QueuePairs* queue_pairs() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue queue) const override;
  std::int32_t alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                     std::size_t number_bytes) override;
  std::int32_t detach(std::uint32_t machine, std::uint32_t context,
                      std::uint32_t resource) override;
  void reset(std::uint32_t machine) override;
  void peer_changed(std::uint32_t machine, std::uint32_t callback, std::uint32_t event) override;

 private:
  bool act(std::uint32_t who);
  bool is_in_use() const;

  // A client's.
  ClientStep client_step(Client& client) { return {client, machine_, driver_}; }
  bool client(std::uint32_t number);
  bool begin_allocation(std::uint32_t number);
  void go_on(std::uint32_t number);
  void finish_allocation(std::uint32_t number);
  void finish_detachment(std::uint32_t number);
  bool is_excused(const Client& client, int result) const;
  std::uint16_t failures_left() const;
  bool use(std::uint32_t number);
  bool write(std::uint32_t number);
  bool read(std::uint32_t number);

  // The host's.
  HostPair* find(std::uint32_t context, std::uint32_t resource);
  std::int32_t take(HostPair& pair, const PairRequest& request, HostPair::Life life);
  bool use_as_host(std::uint32_t number);
  bool tell(const HostPair& pair, News news);
  bool stray(const HostPair& pair);
  bool exchange(HostPair& pair, bool writes);
  bool migrate();

  // The driver's.
  bool remove();
};

}  // namespace vmcheck::device::lifecycle
