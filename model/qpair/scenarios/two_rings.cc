// Scenarios that use both rings of a queue pair.
#include <memory>
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

struct TwoRings {
  Endpoints endpoints;
  Sender a_sends;
  Sender b_sends;
  Receiver a_receives;
  Receiver b_receives;

  TwoRings(Machine& machine, const Core& core, RingSizes sizes)
      : endpoints(machine, core, sizes),
        a_sends(core, endpoints.a, 1),
        b_sends(core, endpoints.b, 2),
        a_receives(core, endpoints.a, 2),
        b_receives(core, endpoints.b, 1) {}

  // The queries of both ends of both rings tell the truth.
  void check_queries(const Core& core) const {
    check_fill(core, endpoints.a, endpoints.b, {0, a_sends.sent(), b_receives.received()});
    check_fill(core, endpoints.b, endpoints.a, {0, b_sends.sent(), a_receives.received()});
  }

  void settle(const Core& core) {
    check_queries(core);
    if (endpoints.a.produce.bytes.size > 0) check_complete(a_sends, b_receives);
    if (endpoints.b.produce.bytes.size > 0) check_complete(b_sends, a_receives);
    check_queries(core);
  }
};

}  // namespace

Scenario both_directions(const Core& core) {
  return {"qpair/both-directions",
          "A and B send and receive at once, each direction of an endpoint a task of its own",
          "rings of 2 and 3 bytes, 1 operation a task",
          {property::kFifo, property::kComplete, property::kFill, property::kEmpty},
          [&core](Machine& machine) {
            auto rings = std::make_shared<TwoRings>(machine, core, RingSizes{2, 3});
            machine.task("A sends", [rings] { rings->a_sends.enqueue(1); });
            machine.task("A receives", [rings] { rings->a_receives.dequeue(1); });
            machine.task("B sends", [rings] { rings->b_sends.enqueue(1); });
            machine.task("B receives", [rings] { rings->b_receives.dequeue(1); });
            machine.finally([rings, &core] { rings->settle(core); });
          }};
}

Scenario exchange(const Core& core) {
  return {"qpair/exchange",
          "A and B each send, receive and send again over rings of unequal sizes",
          "rings of 2 and 4 bytes, 3 operations each",
          {property::kFifo, property::kComplete, property::kFill, property::kFull, property::kEmpty,
           property::kWrapped},
          [&core](Machine& machine) {
            auto rings = std::make_shared<TwoRings>(machine, core, RingSizes{2, 4});
            machine.task("A", [rings] {
              rings->a_sends.enqueue(1);
              rings->a_receives.dequeue(2);
              rings->a_sends.enqueue(1);
            });
            machine.task("B", [rings] {
              rings->b_sends.enqueue(3);
              rings->b_receives.dequeue(1);
              rings->b_sends.enqueue(1);
            });
            machine.finally([rings, &core] { rings->settle(core); });
          }};
}

Scenario equal_traffic(const Core& core) {
  return {"qpair/equal-traffic",
          "equal sizes and equal traffic both ways: here the two rings have the same numbers, and "
          "taking one for the other shows nowhere",
          "rings of 3 bytes, 2 bytes each way",
          {property::kFifo, property::kFill},
          [&core](Machine& machine) {
            auto rings = std::make_shared<TwoRings>(machine, core, RingSizes{3, 3});
            // One task, as an echo test would run it: the traffic is equal whenever it is looked
            // at.
            machine.task("A and B", [rings, &core] {
              for (int i = 0; i < 2; ++i) {
                rings->a_sends.enqueue(1);
                rings->b_sends.enqueue(1);
                rings->check_queries(core);
                rings->a_receives.dequeue(1);
                rings->b_receives.dequeue(1);
                rings->check_queries(core);
              }
            });
            machine.finally([rings, &core] { rings->check_queries(core); });
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
            auto rings = std::make_shared<TwoRings>(machine, core, sizes);
            machine.task("A and B", [rings, &core] {
              Machine& m = Machine::current();
              for (int i = 0; i < 2; ++i) {
                const std::uint32_t a = m.choose(4);
                const std::uint32_t b = m.choose(4);
                if (rings->endpoints.a.produce.bytes.size > 0) {
                  if (a > 0) rings->a_sends.enqueue(a);
                  rings->check_queries(core);
                  if (b > 0) rings->b_receives.dequeue(b);
                }
                if (rings->endpoints.b.produce.bytes.size > 0) {
                  if (b > 0) rings->b_sends.enqueue(b);
                  rings->check_queries(core);
                  if (a > 0) rings->a_receives.dequeue(a);
                }
                rings->check_queries(core);
              }
            });
            machine.finally([rings, &core] { rings->settle(core); });
          }};
}

}  // namespace vmcheck::qpair
