#include "model/qpair/instances/besieged.h"

#include <utility>

#include "model/qpair/arithmetic.h"
#include "model/qpair/properties.h"

namespace vmcheck::qpair {
namespace {

using run::Location;
using run::Machine;
using run::Order;
using run::Site;

void write(Location word, std::uint64_t value) {
  Machine::current().store(word, value, Order::release, Site::current());
}

// Whether A can have come into that state.
bool is_valid(const PairState& state) {
  const auto in_range_both = [](const RingState& ring, std::uint64_t own) {
    return in_range(own, ring.size) && in_range(ring.accepted, ring.size);
  };
  return (state.produce.size > 0 || state.consume.size > 0) &&
         in_range_both(state.produce, state.produce.tail) &&
         in_range_both(state.consume, state.consume.head);
}

// A peer may claim bytes that it has not written: there is something in all places.
void fill(Machine& machine, const Queue& queue) {
  for (std::uint32_t i = 0; i < queue.size; ++i) {
    machine.store({queue.first_byte.number + i}, 0, Order::plain, {});
  }
}

}  // namespace

void Besieged::write_peer_head(std::uint64_t word) const {
  write(world.queues->queue_b().header.consumer_head.location, word);
}

void Besieged::write_peer_tail(std::uint64_t word) const {
  write(world.queues->queue_b().header.producer_tail.location, word);
}

void Besieged::write_our_tail(std::uint64_t word) const {
  write(world.queues->queue_a().header.producer_tail.location, word);
}

void Besieged::write_our_head(std::uint64_t word) const {
  write(world.queues->queue_a().header.consumer_head.location, word);
}

Instance besieged(const char* theorem, const char* fault, const char* broken,
                  const run::Property& claimed, const std::vector<Input>& more,
                  std::function<void(const Besieged&)> body) {
  std::vector<Input> inputs = hostile_inputs();
  inputs.insert(inputs.end(), more.begin(), more.end());
  return {theorem,
          fault,
          broken,
          inputs,
          {claimed, property::kResult, property::kNotPublished},
          [body = std::move(body)](Machine& machine, const simulated::Core& core,
                                   const Numbers& numbers) {
            const PairState state = hostile_state(numbers);
            if (!is_valid(state)) return;
            constexpr Trouble kLies{.lying_peer = true};
            const World world = make_world(machine, core, state);
            fill(machine, world.queues->queue_b());
            Sender& sender = machine.own<Sender>(world.a, kProduceStream, kLies);
            Receiver& receiver = machine.own<Receiver>(world.a, kConsumeStream, kLies);
            const Besieged besieged{world, world.a, sender, receiver, numbers};
            besieged.write_our_tail(numbers.at("our tail, read back"));
            besieged.write_our_head(numbers.at("our head, read back"));
            machine.task("A", [besieged, body] { body(besieged); });
          }};
}

}  // namespace vmcheck::qpair
