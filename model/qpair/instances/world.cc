#include "model/qpair/instances/world.h"

#include "model/qpair/arithmetic.h"
#include "model/qpair/fifo.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using run::Order;

// Puts a stream into a queue from its head on, and zeros behind it: bytes that a peer may have
// left there.
void fill(Machine& machine, const Queue& queue, std::uint64_t head, std::uint64_t used,
          std::uint32_t stream, bool everywhere) {
  for (std::uint64_t i = 0; i < queue.size; ++i) {
    if (i >= used && !everywhere) continue;
    const auto place = static_cast<std::uint32_t>((head + i) % queue.size);
    machine.store({queue.first_byte.number + place}, i < used ? stream_byte(i, stream) : 0,
                  Order::plain, {});
  }
}

RingState ring_state(const Numbers& n, const std::string& ring, const std::string& tail,
                     const std::string& head, const std::string& accepted) {
  return {static_cast<std::uint32_t>(n.at(ring + ": size")), n.at(tail), n.at(head),
          n.at(accepted)};
}

}  // namespace

std::uint64_t RingState::used() const {
  return size == 0 ? 0 : distance(head % size, tail % size, size);
}

bool RingState::is_valid_for_producer() const {
  return tail < size && head < size && accepted < size && distance(accepted, tail, size) >= used();
}

bool RingState::is_valid_for_consumer() const {
  return tail < size && head < size && accepted < size && distance(head, accepted, size) <= used();
}

std::vector<Input> query_inputs() {
  return {{"produce ring: size"}, {"produce ring: tail"},
          {"produce ring: head"}, {"produce ring: head accepted before", "produce ring: head"},
          {"consume ring: size"}, {"consume ring: tail"},
          {"consume ring: head"}, {"consume ring: tail accepted before", "consume ring: tail"}};
}

PairState query_state(const Numbers& n) {
  return {ring_state(n, "produce ring", "produce ring: tail", "produce ring: head",
                     "produce ring: head accepted before"),
          ring_state(n, "consume ring", "consume ring: tail", "consume ring: head",
                     "consume ring: tail accepted before")};
}

std::vector<Input> transfer_inputs() {
  return {{"produce ring: size"}, {"produce ring: tail"},
          {"produce ring: head"}, {"produce ring: head acquired", "produce ring: head"},
          {"consume ring: size"}, {"consume ring: tail"},
          {"consume ring: head"}, {"consume ring: tail acquired", "consume ring: tail"}};
}

// There the word read in the operation is named apart, and the one accepted before is the ring's.
PairState transfer_state(const Numbers& n) {
  return {ring_state(n, "produce ring", "produce ring: tail", "produce ring: head acquired",
                     "produce ring: head"),
          ring_state(n, "consume ring", "consume ring: tail acquired", "consume ring: head",
                     "consume ring: tail")};
}

std::vector<Input> hostile_inputs() {
  return {{"produce ring: size"},
          {"produce ring: tail"},
          {"produce ring: head accepted before"},
          {"the peer's head", "produce ring: head accepted before"},
          {"our tail, read back", "produce ring: tail"},
          {"consume ring: size"},
          {"consume ring: tail accepted before"},
          {"consume ring: head"},
          {"the peer's tail", "consume ring: tail accepted before"},
          {"our head, read back", "consume ring: head"}};
}

PairState hostile_state(const Numbers& n) {
  return {ring_state(n, "produce ring", "produce ring: tail", "the peer's head",
                     "produce ring: head accepted before"),
          ring_state(n, "consume ring", "the peer's tail", "consume ring: head",
                     "consume ring: tail accepted before")};
}

Endpoint& World::peer(Machine& machine) const {
  return queues->endpoint_b(machine, {.produce_tail = state.consume.tail,
                                      .produce_head = state.consume.head,
                                      .consume_tail = state.produce.tail,
                                      .consume_head = state.produce.head});
}

World make_world(Machine& machine, const simulated::Core& core, const PairState& state) {
  const auto& [produce, consume] = state;
  const auto queues =
      std::make_shared<QueuePair>(machine, core, RingSizes{produce.size, consume.size});
  fill(machine, queues->queue_a(), produce.head, produce.used(), kProduceStream, false);
  fill(machine, queues->queue_b(), consume.head, consume.used(), kConsumeStream, true);
  Endpoint& a = queues->endpoint_a(machine, {.produce_tail = produce.tail,
                                             .produce_head = produce.accepted,
                                             .consume_tail = consume.accepted,
                                             .consume_head = consume.head});
  const auto& peers = queues->queue_b().header;
  machine.store(peers.consumer_head.location, produce.head, Order::release, {});
  machine.store(peers.producer_tail.location, consume.tail, Order::release, {});
  return {queues, state, a};
}

}  // namespace vmcheck::qpair
