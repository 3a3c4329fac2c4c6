// Operations that move bytes, with a peer that writes anything into the shared words.
#include <fmt/core.h>

#include "model/qpair/arithmetic.h"
#include "model/qpair/instances/besieged.h"
#include "model/qpair/instances/pieces.h"
#include "model/qpair/instances/properties.h"
#include "model/qpair/instances/topics.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::vmci_ring_pair;

void check_own_words(const vmci_ring_pair& pair) {
  const std::uint64_t produce = pair.produce.bytes.size;
  const std::uint64_t consume = pair.consume.bytes.size;
  const bool valid = in_range(pair.produce.tail, produce) && in_range(pair.consume.head, produce) &&
                     in_range(pair.produce.head, consume) && in_range(pair.consume.tail, consume);
  Machine::current().always(property::kOwnWords, valid, [&] {
    return fmt::format(
        "tail {} and the peer's head {} of {} bytes, head {} and the peer's tail {} "
        "of {}",
        pair.produce.tail, pair.consume.head, produce, pair.produce.head, pair.consume.tail,
        consume);
  });
}

// Holds what an operation says it has moved against how far its own index went.
void check_gone(const Outcome& outcome, bool peek, std::uint64_t before, std::uint64_t after,
                std::uint64_t size) {
  const bool moves = outcome.result == simulated::VMCI_SUCCESS && !peek;
  const std::uint64_t gone = size == 0 ? 0 : distance(before, after, size);
  Machine::current().always(property::kOwnWords, gone == (moves ? outcome.copied : 0), [&] {
    return fmt::format("answered {} and {} bytes, and went from {} to {} of {}", outcome.result,
                       outcome.copied, before, after, size);
  });
}

Instance enqueue_keeps(const char* theorem, const char* fault, const char* broken, Form form) {
  return besieged(theorem, fault, broken, property::kOwnWords, length_inputs("source", form),
                  [form](const Besieged& world) {
                    const vmci_ring_pair& pair = world.a.pair;
                    const std::uint64_t before = pair.produce.tail;
                    enqueue(world.sender, lengths_of(world.numbers, "source", form), form);
                    check_own_words(pair);
                    check_gone(world.sender.outcome(), false, before, pair.produce.tail,
                               pair.produce.bytes.size);
                  });
}

Instance take_keeps(const char* theorem, const char* fault, const char* broken, Form form,
                    bool peek) {
  return besieged(theorem, fault, broken, property::kOwnWords, length_inputs("target", form),
                  [form, peek](const Besieged& world) {
                    const vmci_ring_pair& pair = world.a.pair;
                    const std::uint64_t before = pair.produce.head;
                    take(world.receiver, lengths_of(world.numbers, "target", form), form, peek);
                    check_own_words(pair);
                    check_gone(world.receiver.outcome(), peek, before, pair.produce.head,
                               pair.consume.bytes.size);
                  });
}

std::uint32_t number(const Besieged& world, const char* name) {
  return static_cast<std::uint32_t>(world.numbers.at(name));
}

// An operation among lies, and then one with believable words.
Instance enqueue_recovers() {
  const std::vector<Input> more{{"first source: length"},
                                {"our tail, read back (2)"},
                                {"the peer's believable head", "the peer's head"},
                                {"second source: length"}};
  return besieged("hostile-peer/enqueue-recovers", "own_tail_from_shared_memory", "recovery",
                  property::kRecovery, more, [](const Besieged& world) {
                    world.sender.enqueue(number(world, "first source: length"));
                    const vmci_ring_pair& pair = world.a.pair;
                    const std::uint64_t size = pair.produce.bytes.size;
                    const std::uint64_t head = number(world, "the peer's believable head");
                    const auto used = [&](std::uint64_t from) {
                      return distance(from, pair.produce.tail, size);
                    };
                    if (head >= size || used(head) > used(pair.consume.head)) return;
                    world.write_our_tail(number(world, "our tail, read back (2)"));
                    world.write_peer_head(head);
                    const std::uint64_t free = size - 1 - used(head);
                    world.sender.enqueue(number(world, "second source: length"));
                    check_exact(property::kRecovery, world.sender.outcome(),
                                number(world, "second source: length"), free,
                                simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE);
                  });
}

Instance dequeue_recovers() {
  const std::vector<Input> more{{"first target: length"},
                                {"our head, read back (2)"},
                                {"the peer's believable tail", "the peer's tail"},
                                {"second target: length"}};
  return besieged("hostile-peer/dequeue-recovers", "last_byte_withheld", "recovery",
                  property::kRecovery, more, [](const Besieged& world) {
                    world.receiver.dequeue(number(world, "first target: length"));
                    const vmci_ring_pair& pair = world.a.pair;
                    const std::uint64_t size = pair.consume.bytes.size;
                    const std::uint64_t tail = number(world, "the peer's believable tail");
                    const auto ready = [&](std::uint64_t to) {
                      return distance(pair.produce.head, to, size);
                    };
                    if (tail >= size || ready(tail) < ready(pair.consume.tail)) return;
                    world.write_our_head(number(world, "our head, read back (2)"));
                    world.write_peer_tail(tail);
                    const std::uint64_t possible = ready(tail);
                    world.receiver.dequeue(number(world, "second target: length"));
                    check_exact(property::kRecovery, world.receiver.outcome(),
                                number(world, "second target: length"), possible,
                                simulated::VMCI_ERROR_QUEUEPAIR_NODATA);
                  });
}

}  // namespace

std::vector<Instance> hostile_transfer_instances() {
  const char* const shared_tail = "own_tail_from_shared_memory";
  return {
      enqueue_keeps("hostile-peer/enqueue", shared_tail, "own-words", Form::plain),
      enqueue_keeps("hostile-peer/enqueuev", shared_tail, "own-words", Form::vectored),
      take_keeps("hostile-peer/dequeue", "own_head_fetched_twice", "in-bounds", Form::plain, false),
      take_keeps("hostile-peer/dequeuev", "index_equal_to_size", "own-words", Form::vectored,
                 false),
      take_keeps("hostile-peer/peek", "peek_consumes", "not-published", Form::plain, true),
      enqueue_recovers(),
      dequeue_recovers(),
  };
}

}  // namespace vmcheck::qpair
