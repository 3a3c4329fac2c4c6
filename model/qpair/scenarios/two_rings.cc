// Scenarios that use both rings of a queue pair.
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

constexpr std::uint32_t kFromA = 1;
constexpr std::uint32_t kFromB = 2;

// One side's ends of both rings: of one endpoint, or of two of the same side.
struct Side {
  Sender& sends;
  Receiver& receives;
};

// One endpoint for both directions, of the task that is declared next.
Side side_a(Machine& machine, QueuePair& queues) {
  Endpoint& a = queues.endpoint_a(machine);
  return {machine.own<Sender>(a, kFromA), machine.own<Receiver>(a, kFromB)};
}

Side side_b(Machine& machine, QueuePair& queues) {
  Endpoint& b = queues.endpoint_b(machine);
  return {machine.own<Sender>(b, kFromB), machine.own<Receiver>(b, kFromA)};
}

// The queries of both ends of both rings tell the truth.
void check_queries(const Side& a, const Side& b) {
  check_fill(a.sends, b.receives);
  check_fill(b.sends, a.receives);
}

std::uint64_t size_of_ring(const Sender& sender) {
  return sender.endpoint().pair.produce.bytes.size;
}

// At rest, before the rings are drained and after it.
void settle(const Side& a, const Side& b) {
  check_queries(a, b);
  if (size_of_ring(a.sends) > 0) check_complete(a.sends, b.receives);
  if (size_of_ring(b.sends) > 0) check_complete(b.sends, a.receives);
  check_queries(a, b);
}

}  // namespace

Scenario both_directions(const Core& core) {
  return {"qpair/both-directions",
          "A and B send and receive at once, each direction of an endpoint a task of its own",
          "rings of 2 and 3 bytes, 3 operations a task",
          {property::kFifo, property::kComplete, property::kFill, property::kEmpty},
          [&core](Machine& machine) {
            const auto queues = std::make_shared<QueuePair>(machine, core, RingSizes{2, 3});
            auto& a_sends = machine.own<Sender>(queues->endpoint_a(machine), kFromA);
            machine.task("A sends", [&a_sends] { a_sends.enqueue_each({1, 1, 1}); });
            auto& a_receives = machine.own<Receiver>(queues->endpoint_a(machine), kFromB);
            machine.task("A receives", [&a_receives] { a_receives.dequeue_each({1, 2, 2}); });
            auto& b_sends = machine.own<Sender>(queues->endpoint_b(machine), kFromB);
            machine.task("B sends", [&b_sends] { b_sends.enqueue_each({1, 2, 1}); });
            auto& b_receives = machine.own<Receiver>(queues->endpoint_b(machine), kFromA);
            machine.task("B receives", [&b_receives] { b_receives.dequeue_each({1, 1, 1}); });
            const Side a{a_sends, a_receives};
            const Side b{b_sends, b_receives};
            machine.finally([queues, a, b] { settle(a, b); });
          }};
}

Scenario exchange(const Core& core) {
  return {"qpair/exchange",
          "A and B send and receive in turn over rings of unequal sizes",
          "rings of 2 and 4 bytes, 8 operations each",
          {property::kFifo, property::kComplete, property::kFill, property::kFull, property::kEmpty,
           property::kWrapped},
          [&core](Machine& machine) {
            const auto queues = std::make_shared<QueuePair>(machine, core, RingSizes{2, 4});
            const Side a = side_a(machine, *queues);
            machine.task("A", [a] {
              for (const std::uint32_t length : {2u, 1u, 3u, 1u}) {
                a.sends.enqueue(1);
                a.receives.dequeue(length);
              }
            });
            const Side b = side_b(machine, *queues);
            machine.task("B", [b] {
              for (const std::uint32_t length : {3u, 1u, 2u, 1u}) {
                b.sends.enqueue(length);
                b.receives.dequeue(1);
              }
            });
            machine.finally([queues, a, b] { settle(a, b); });
          }};
}

Scenario equal_traffic(const Core& core) {
  return {"qpair/equal-traffic",
          "equal sizes and equal traffic both ways: here the two rings have the same numbers, and "
          "taking one for the other shows nowhere",
          "rings of 3 bytes, 2 bytes each way",
          {property::kFifo, property::kFill},
          [&core](Machine& machine) {
            const auto queues = std::make_shared<QueuePair>(machine, core, RingSizes{3, 3});
            const Side a = side_a(machine, *queues);
            const Side b = side_b(machine, *queues);
            // One task, as an echo test would run it: the traffic is equal whenever it is looked
            // at.
            machine.task("A and B", [a, b] {
              for (int i = 0; i < 2; ++i) {
                a.sends.enqueue(1);
                b.sends.enqueue(1);
                check_queries(a, b);
                a.receives.dequeue(1);
                b.receives.dequeue(1);
                check_queries(a, b);
              }
            });
            machine.finally([queues, a, b] { check_queries(a, b); });
          }};
}

Scenario unequal_sizes(const Core& core) {
  return {"qpair/unequal-sizes",
          "each query against the truth, for all sizes, one direction of size 0 among them",
          "rings of 0 to 4 bytes, up to 2 operations each way, all fills",
          {property::kFifo, property::kComplete, property::kFill, property::kWrapped},
          [&core](Machine& machine) {
            RingSizes sizes{machine.choose(5), machine.choose(5)};
            if (sizes.a == 0 && sizes.b == 0) sizes.a = 1;
            const auto queues = std::make_shared<QueuePair>(machine, core, sizes);
            const Side a = side_a(machine, *queues);
            const Side b = side_b(machine, *queues);
            machine.task("A and B", [sizes, a, b] {
              Machine& m = Machine::current();
              for (int i = 0; i < 2; ++i) {
                const std::uint32_t of_a = m.choose(4);
                const std::uint32_t of_b = m.choose(4);
                if (sizes.a > 0) {
                  if (of_a > 0) a.sends.enqueue(of_a);
                  check_queries(a, b);
                  if (of_b > 0) b.receives.dequeue(of_b);
                }
                if (sizes.b > 0) {
                  if (of_b > 0) b.sends.enqueue(of_b);
                  check_queries(a, b);
                  if (of_a > 0) a.receives.dequeue(of_a);
                }
                check_queries(a, b);
              }
            });
            machine.finally([queues, a, b] { settle(a, b); });
          }};
}

}  // namespace vmcheck::qpair
