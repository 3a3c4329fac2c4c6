// Machines one within the other: the lowest is a host, each above it a virtual machine of the one
// below it, and all but the highest hosts. Each has sockets, by the core, as all else here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "model/vsock_fsm/stack/hypercalls.h"
#include "sim/state/padded.h"
#include "sim/world/clock/clock.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"
#include "sim/world/queue_pairs.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {

// The bytes of each queue of a connection in tests: one of them stays free.
inline constexpr std::uint64_t kSizeOfQueues = 2;

// The contexts of machines, by their level, in the one below.
using ContextIds = std::array<std::uint32_t, 3>;
inline constexpr ContextIds kContexts{VMCI_CONTEXT_HOST, 42, 50};

// A machine, besides its device.
struct Level {
  state::Padded<vmci_stack> stack;
  state::Padded<vmci_stack_work> work;
  state::Padded<vmci_host> host;
  state::Padded<vmci_programs> programs;
  state::Padded<vmci_stack_host_attachment> host_attachment;
  state::Padded<vmci_stack_attachment> attachment;
  std::uint32_t woken;  // sockets, as bits
  world::ContextMemory copies;
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers;
  Arriving arriving;                                         // from below
  std::array<world::PageStore, VMCI_BROKER_PAIRS_MAX> away;  // memory it has taken, by the pair
  std::uint8_t work_asked;
  std::uint8_t working;
  std::uint8_t sleeps;  // its work does, until an operation's step can be made
  std::uint8_t told;    // its programs are to be
  std::uint8_t dead;    // it makes no step
  std::array<std::uint8_t, 7> unused;
};

// A plain value. All zero bytes: none has begun.
struct LevelsState {
  world::QueueMemory memory;
  std::array<Machine, kContexts.size()> machines;
  std::uint32_t unused;
  std::array<Level, kContexts.size()> levels;
  world::Faults faults;
};

// So many machines of such a state during one step of a model, or for a whole test.
class Levels final : world::Clients,
                     world::QueuePairs,
                     world::Sockets,
                     world::Host,
                     world::Contexts {
 public:
  Levels(const StackCore& core, std::size_t count, LevelsState& state, run::Chooser& chooser,
         state::Observer& observer, const ContextIds& contexts = kContexts)
      : core_(core),
        count_(count),
        state_(state),
        chooser_(chooser),
        observer_(observer),
        contexts_(contexts) {}

  // Has them all begin, with sockets that have come to their drivers and hosts.
  void begin();

  Level& at(std::size_t level) { return state_.levels[level]; }

  // Runs one step on a machine.
  template <typename Run>
  auto run(std::size_t level, const Run& run) {
    const std::size_t outer = level_;
    level_ = level;
    const auto made = step_of(level).drive([&](vmci_guest& guest) {
      const vmci_node node{&*at(level).stack, &guest, &*at(level).host};
      return run(node);
    });
    level_ = outer;
    clear_padding(level);
    return made;
  }

  // Makes steps until it is done. When it waits, all else goes on.
  template <typename Step>
  void go(std::size_t level, const Step& step) {
    for (vmci_step made = VMCI_STEP_AGAIN; made != VMCI_STEP_DONE;) {
      made = run(level, step);
      if (made == VMCI_STEP_WAIT && !go_on()) throw std::logic_error("it waits for nobody");
    }
  }

  // Does all that is under way.
  void settle() {
    while (go_on()) {
    }
  }

  // Each makes all steps until it waits. False: there is none to make.
  bool handle(std::size_t level);  // of interrupts, of which it is one at a time
  bool work_on(std::size_t level);
  bool run_programs(std::size_t level);

  // The same, and tells it. So many actors are of the first machine, and then as many of the next.
  static constexpr std::uint32_t kActors = 3;
  bool act(std::uint32_t actor);

  // Whether nothing is under way.
  bool is_quiet() const;

  // A machine's timers expire, in the order of their deadlines.
  void expire(std::size_t level);

  // Whoever runs a machine ends it, or takes the memory of its queue pairs away and brings it back.
  void kill(std::size_t level);
  void suspend(std::size_t level);
  void resume(std::size_t level);

  // Whether no level has anything left of a queue pair.
  bool has_no_pairs() const;

 private:
  world::QueuePairs* queue_pairs() override { return this; }
  world::Host* host() override { return this; }
  world::Sockets* sockets() override { return this; }
  world::Contexts* contexts() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                     std::size_t number_bytes) override;
  std::int32_t detach(std::uint32_t machine, std::uint32_t context,
                      std::uint32_t resource) override;
  void reset(std::uint32_t) override {}
  std::optional<std::int32_t> takes(std::uint32_t machine,
                                    std::span<const std::uint8_t> bytes) override;
  bool gives(std::span<std::uint8_t> bytes) override;
  void datagram_arrived(std::uint32_t machine, std::uint32_t client,
                        std::span<const std::uint8_t> bytes) override;
  void event_happened(std::uint32_t machine, std::uint32_t client,
                      std::span<const std::uint8_t> payload) override;
  void peer_changed(std::uint32_t machine, std::uint32_t client, std::uint32_t event) override;

  world::Faults& faults() override { return state_.faults; }
  void woken() override;
  void told(std::uint32_t context) override;
  world::ContextMemory& context_memory() override { return at(level_).copies; }
  int datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) override;
  void doorbell_of_program(std::uint32_t) override {}
  void event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) override;

  world::Clock clock(std::uint32_t machine) override { return world::Clock(at(machine).timers); }
  void work(std::uint32_t machine) override { at(machine).work_asked = 1; }
  void wake(std::uint32_t machine) override;
  void wake_socket(std::uint32_t machine, std::uint32_t number) override {
    at(machine).woken |= 1U << number;
  }

  MachineStep step_of(std::size_t level) {
    const world::Machines all{std::span<Machine>(state_.machines)};
    return {all, state_.machines[level], *core_.core->driver, *this, chooser_, observer_};
  }

  bool go_on();
  void begin(std::size_t level);
  bool fetch(std::size_t level);
  bool has_datagram(std::size_t level);
  void clear_padding(std::size_t level);

  // Has the broker below a machine do what it asks for.
  template <typename Step>
  int ask(std::size_t level, vmci_broker_operation& operation, const Step& step);

  const StackCore& core_;
  std::size_t count_;
  LevelsState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  std::size_t level_ = 0;  // whose step it is
  ContextIds contexts_;
  std::uint32_t woken_ = 0;  // whose operations are to be tried again, as bits

 public:
  // Whose operations that wait are to be tried again since this was last asked: levels, as bits.
  std::uint32_t take_woken() { return std::exchange(woken_, 0U); }
};

}  // namespace vmcheck::device::sockets
