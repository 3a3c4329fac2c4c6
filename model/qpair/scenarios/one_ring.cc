// Scenarios in which A fills one ring and B drains it.
#include <memory>

#include "model/qpair/checks.h"
#include "model/qpair/endpoints.h"
#include "model/qpair/ends.h"
#include "model/qpair/properties.h"
#include "model/qpair/scenarios/catalogue.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using run::Scenario;
using simulated::Core;

// A ring from A to B.
struct OneRing {
  RingSizes sizes;
  std::uint32_t start = 0;
  Trouble trouble{};
};

// At rest: the queries are right before the ring is drained and after it.
void settle(const Sender& sender, Receiver& receiver, std::uint32_t start) {
  check_fill(sender, receiver, start);
  check_complete(sender, receiver);
  check_fill(sender, receiver, start);
}

// A program of one producer and one consumer.
template <typename Produce, typename Consume>
void build(Machine& machine, const Core& core, const OneRing& ring, Produce produce,
           Consume consume) {
  const auto queues = std::make_shared<QueuePair>(machine, core, ring.sizes, ring.start);
  auto& sender = machine.own<Sender>(queues->endpoint_a(machine), 1u, ring.trouble);
  machine.task("producer", [&sender, produce] { produce(sender); });
  auto& receiver = machine.own<Receiver>(queues->endpoint_b(machine), 1u, ring.trouble);
  machine.task("consumer", [&receiver, consume] { consume(receiver); });
  machine.finally(
      [queues, &sender, &receiver, start = ring.start] { settle(sender, receiver, start); });
}

}  // namespace

Scenario producer_consumer(const Core& core) {
  return {"qpair/producer-consumer",
          "A sends, B receives",
          "ring of 1 to 4 bytes, 6 operations each",
          {property::kFifo, property::kComplete, property::kResult, property::kFill,
           property::kFull, property::kEmpty, property::kWrapped, property::kShort},
          [&core](Machine& machine) {
            const std::uint32_t size = 1 + machine.choose(4);
            build(
                machine, core, {.sizes = {size, 2}},
                [](Sender& sender) {
                  sender.enqueue_each({1, 2, 2, 1, 3, 1});
                },
                [](Receiver& receiver) {
                  receiver.dequeue_each({2, 1, 2, 2, 1, 3});
                });
          }};
}

Scenario wrap_around(const Core& core) {
  return {
      "qpair/wrap-around",
      "both ends begin at each index of the ring, and cross its end",
      "ring of 2 to 4 bytes over pages of 2, 6 operations each",
      {property::kFifo, property::kComplete, property::kFill, property::kWrapped, property::kEmpty},
      [&core](Machine& machine) {
        const std::uint32_t size = 2 + machine.choose(3);
        const std::uint32_t start = machine.choose(size);
        build(
            machine, core, {.sizes = {size, 1}, .start = start},
            [](Sender& sender) {
              sender.enqueue_each({3, 2, 1, 3, 2, 3});
            },
            [](Receiver& receiver) {
              receiver.dequeue_each({3, 3, 2, 3, 1, 2});
            });
      }};
}

Scenario peek_dequeue(const Core& core) {
  return {"qpair/peek-dequeue",
          "B peeks before it dequeues, while A sends",
          "ring of 3 bytes, 6 sends, 4 peeks and 4 dequeues",
          {property::kFifo, property::kComplete, property::kPeek, property::kNotPublished,
           property::kFill, property::kEmpty, property::kWrapped},
          [&core](Machine& machine) {
            build(
                machine, core, {.sizes = {3, 2}},
                [](Sender& sender) {
                  sender.enqueue_each({2, 1, 1, 2, 1, 2});
                },
                [](Receiver& receiver) {
                  for (const std::uint32_t length : {1u, 2u, 2u, 1u}) {
                    receiver.peek(3 - length);
                    receiver.dequeue(length);
                  }
                });
          }};
}

Scenario vectored(const Core& core) {
  return {"qpair/vectored",
          "pieces, empty ones among them, move as if they were one buffer",
          "ring of 3 or 4 bytes, 5 sends and 5 dequeues of 2 or 3 pieces, 2 peeks",
          {property::kFifo, property::kComplete, property::kResult, property::kFill,
           property::kPeek, property::kShort, property::kWrapped},
          [&core](Machine& machine) {
            const std::uint32_t size = 3 + machine.choose(2);
            build(
                machine, core, {.sizes = {size, 0}, .start = size - 1},
                [](Sender& sender) {
                  sender.enqueuev({1, 0, 2});
                  sender.enqueuev({1, 1});
                  sender.enqueuev({0, 2});
                  sender.enqueuev({1, 1, 1});
                  sender.enqueuev({2, 1});
                },
                [](Receiver& receiver) {
                  receiver.peekv({1, 1});
                  receiver.dequeuev({0, 1, 1});
                  receiver.dequeuev({1, 1});
                  receiver.peekv({2, 1});
                  receiver.dequeuev({2, 0, 1});
                  receiver.dequeuev({1, 2});
                  receiver.dequeuev({1, 0, 1});
                });
          }};
}

Scenario queries(const Core& core) {
  return {"qpair/queries",
          "both ends ask for free space and ready bytes while the other one is at work",
          "ring of 2 to 4 bytes, 3 operations and 6 queries each",
          {property::kFifo, property::kComplete, property::kFill, property::kFull, property::kEmpty,
           property::kWrapped},
          [&core](Machine& machine) {
            const std::uint32_t size = 2 + machine.choose(3);
            build(
                machine, core, {.sizes = {size, 4}, .start = size - 1},
                [](Sender& sender) {
                  sender.enqueue(1);
                  for (int i = 0; i < 2; ++i) {
                    check_fill_of_producer(sender.endpoint());
                    sender.enqueue(1);
                  }
                },
                [](Receiver& receiver) {
                  receiver.dequeue(1);
                  for (int i = 0; i < 2; ++i) {
                    check_fill_of_consumer(receiver.endpoint());
                    receiver.dequeue(1);
                  }
                });
          }};
}

Scenario copy_faults(const Core& core) {
  return {"qpair/copy-faults",
          "the caller's buffers cannot always be read or written",
          "ring of 3 bytes, 5 operations each, at most 2 faults",
          {property::kFifo, property::kComplete, property::kResult, property::kNotPublished,
           property::kFill, property::kFault, property::kWrapped},
          [&core](Machine& machine) {
            machine.allow_faults(2);
            build(
                machine, core, {.sizes = {3, 1}, .start = 2, .trouble = {.copy_faults = true}},
                [](Sender& sender) {
                  sender.enqueue_each({2, 1, 2, 1, 2});
                },
                [](Receiver& receiver) {
                  receiver.dequeue_each({2, 1, 2, 2, 1});
                });
          }};
}

// Behind a peek, the resumption alone moves the head, and the kernel's model too needs its release.
// Behind a dequeue, only C11 does: in the kernel's model a store comes after the one that it
// overwrites, so the dequeue's release orders its reads before what the resumption stores.
Scenario resume(const Core& core) {
  return {"qpair/resume",
          "each end is suspended while the other goes on, and resumed: A with the indices that it "
          "had, B with those or behind what it has peeked",
          "ring of 3 bytes, 4 operations each and a resumption after each but the last",
          {property::kFifo, property::kComplete, property::kResult, property::kPeek,
           property::kFill, property::kFull, property::kEmpty, property::kWrapped},
          [&core](Machine& machine) {
            const bool peeks = machine.choose(2) == 1;
            build(
                machine, core, {.sizes = {3, 2}},
                [](Sender& sender) {
                  for (int i = 0; i < 3; ++i) {
                    sender.enqueue(2);
                    sender.resume();
                  }
                  sender.enqueue(2);
                },
                [peeks](Receiver& receiver) {
                  for (int i = 0; i < 3; ++i) {
                    if (peeks) {
                      receiver.resume(receiver.peek(2));
                    } else {
                      receiver.dequeue(2);
                      receiver.resume();
                    }
                  }
                  receiver.dequeue(2);
                });
          }};
}

}  // namespace vmcheck::qpair
