// Machines one within the other, for tests: the lowest is a host, each above it a virtual machine
// of the one below it, and all but the highest hosts. Each has sockets, by the core, as all else
// here. Whatever is under way is done when a test asks for that, in one order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "sim/world/clock/clock.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"
#include "sim/world/queue_pairs.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {

// The bytes of each queue of a connection in tests: one of them stays free.
inline constexpr std::uint64_t kSizeOfQueues = 2;

// The contexts of machines, by their level, in the one below.
inline constexpr std::array<std::uint32_t, 3> kContexts{VMCI_CONTEXT_HOST, 42, 50};

// A pair whose memory its virtual machine has taken.
struct PairAway {
  vmci_handle handle;
  vmci_u64 pages;
  world::PageStore memory;
};

// A machine, besides its device.
struct Level {
  vmci_stack stack;
  vmci_stack_work work;
  vmci_host host;
  vmci_programs programs;
  vmci_stack_attachment attachment;
  vmci_stack_host_attachment host_attachment;
  world::ContextMemory copies;
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers;
  std::vector<std::uint8_t> arriving;  // of a datagram from below, what is not read yet
  std::vector<PairAway> away;
  bool work_asked;
  bool told;            // its programs are to be
  bool dead;            // it makes no step
  std::uint32_t woken;  // sockets, as bits
};

class Levels final : world::Clients,
                     world::QueuePairs,
                     world::Sockets,
                     world::Host,
                     world::Contexts {
 public:
  Levels(const StackCore& core, std::size_t count);

  Level& at(std::size_t level) { return *levels_[level]; }

  // Runs one step on a machine.
  template <typename Run>
  auto run(std::size_t level, const Run& run) {
    const std::size_t outer = level_;
    level_ = level;
    const auto made = step_of(level).drive([&](vmci_guest& guest) {
      const vmci_node node{&at(level).stack, &guest, &at(level).host};
      return run(node);
    });
    level_ = outer;
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

  // A machine's timers expire, in the order of their deadlines.
  void expire(std::size_t level);

  // Whoever runs a machine ends it, or takes the memory of its queue pairs away and brings it back.
  void kill(std::size_t level);
  void suspend(std::size_t level);
  void resume(std::size_t level);

  // What was broken so far, for people.
  std::optional<std::string> broken() const;

  // Whether no level has anything left of a queue pair.
  bool has_no_pairs() const;

 private:
  world::QueuePairs* queue_pairs() override { return this; }
  world::Host* host() override { return this; }
  world::Sockets* sockets() override { return this; }
  world::Contexts* contexts() override { return this; }
  world::QueueMemory& memory() override { return memory_; }
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

  world::Faults& faults() override { return faults_; }
  void woken() override;
  void told(std::uint32_t context) override;
  world::ContextMemory& context_memory() override { return at(level_).copies; }
  int datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) override;
  void doorbell_of_program(std::uint32_t) override {}
  void event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) override;

  world::Clock clock(std::uint32_t machine) override { return world::Clock(at(machine).timers); }
  void work(std::uint32_t machine) override { at(machine).work_asked = true; }
  void wake(std::uint32_t) override {}
  void wake_socket(std::uint32_t machine, std::uint32_t number) override {
    at(machine).woken |= 1U << number;
  }

  MachineStep step_of(std::size_t level) {
    const world::Machines all{std::span<Machine>(machines_)};
    return {all, machines_[level], *core_.core->driver, *this, chooser_, observer_};
  }

  bool go_on();
  bool handle(std::size_t level);
  bool fetch(std::size_t level);

  // Has the broker below a machine do what it asks for.
  template <typename Step>
  int ask(std::size_t level, vmci_broker_operation& operation, const Step& step);

  const StackCore& core_;
  std::vector<Machine> machines_;
  std::vector<std::unique_ptr<Level>> levels_;
  world::QueueMemory memory_{};
  world::Faults faults_{};
  run::Replay chooser_{{}};
  state::Observer observer_;
  std::size_t level_ = 0;  // whose step it is
};

}  // namespace vmcheck::device::sockets
