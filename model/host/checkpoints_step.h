// One step of the model of machines that are saved and restored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/host/checkpoints.h"
#include "sim/world/platform.h"

namespace vmcheck::device::host {

class CheckpointStep final : public world::Clients,
                             public world::QueuePairs,
                             public world::Host,
                             public world::Contexts {
 public:
  CheckpointStep(const ContextFunctions& core, const CheckpointBounds& bounds,
                 CheckpointState& state, run::Chooser& chooser, state::Observer& observer)
      : core_(core), bounds_(bounds), state_(state), chooser_(chooser), observer_(observer) {}

  // False if it is none.
  bool make();

  // Has the programs and the machines begin.
  void begin();

  // What the host and its platform meet. Nobody sends datagrams, so that nothing of theirs lasts.
  world::QueuePairs* queue_pairs() override { return this; }
  world::Host* host() override { return this; }
  world::Contexts* contexts() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override;
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override;
  void reset(std::uint32_t) override {}
  world::Faults& faults() override { return state_.faults; }
  void woken() override;
  void told(std::uint32_t context) override;
  world::ContextMemory& context_memory() override { return nothing_kept_; }
  int datagram_for_program(std::uint32_t, std::span<const std::byte>) override;
  void doorbell_of_program(std::uint32_t) override {}
  void event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) override;

 private:
  using Life = VirtualMachine::Life;
  using Does = VirtualMachine::Does;

  template <typename Run>
  auto drive(const Run& run);
  void reach(const run::Property& property, bool reached);
  void demand_result(int result, int expected, const char* what);

  // Machines, and who runs them.
  bool keep(VirtualMachine& machine);
  bool live(VirtualMachine& machine);
  bool change(VirtualMachine& machine);
  void change_watch(VirtualMachine& machine, bool begins, std::uint32_t watched);
  void begin_call(VirtualMachine& machine, Does does);
  void go_on(VirtualMachine& machine);
  void finish_call(VirtualMachine& machine);
  bool decide(VirtualMachine& machine);
  bool arrive(VirtualMachine& machine);
  void add(VirtualMachine& machine);
  bool fetch(VirtualMachine& machine);

  // Their ends.
  bool remove(VirtualMachine& machine);
  void leave(VirtualMachine& machine);
  void left(VirtualMachine& machine);

  // Saving and restoring.
  void save(VirtualMachine& machine);
  void demand_saved(VirtualMachine& machine, vmci_u32 type, std::span<const std::byte> expected);
  void restore(VirtualMachine& machine);
  void demand_refused(VirtualMachine& machine);
  void register_next(VirtualMachine& machine);

  // The host's programs.
  bool program();
  bool watch();
  bool work();
  void heard();
  bool unsubscribe();

  std::uint32_t free_id() const;
  bool has_place() const;

  const ContextFunctions& core_;
  const CheckpointBounds& bounds_;
  CheckpointState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  world::ContextMemory nothing_kept_{};
};

// How many contexts of an id the host is to be told of, as its table has them.
unsigned removed(const vmci_host& host, std::uint32_t id);

}  // namespace vmcheck::device::host
