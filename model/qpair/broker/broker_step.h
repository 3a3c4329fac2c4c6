// One step of the model of the host's broker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "model/qpair/broker/broker.h"
#include "sim/world/platform.h"

namespace vmcheck::device::broker {

class BrokerStep final : public world::Clients, public world::QueuePairs, public world::Host {
 public:
  BrokerStep(const HostFunctions& host, const BrokerBounds& bounds, BrokerState& state,
             run::Chooser& chooser, state::Observer& observer)
      : host_(host), bounds_(bounds), state_(state), chooser_(chooser), observer_(observer) {}

  // False if it is none.
  bool make();

  // Takes a machine in.
  void add(std::uint32_t party);

  // What the broker and its platform meet.
  world::QueuePairs* queue_pairs() override { return this; }
  world::Host* host() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override;
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override;
  void reset(std::uint32_t) override {}
  world::Faults& faults() override { return state_.faults; }
  void woken() override;
  void told(std::uint32_t context) override;

 private:
  // Runs a step of the broker, for whom and what, and watches what it does.
  template <typename Run>
  auto drive(std::uint8_t actor, Trigger trigger, std::uint32_t context, const Run& run);
  void reach(const run::Property& property, bool reached);

  // Calls of parties.
  bool party(std::uint32_t number);
  bool may_wish(std::uint32_t number, Wish wish) const;
  bool begin_call(std::uint32_t number);
  void set_request(std::uint32_t number, Wish wish);
  bool give_memory(std::uint32_t number, Wish wish);
  void go_on(std::uint32_t number);
  void finish_call(std::uint32_t number);
  void succeed(std::uint32_t number);
  void give_back(world::PageStore& store);
  void release(std::uint32_t number);
  bool remove();
  bool fetch(std::uint32_t number);
  void demand_event(std::uint32_t number, const vmci_event_queue_pair_msg& message);

  // The host's end, and the machine's.
  bool end(bool reads);
  void go_on_with_end(bool reads);
  void demand_end_result(bool reads, int result);
  bool move_byte(bool reads);
  bool scribble();

  // What a step did to pairs.
  void watch(const vmci_broker& before, std::uint8_t actor, Trigger trigger, std::uint32_t context);
  void watch_claim(std::uint32_t slot, const vmci_broker_pair& before, std::uint8_t actor);
  void watch_state(std::uint32_t slot, const vmci_pair& before, Trigger trigger,
                   std::uint32_t context);
  bool may_attach(const vmci_pair& pair, std::uint32_t number, std::uint32_t machine) const;
  void created(std::uint32_t handle);

  const HostFunctions& host_;
  const BrokerBounds& bounds_;
  BrokerState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
};

// Which handle that is; kAnyId: none that everybody knows. And back.
std::uint8_t number_of(const vmci_handle& handle);
vmci_handle handle_of(const BrokerState& state, std::uint8_t number);

// Which party a context is.
std::uint32_t party_of(std::uint32_t context);

// The pages of a machine's queues of those sizes, in all.
std::uint64_t pages_of(std::uint64_t produce_size, std::uint64_t consume_size);

}  // namespace vmcheck::device::broker
