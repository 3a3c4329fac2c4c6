// Scenarios in which A fills one ring and B drains it.
#include <memory>
#include <utility>
#include <vector>

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

// A ring from A to B with a sender and a receiver at its ends.
struct OneRing {
  std::uint32_t start;
  Endpoints endpoints;
  Sender sender;
  Receiver receiver;

  OneRing(Machine& machine, const Core& core, RingSizes sizes, std::uint32_t start_a = 0,
          Trouble trouble = {})
      : start(start_a),
        endpoints(machine, core, sizes, start_a),
        sender(core, endpoints.a, 1, trouble),
        receiver(core, endpoints.b, 1, trouble) {}

  // At rest: the queries are right before the ring is drained and after it.
  void settle(const Core& core) {
    const auto check = [&] {
      check_fill(core, endpoints.a, endpoints.b, {start, sender.sent(), receiver.received()});
    };
    check();
    check_complete(sender, receiver);
    check();
  }
};

// A program of one producer and one consumer over a OneRing made by `make`.
template <typename Make, typename Produce, typename Consume>
void build(Machine& machine, const Core& core, Make make, Produce produce, Consume consume) {
  std::shared_ptr<OneRing> ring = make(machine);
  machine.task("producer", [ring, produce] { produce(ring->sender); });
  machine.task("consumer", [ring, consume] { consume(ring->receiver); });
  machine.finally([ring, &core] { ring->settle(core); });
}

}  // namespace

Scenario producer_consumer(const Core& core) {
  return {"qpair/producer-consumer",
          "A sends, B receives",
          "ring of 1 to 4 bytes, 4 operations each",
          {property::kFifo, property::kComplete, property::kResult, property::kFill,
           property::kFull, property::kEmpty, property::kWrapped, property::kShort},
          [&core](Machine& machine) {
            build(
                machine, core,
                [&core](Machine& m) {
                  const std::uint32_t size = 1 + m.choose(4);
                  return std::make_shared<OneRing>(m, core, RingSizes{size, 2});
                },
                [](Sender& sender) {
                  sender.enqueue(1);
                  sender.enqueue(2);
                  sender.enqueue(2);
                  sender.enqueue(1);
                },
                [](Receiver& receiver) {
                  receiver.dequeue(2);
                  receiver.dequeue(1);
                  receiver.dequeue(2);
                  receiver.dequeue(2);
                });
          }};
}

Scenario wrap_around(const Core& core) {
  return {
      "qpair/wrap-around",
      "both ends begin at each index of the ring, and cross its end",
      "ring of 2 to 4 bytes over pages of 2, 3 operations each",
      {property::kFifo, property::kComplete, property::kFill, property::kWrapped, property::kEmpty},
      [&core](Machine& machine) {
        build(
            machine, core,
            [&core](Machine& m) {
              const std::uint32_t size = 2 + m.choose(3);
              const std::uint32_t start = m.choose(size);
              return std::make_shared<OneRing>(m, core, RingSizes{size, 1}, start);
            },
            [](Sender& sender) {
              sender.enqueue(3);
              sender.enqueue(2);
              sender.enqueue(1);
            },
            [](Receiver& receiver) {
              receiver.dequeue(3);
              receiver.dequeue(3);
              receiver.dequeue(2);
            });
      }};
}

Scenario peek_dequeue(const Core& core) {
  return {"qpair/peek-dequeue",
          "B peeks before it dequeues, while A sends",
          "ring of 3 bytes, 3 sends, 2 peeks and 2 dequeues",
          {property::kFifo, property::kComplete, property::kPeek, property::kNotPublished,
           property::kFill, property::kEmpty, property::kWrapped},
          [&core](Machine& machine) {
            build(
                machine, core,
                [&core](Machine& m) {
                  return std::make_shared<OneRing>(m, core, RingSizes{3, 2});
                },
                [](Sender& sender) {
                  sender.enqueue(2);
                  sender.enqueue(1);
                  sender.enqueue(1);
                },
                [](Receiver& receiver) {
                  receiver.peek(2);
                  receiver.dequeue(1);
                  receiver.peek(1);
                  receiver.dequeue(2);
                });
          }};
}

Scenario vectored(const Core& core) {
  return {"qpair/vectored",
          "pieces, empty ones among them, move as if they were one buffer",
          "ring of 3 or 4 bytes, 2 operations of 3 pieces each",
          {property::kFifo, property::kComplete, property::kResult, property::kFill,
           property::kPeek, property::kShort, property::kWrapped},
          [&core](Machine& machine) {
            build(
                machine, core,
                [&core](Machine& m) {
                  const std::uint32_t size = 3 + m.choose(2);
                  return std::make_shared<OneRing>(m, core, RingSizes{size, 0}, size - 1);
                },
                [](Sender& sender) {
                  sender.enqueuev({1, 0, 2});
                  sender.enqueuev({1, 1});
                },
                [](Receiver& receiver) {
                  receiver.peekv({1, 1});
                  receiver.dequeuev({0, 1, 1});
                  receiver.dequeuev({1, 1});
                });
          }};
}

Scenario queries(const Core& core) {
  return {"qpair/queries",
          "both ends ask for free space and ready bytes while the other one is at work",
          "ring of 2 or 3 bytes, 2 operations and 3 queries each",
          {property::kFifo, property::kComplete, property::kFill, property::kFull, property::kEmpty,
           property::kWrapped},
          [&core](Machine& machine) {
            const std::uint32_t size = 2 + machine.choose(2);
            auto ring = std::make_shared<OneRing>(machine, core, RingSizes{size, 4}, size - 1);
            machine.task("producer", [ring, &core] {
              ring->sender.enqueue(1);
              check_fill_of_producer(core, ring->endpoints.a);
              ring->sender.enqueue(1);
            });
            machine.task("consumer", [ring, &core] {
              ring->receiver.dequeue(1);
              check_fill_of_consumer(core, ring->endpoints.b);
              ring->receiver.dequeue(1);
            });
            machine.finally([ring, &core] { ring->settle(core); });
          }};
}

Scenario copy_faults(const Core& core) {
  return {"qpair/copy-faults",
          "the caller's buffers cannot always be read or written",
          "ring of 3 bytes, 3 operations each, at most 2 faults",
          {property::kFifo, property::kComplete, property::kResult, property::kNotPublished,
           property::kFill, property::kFault, property::kWrapped},
          [&core](Machine& machine) {
            machine.allow_faults(2);
            build(
                machine, core,
                [&core](Machine& m) {
                  return std::make_shared<OneRing>(m, core, RingSizes{3, 1}, 2,
                                                   Trouble{.copy_faults = true});
                },
                [](Sender& sender) {
                  sender.enqueue(2);
                  sender.enqueue(1);
                  sender.enqueue(2);
                },
                [](Receiver& receiver) {
                  receiver.dequeue(2);
                  receiver.dequeue(1);
                  receiver.dequeue(2);
                });
          }};
}

}  // namespace vmcheck::qpair
