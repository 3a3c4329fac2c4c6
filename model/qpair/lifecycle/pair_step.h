// One step of the model of a queue pair's whole life.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/qpair/lifecycle/pair.h"

namespace vmcheck::device::lifecycle {

class PairStep final : public ModelStep<PairBounds, PairState>,
                       public world::QueuePairs,
                       public world::Host {
 public:
  PairStep(const Driver& driver, const HostFunctions& host, const PairBounds& bounds,
           PairState& state, run::Chooser& chooser, state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer), host_(host) {}

  // False if it is none.
  bool make();

  // Takes the device into use with nothing in between.
  void probe();

  // Takes the machine in, under the id that it has.
  void add_machine();

  // Takes the other one in.
  void add_third();

  // What the driver, the broker and their platforms meet.
  world::QueuePairs* queue_pairs() override { return this; }
  world::Host* host() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }  // but who has pinned it
  std::int32_t alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                     std::size_t number_bytes) override;
  std::int32_t detach(std::uint32_t machine, std::uint32_t context,
                      std::uint32_t resource) override;
  void reset(std::uint32_t machine) override;
  void peer_changed(std::uint32_t machine, std::uint32_t callback, std::uint32_t event) override;
  world::Faults& faults() override { return state_.host_faults; }
  void woken() override;
  void told(std::uint32_t context) override;

 private:
  bool act(std::uint32_t who);
  run::Options enabled() const;
  bool may_call() const;
  bool is_in_use() const;

  // The client's.
  ClientStep client_step() { return {state_.client, machine_, driver_}; }
  bool client();
  void begin_allocation();
  void go_on();
  void finish_allocation();
  void finish_detachment();
  bool use();
  void begin_detachment();
  void write();
  void read();
  void remove();

  // The host's program's.
  void program();
  void begin_call();
  bool must_be_refused(const vmci_broker_operation& call) const;
  bool is_reason_of_host(const vmci_broker_operation& call) const;
  void go_on_with_call();
  bool end();
  run::Options moves() const;
  void go_on_with_end();
  void moved(bool reads, std::uint8_t byte);
  void fetch();

  // The other machine's.
  const vmci_broker_pair* find_open_pair() const;
  void third();
  void go_on_with_third();

  // The keeper's.
  bool keep();
  run::Options keeps() const;
  bool begin_keeping();
  void go_on_keeping();
  void migrated();
  void died();
  void deliver();

  // The broker's.
  template <typename Run>
  auto drive(const Run& run);
  template <typename Run>
  void run_through(const Run& run);
  const vmci_broker_pair* find_pair() const;
  bool is_reason(const vmci_broker& broker, const vmci_broker_operation& call) const;

  const HostFunctions& host_;
};

// The pair of a handle; null: there is none.
const vmci_pair* pair_of(const vmci_broker& broker, const vmci_handle& handle);

}  // namespace vmcheck::device::lifecycle
