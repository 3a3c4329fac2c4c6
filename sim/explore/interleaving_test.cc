#include "sim/explore/interleaving.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace vmcheck::explore {
namespace {

using run::Location;
using run::Machine;
using run::Order;
using run::Property;
using run::PropertyKind;
using run::Scenario;
using run::Site;

const Property kEqual{PropertyKind::always, "equal", "a number is what it must be"};

// Tasks of which task i takes steps[i] steps, and nothing else.
Scenario stepping(std::vector<int> steps, std::function<void(std::string)> observe = {}) {
  return {"stepping", "", "", {}, [steps, observe](Machine& machine) {
            const Location word = machine.word("x", 0);
            auto order = std::make_shared<std::string>();
            for (std::size_t i = 0; i < steps.size(); ++i) {
              machine.task("task", [=] {
                for (int k = 0; k < steps[i]; ++k) {
                  Machine::current().store(word, 1, Order::relaxed, Site::current());
                  *order += static_cast<char>('a' + i);
                }
              });
            }
            machine.finally([=] {
              if (observe) observe(*order);
            });
          }};
}

// (sum of steps)! / product of (steps!): the number of interleavings.
std::uint64_t multinomial(const std::vector<int>& steps) {
  std::uint64_t result = 1;
  std::uint64_t n = 0;
  for (const int step : steps) {
    for (int k = 1; k <= step; ++k) result = result * ++n / static_cast<std::uint64_t>(k);
  }
  return result;
}

TEST(Interleavings, AreVisitedEachOnce) {
  for (const std::vector<int>& steps : std::vector<std::vector<int>>{
           {}, {3}, {1, 1}, {2, 3}, {5, 5}, {2, 2, 2}, {1, 2, 3}, {1, 0, 2}, {1, 1, 1, 1, 1}}) {
    std::set<std::string> orders;
    const Result result = explore_interleavings(
        stepping(steps, [&](const std::string& order) { orders.insert(order); }));
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.executions, multinomial(steps));
    EXPECT_EQ(orders.size(), multinomial(steps));
  }
}

// Two tasks each read a counter and write it back incremented.
Scenario lost_update(std::uint64_t expected) {
  return {"lost-update", "", "", {kEqual}, [expected](Machine& machine) {
            const Location counter = machine.word("counter", 0);
            for (const char* name : {"one", "two"}) {
              machine.task(name, [=] {
                Machine& m = Machine::current();
                m.note([] { return std::string("increment"); });
                const std::uint64_t value = m.load(counter, Order::relaxed, {"counter.c", 7});
                m.store(counter, value + 1, Order::relaxed, {"counter.c", 8});
              });
            }
            machine.finally([=] {
              Machine& m = Machine::current();
              const std::uint64_t value = m.load(counter, Order::relaxed, {"counter.c", 12});
              m.always(kEqual, value >= expected,
                       [&] { return "the counter is " + std::to_string(value); });
            });
          }};
}

TEST(Interleavings, FindTheOneThatBreaksAProperty) {
  const Result result = explore_interleavings(lost_update(2));
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.violation->message, "the counter is 1");
  EXPECT_EQ(explore_interleavings(lost_update(1)).verdict, Verdict::holds);
}

TEST(Interleavings, StopAtABoundWithoutAVerdict) {
  Limits limits;
  limits.executions = 10;
  const Result stopped = explore_interleavings(stepping({4, 4}), limits);
  EXPECT_EQ(stopped.verdict, Verdict::incomplete);
  EXPECT_EQ(stopped.executions, 10u);
}

TEST(Faults, StrikeAtMostAsOftenAsAllowed) {
  std::multiset<int> counts;
  const Scenario scenario{"faults", "", "", {}, [&counts](Machine& machine) {
                            machine.allow_faults(2);
                            auto failed = std::make_shared<int>(0);
                            machine.task("task", [failed] {
                              for (int i = 0; i < 4; ++i) {
                                *failed += Machine::current().fails(Site::current());
                              }
                            });
                            machine.finally([failed, &counts] { counts.insert(*failed); });
                          }};
  const Result result = explore_interleavings(scenario);
  EXPECT_EQ(result.executions, 1u + 4u + 6u);
  EXPECT_EQ(counts.count(0), 1u);
  EXPECT_EQ(counts.count(1), 4u);
  EXPECT_EQ(counts.count(2), 6u);
}

}  // namespace
}  // namespace vmcheck::explore
