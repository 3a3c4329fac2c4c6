// Scenarios in which the peer writes what it likes into shared memory, at any time.
#include <fmt/core.h>

#include <array>
#include <memory>

#include "model/qpair/endpoints.h"
#include "model/qpair/ends.h"
#include "model/qpair/properties.h"
#include "model/qpair/scenarios/catalogue.h"

namespace vmcheck::qpair {
namespace {

using run::Location;
using run::Machine;
using run::Order;
using run::Scenario;
using run::Site;
using simulated::Core;

constexpr std::uint32_t kSize = 3;

// In range, one past it, and far out.
constexpr std::array<std::uint64_t, 6> kWords{0, 1, 2, kSize, kSize + 1, UINT64_MAX};

// A, whose objects are those of one task, and a peer that is not bound to anything.
struct Besieged {
  std::shared_ptr<const QueuePair> queues;
  Endpoint& endpoint;
  Sender& sender;
  Receiver& receiver;

  // The four words that the peer can write: its own two, and A's, whose page it has mapped as well.
  std::array<Location, 4> words() const {
    const auto& ours = queues->queue_a().header;
    const auto& peers = queues->queue_b().header;
    return {peers.consumer_head.location, peers.producer_tail.location, ours.producer_tail.location,
            ours.consumer_head.location};
  }

  void lie() const {
    Machine& machine = Machine::current();
    machine.note([] { return std::string("writes any word"); });
    const Location word = words()[machine.choose(4)];
    machine.store(word, kWords[machine.choose(kWords.size())], Order::release, Site::current());
  }

  // Puts believable words back: the ring A fills is drained, the ring it drains is filled.
  void repent() const {
    Machine& machine = Machine::current();
    const auto& ours = endpoint.pair.produce;
    const std::uint64_t last = (ours.head + kSize - 1) % kSize;
    const auto [peer_head, peer_tail, our_tail, our_head] = words();
    machine.store(peer_head, ours.tail, Order::release, Site::current());
    machine.store(peer_tail, last, Order::release, Site::current());
  }

  // A's own state is whole: from believable words on, both rings work to their full size.
  void check_recovery() const {
    repent();
    auto& [core, pair] = endpoint;
    std::array<std::uint8_t, kSize> bytes{};
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    const int put = core.enqueue(&pair, bytes.data(), kSize, &in);
    const int got = core.dequeue(&pair, bytes.data(), kSize, &out);
    const bool works = put == simulated::VMCI_SUCCESS && in == kSize - 1 &&
                       got == simulated::VMCI_SUCCESS && out == kSize - 1;
    Machine::current().always(property::kRecovery, works, [&] {
      return fmt::format("enqueue answered {} and {} bytes, dequeue {} and {}, of {} each", put, in,
                         got, out, kSize - 1);
    });
  }
};

// To be made before the task that is A.
Besieged besiege(Machine& machine, const Core& core) {
  const auto queues = std::make_shared<QueuePair>(machine, core, RingSizes{kSize, kSize});
  // The peer may claim bytes that it has not written; they are its own to leave so.
  const Location first = queues->queue_b().first_byte;
  for (std::uint32_t i = 0; i < kSize; ++i) machine.store({first.number + i}, 0, Order::plain, {});

  constexpr Trouble kLies{.lying_peer = true};
  Endpoint& endpoint = queues->endpoint_a(machine);
  return {queues, endpoint, machine.own<Sender>(endpoint, 1u, kLies),
          machine.own<Receiver>(endpoint, 2u, kLies)};
}

// Moves the peer's word backwards, or onwards beyond what A has given it, and expects a refusal.
void check_refusal(const Besieged& world, Location word, std::uint64_t honest, std::uint64_t lie) {
  Machine& machine = Machine::current();
  auto& [core, pair] = world.endpoint;
  std::array<std::uint8_t, kSize> bytes{};
  std::uint64_t copied = 0;
  machine.store(word, lie, Order::release, Site::current());
  const bool sends = word == world.words()[0];
  const int result = sends ? core.enqueue(&pair, bytes.data(), 1, &copied)
                           : core.dequeue(&pair, bytes.data(), 1, &copied);
  machine.always(property::kResult, result == simulated::VMCI_ERROR_INVALID_SIZE, [&] {
    return fmt::format("the peer moved its index from {} to {}: {} answered {}", honest, lie,
                       sends ? "enqueue" : "dequeue", result);
  });
  machine.sometimes(property::kRefused, true);
  machine.store(word, honest, Order::release, Site::current());
}

}  // namespace

Scenario lying_peer(const Core& core) {
  return {"qpair/lying-peer",
          "the peer writes any index, its own or A's, between A's accesses",
          "rings of 3 bytes, 4 operations of A, 3 writes of the peer with 6 values to 4 words",
          {property::kResult, property::kRecovery, property::kNotPublished, property::kRefused,
           property::kFull, property::kEmpty},
          [&core](Machine& machine) {
            const Besieged world = besiege(machine, core);
            machine.task("A", [world] {
              world.sender.enqueue(2);
              world.receiver.dequeue(2);
              world.sender.enqueue(2);
              world.receiver.dequeue(1);
            });
            machine.task("peer", [world] {
              world.lie();
              world.lie();
              world.lie();
            });
            machine.finally([world] { world.check_recovery(); });
          }};
}

Scenario backward_peer(const Core& core) {
  return {"qpair/backward-peer",
          "a peer whose index is in range but moves backwards, or beyond what it was given, is "
          "refused",
          "rings of 3 bytes, every index refused that is not a step forward",
          {property::kResult, property::kRecovery, property::kRefused},
          [&core](Machine& machine) {
            const Besieged world = besiege(machine, core);
            machine.task("A and peer", [world] {
              Machine& m = Machine::current();
              const auto [peer_head, peer_tail, our_tail, our_head] = world.words();
              // Two bytes out, of which the peer takes one; two bytes in, all of them waiting.
              world.sender.enqueue(2);
              m.store(peer_head, 1, Order::release, Site::current());
              m.store(peer_tail, 2, Order::release, Site::current());
              world.sender.enqueue(0);
              world.receiver.peek(2);
              check_refusal(world, peer_head, 1, 0);
              check_refusal(world, peer_tail, 2, 0);
              check_refusal(world, peer_tail, 2, 1);
              // A's own words as the peer sees them are of no consequence.
              m.store(our_tail, 0, Order::release, Site::current());
              m.store(our_head, 1, Order::release, Site::current());
            });
            machine.finally([world] { world.check_recovery(); });
          }};
}

}  // namespace vmcheck::qpair
