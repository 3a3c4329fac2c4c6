// What stands behind the devices of all machines: it takes their datagrams, answers those that are
// for itself, and carries the others. Written from the protocol's description, without the core's
// headers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/world/hardware.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::run {
class Chooser;
}  // namespace vmcheck::run
namespace vmcheck::state {
class Observer;
}  // namespace vmcheck::state

namespace vmcheck::world {

class Hypervisor {
 public:
  explicit Hypervisor(Machines machines, QueuePairs* pairs = nullptr)
      : machines_(machines), pairs_(pairs) {}

  // Takes a datagram from a machine's device, and puts the result where its driver finds it.
  // Demands that its bytes are the protocol's.
  void receive(std::uint32_t machine, std::span<const std::uint8_t> bytes, run::Chooser& chooser,
               state::Observer& observer);

  // Resets a machine's device, as its driver wishes.
  void reset(std::uint32_t machine);

  // A machine's device resets itself, and its driver does not know.
  void forget(std::uint32_t machine);

  // Rings a doorbell that is linked.
  void ring(std::uint32_t machine, const Link& link);

  // Queues a message for a machine, from the host or from the hypervisor, and interrupts. None:
  // there is no room, or nobody to take it.
  std::optional<std::uint32_t> send(std::uint32_t machine, Message::Kind kind,
                                    std::uint32_t resource);

  // The same of an event about a queue pair: what becomes of its peer, a context.
  std::optional<std::uint32_t> tell(std::uint32_t machine, Message::Kind kind,
                                    std::uint32_t context, std::uint32_t resource,
                                    std::uint8_t peer);

  // Gives a machine another id, and tells it.
  void migrate(std::uint32_t machine, std::uint32_t id);

 private:
  std::int32_t answer(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                      run::Chooser& chooser);
  std::int32_t answer_about_pair(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                                 run::Chooser& chooser);
  std::int32_t carry(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                     run::Chooser& chooser);
  std::int32_t link(Hardware& hardware, std::uint32_t resource, std::uint64_t notify_index,
                    run::Chooser& chooser);
  std::int32_t unlink(Hardware& hardware, std::uint32_t resource, run::Chooser& chooser);
  std::int32_t set_notify_page(Hardware& hardware, std::uint64_t number, run::Chooser& chooser);
  std::int32_t notify(std::uint32_t machine, std::uint32_t context, std::uint32_t resource);
  std::int32_t find(std::uint32_t machine, std::uint32_t context, std::uint32_t& other) const;

  Machines machines_;
  QueuePairs* pairs_;  // null: it has none
};

}  // namespace vmcheck::world
