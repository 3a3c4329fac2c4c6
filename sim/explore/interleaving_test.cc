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
const Property kSeen{PropertyKind::sometimes, "seen", "something happens"};

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

Scenario vacuous(Property property, std::function<void(Machine&)> body) {
  return {"vacuous", "", "", {std::move(property)}, [body](Machine& machine) {
            machine.finally([body] { body(Machine::current()); });
          }};
}

TEST(Properties, ThatNothingEvaluatesOrReachesFail) {
  const auto nothing = [](Machine&) {};
  EXPECT_EQ(explore_interleavings(vacuous(kEqual, nothing)).verdict, Verdict::violated);
  EXPECT_EQ(explore_interleavings(vacuous(kSeen, nothing)).verdict, Verdict::violated);
  const Result unseen =
      explore_interleavings(vacuous(kSeen, [](Machine& m) { m.sometimes(kSeen, false); }));
  EXPECT_EQ(unseen.violation->message, "never reached in 1 executions");
  const Result seen =
      explore_interleavings(vacuous(kSeen, [](Machine& m) { m.sometimes(kSeen, true); }));
  EXPECT_EQ(seen.verdict, Verdict::holds);
}

std::string broken_by(std::function<void(Machine&, Location bytes)> body) {
  const Scenario scenario{"bytes", "", "", {}, [body](Machine& machine) {
                            const Location bytes = machine.bytes("b", 2);
                            machine.guard(1);
                            machine.task("task", [=] { body(Machine::current(), bytes); });
                          }};
  const Result result = explore_interleavings(scenario);
  return result.violation ? result.violation->property.name : "";
}

TEST(Memory, KnowsItsBoundsAndWhatWasWritten) {
  const Site here = Site::current();
  EXPECT_EQ(broken_by([&](Machine& m, Location b) {
              m.store(b, 5, Order::plain, here);
              EXPECT_EQ(m.load(b, Order::plain, here), 5);
            }),
            "");
  EXPECT_EQ(broken_by([&](Machine& m, Location b) { m.load({b.number + 1}, Order::plain, here); }),
            "initialised");
  EXPECT_EQ(
      broken_by([&](Machine& m, Location b) { m.store({b.number + 2}, 1, Order::plain, here); }),
      "in-bounds");
  EXPECT_EQ(
      broken_by([&](Machine& m, Location b) { m.store({b.number + 99}, 1, Order::plain, here); }),
      "in-bounds");
}

TEST(Runs, ThatDoNotEndAreViolations) {
  EXPECT_EQ(broken_by([](Machine& m, Location b) {
              for (;;) m.store(b, 1, Order::plain, Site::current());
            }),
            "ends");
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

TEST(Scenarios, ThatThrowEndTheSearch) {
  const Scenario scenario{"throws", "", "", {}, [](Machine& machine) {
                            const Location word = machine.word("x", 0);
                            machine.task("waits", [=] {
                              Machine::current().load(word, Order::relaxed, Site::current());
                            });
                            machine.task("throws", [] { throw std::runtime_error("oops"); });
                          }};
  EXPECT_THROW(explore_interleavings(scenario), std::runtime_error);
}

}  // namespace
}  // namespace vmcheck::explore
