#include "sim/explore/graphs.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/explore/examples/spsc_ring.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"
#include "sim/run/fiber.h"

namespace vmcheck::explore {
namespace {

using memory::find_model;
using memory::Model;
using run::Location;
using run::Machine;
using run::Order;
using run::Property;
using run::PropertyKind;
using run::Scenario;
using run::Site;

const Property kEqual{PropertyKind::always, "equal", "a number is what it must be"};
const Property kSeen{PropertyKind::sometimes, "seen", "something happens"};

// Operations of a ring with many executions; few where tasks are run anew.
const std::uint32_t kLarge = run::Fiber::can_restore() ? 6 : 5;

const Model& sc() {
  return memory::sequential_consistency();
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

TEST(Graphs, FindTheExecutionThatBreaksAProperty) {
  const Result result = explore_graphs(lost_update(2), sc());
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(story(*result.violation),
            "violated: equal (a number is what it must be)\n"
            "  the counter is 1\n"
            "\n"
            " step  one                          two                          at rest\n"
            "       increment:\n"
            "    1    counter -> 0  counter.c:7\n"
            "                                    increment:\n"
            "    2                                 counter -> 0  counter.c:7\n"
            "    3                                 counter := 1  counter.c:8\n"
            "    4    counter := 1  counter.c:8\n"
            "    5                                                              counter -> 1  "
            "counter.c:12\n");
  EXPECT_EQ(explore_graphs(lost_update(1), sc()).verdict, Verdict::holds);
}

TEST(Graphs, ReplayTheViolationToTheByte) {
  for (const Model* model : memory::models()) {
    const Result found = explore_graphs(lost_update(2), *model);
    ASSERT_TRUE(found.violation.has_value());
    const Result again = replay_graph(lost_update(2), *model, found.violation->path);
    ASSERT_TRUE(again.violation.has_value());
    EXPECT_EQ(story(*again.violation, 0), story(*found.violation, 0));
    EXPECT_EQ(replay_graph(lost_update(1), *model, found.violation->path).verdict,
              Verdict::incomplete);
  }
}

TEST(Graphs, OfTheRingAreAsManyAsTwoOtherCheckersSay) {
  const std::vector<std::uint64_t> under_sc{9, 53, 331, 2112, 13616, 88347};
  const std::vector<std::uint64_t> weaker{9, 57, 401, 2910, 21380, 158240};
  for (const Model* model : memory::models()) {
    // Where tasks cannot be put back but are run anew, the larger ones take minutes.
    const std::size_t sizes = run::Fiber::can_restore() ? under_sc.size() : 3;
    for (std::uint32_t i = 0; i < sizes; ++i) {
      const Result result = explore_graphs(spsc_ring(i + 2), *model);
      EXPECT_EQ(result.verdict, Verdict::holds);
      EXPECT_EQ(result.executions, (model == &sc() ? under_sc : weaker)[i]) << model->name();
      EXPECT_EQ(result.blocked, 0u);
    }
  }
}

TEST(Graphs, OfTheRingWithoutItsReleaseHaveARace) {
  for (const Model* model : memory::models()) {
    const Result result = explore_graphs(spsc_ring(3, Publication::relaxed), *model);
    EXPECT_EQ(result.verdict, model->forbids_races() ? Verdict::violated : Verdict::holds)
        << model->name();
    EXPECT_EQ(result.violation ? result.violation->property.name : "race-free", "race-free");
  }
}

TEST(Graphs, StopAtABoundWithoutAVerdictAndGoOn) {
  for (const Model* model : memory::models()) {
    const std::uint64_t all = explore_graphs(spsc_ring(4), *model).executions;
    Limits limits;
    std::uint64_t visited = 0;
    Verdict verdict = Verdict::incomplete;
    while (verdict == Verdict::incomplete) {
      limits.executions = 37;
      const Result result = explore_graphs(spsc_ring(4), *model, limits);
      EXPECT_LE(result.executions, 37u);
      visited += result.executions;
      verdict = result.verdict;
      limits.parts = result.rest;
    }
    EXPECT_EQ(verdict, Verdict::holds);
    EXPECT_EQ(visited, all) << model->name();
  }
}

TEST(Graphs, StopWhenAskedAndGoOnWithMoreThreads) {
  const std::uint64_t all = explore_graphs(spsc_ring(kLarge), sc()).executions;
  Limits limits;
  limits.workers = 2;  // one has half of the executions at least: enough to be asked before the end
  limits.stop = [](const Progress&) { return true; };
  const Result stopped = explore_graphs(spsc_ring(kLarge), sc(), limits);
  ASSERT_EQ(stopped.verdict, Verdict::incomplete);
  limits.stop = [](const Progress&) { return false; };
  limits.parts = stopped.rest;
  const Result rest = explore_graphs(spsc_ring(kLarge), sc(), limits);
  EXPECT_EQ(rest.verdict, Verdict::holds);
  EXPECT_EQ(stopped.executions + rest.executions, all);
  EXPECT_EQ(stopped.steps + rest.steps, explore_graphs(spsc_ring(kLarge), sc()).steps);
}

TEST(Graphs, AreAsManyForAnyNumberOfThreads) {
  for (const Model* model : memory::models()) {
    const Result one = explore_graphs(spsc_ring(kLarge), *model);
    for (const std::uint32_t workers : {2u, 5u}) {
      Limits limits;
      limits.workers = workers;
      const Result many = explore_graphs(spsc_ring(kLarge), *model, limits);
      EXPECT_EQ(many.verdict, one.verdict);
      EXPECT_EQ(many.executions, one.executions) << model->name();
      EXPECT_EQ(many.steps, one.steps);
    }
  }
}

// The consumer stops at a number that comes late in the search.
TEST(Graphs, FindTheSameViolationWithAnyNumberOfThreads) {
  const auto scenario = [] {
    Scenario ring = spsc_ring(kLarge);
    return Scenario{"late", "", "", {}, [build = ring.build](Machine& machine) {
                      build(machine);
                      const Location tail{0};
                      machine.task("observer", [=] {
                        Machine& m = Machine::current();
                        const std::uint64_t first = m.load(tail, Order::relaxed, {});
                        const std::uint64_t second = m.load(tail, Order::relaxed, {});
                        m.always(kEqual, first + second != 5,
                                 [&] { return std::to_string(first); });
                      });
                    }};
  };
  const Result one = explore_graphs(scenario(), sc());
  ASSERT_EQ(one.verdict, Verdict::violated);
  for (const std::uint32_t workers : {2u, 4u}) {
    Limits limits;
    limits.workers = workers;
    const Result many = explore_graphs(scenario(), sc(), limits);
    ASSERT_EQ(many.verdict, Verdict::violated);
    EXPECT_EQ(many.executions, one.executions);
    EXPECT_EQ(story(*many.violation, 0), story(*one.violation, 0));
  }
}

// What a search says of its size while it goes on.
std::vector<Estimate> told_estimates(const Scenario& scenario, const Model& model, Limits limits) {
  std::vector<Estimate> told;
  limits.stop = [&told](const Progress& progress) {
    if (const std::optional<Estimate> estimate = progress.estimate()) told.push_back(*estimate);
    return false;
  };
  explore_graphs(scenario, model, limits);
  return told;
}

TEST(Estimates, PrecedeALongSearch) {
  for (const Model* model : memory::models()) {
    const Result result = explore_graphs(spsc_ring(kLarge), *model);
    const std::vector<Estimate> told = told_estimates(spsc_ring(kLarge), *model, {});
    ASSERT_EQ(told.size(), result.executions / 1024) << model->name();
    EXPECT_NEAR(told.front().executions, static_cast<double>(result.executions),
                3 * told.front().error);
  }
}

TEST(Estimates, AreRefinedAsTheSearchGoesOn) {
  if (!run::Fiber::can_restore()) GTEST_SKIP() << "a long search takes minutes";
  Limits limits;
  limits.executions = 50'000;
  const std::vector<Estimate> told = told_estimates(spsc_ring(8), sc(), limits);
  ASSERT_FALSE(told.empty());
  EXPECT_NE(told.back().executions, told.front().executions);
}

TEST(Estimates, LeaveTheSearchAsItIs) {
  const Result unasked = explore_graphs(spsc_ring(kLarge), sc());
  for (const std::uint32_t workers : {1u, 3u}) {
    Limits limits;
    limits.workers = workers;
    limits.stop = [](const Progress& progress) { return !progress.estimate().has_value(); };
    const Result asked = explore_graphs(spsc_ring(kLarge), sc(), limits);
    EXPECT_EQ(asked.verdict, unasked.verdict);
    EXPECT_EQ(asked.executions, unasked.executions);
    EXPECT_EQ(asked.steps, unasked.steps);
  }
}

TEST(Estimates, AreNotMadeOfASearchThatIsResumed) {
  Limits limits;
  limits.executions = 1;
  limits.parts = explore_graphs(spsc_ring(kLarge), sc(), limits).rest;
  limits.executions = UINT64_MAX;
  EXPECT_TRUE(told_estimates(spsc_ring(kLarge), sc(), limits).empty());
}

Scenario vacuous(Property property, std::function<void(Machine&)> body) {
  return {"vacuous", "", "", {std::move(property)}, [body](Machine& machine) {
            machine.finally([body] { body(Machine::current()); });
          }};
}

TEST(Properties, ThatNothingEvaluatesOrReachesFail) {
  const auto nothing = [](Machine&) {};
  EXPECT_EQ(explore_graphs(vacuous(kEqual, nothing), sc()).verdict, Verdict::violated);
  EXPECT_EQ(explore_graphs(vacuous(kSeen, nothing), sc()).verdict, Verdict::violated);
  const Result unseen =
      explore_graphs(vacuous(kSeen, [](Machine& m) { m.sometimes(kSeen, false); }), sc());
  EXPECT_EQ(unseen.violation->message, "never reached in 1 executions");
  const Result seen =
      explore_graphs(vacuous(kSeen, [](Machine& m) { m.sometimes(kSeen, true); }), sc());
  EXPECT_EQ(seen.verdict, Verdict::holds);
}

std::string broken_by(std::function<void(Machine&, Location bytes)> body) {
  const Scenario scenario{"bytes", "", "", {}, [body](Machine& machine) {
                            const Location bytes = machine.bytes("b", 2);
                            machine.guard(1);
                            machine.task("task", [=] { body(Machine::current(), bytes); });
                          }};
  const Result result = explore_graphs(scenario, sc());
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

TEST(Executions, ThatDoNotEndAreViolations) {
  EXPECT_EQ(broken_by([](Machine& m, Location b) {
              for (;;) m.store(b, 1, Order::plain, Site::current());
            }),
            "ends");
}

struct Count {
  int value;
};

// Tasks on one word, which is 0 at first.
Scenario on_a_word(std::vector<std::function<void(Machine&, Location)>> bodies) {
  return {"word", "", "", {}, [bodies](Machine& machine) {
            const Location word = machine.word("x", 0);
            for (const auto& body : bodies) {
              machine.task("task", [=] { body(Machine::current(), word); });
            }
          }};
}

void write(Machine& m, Location word, std::uint64_t value) {
  m.store(word, value, Order::release, {});
}

void write_one_to_five(Machine& m, Location word) {
  for (std::uint64_t value = 1; value <= 5; ++value) write(m, word, value);
}

void await_five(Machine& m, Location word) {
  EXPECT_EQ(m.await(word, {run::Condition::Is::equal, 5}, Order::acquire, {}), 5u);
}

TEST(Awaiting, DoesNotMultiplyExecutions) {
  for (const Model* model : memory::models()) {
    for (const Scenario& scenario : {on_a_word({write_one_to_five, await_five, await_five}),
                                     on_a_word({await_five, await_five, write_one_to_five})}) {
      const Result result = explore_graphs(scenario, *model);
      EXPECT_EQ(result.verdict, Verdict::holds);
      EXPECT_EQ(result.executions, 1u) << model->name();
      EXPECT_EQ(result.blocked, 0u) << model->name();
    }
  }
}

// What a waiting task sees before it sees what it waits for may be a race, whichever task is first.
TEST(Awaiting, RacesWithWhatItDoesNotWaitFor) {
  const auto write_twice = [](Machine& m, Location word) {
    m.store(word, 1, Order::plain, {"word.c", 1});
    write(m, word, 5);
  };
  for (const Model* model : memory::models()) {
    for (const Scenario& scenario :
         {on_a_word({write_twice, await_five}), on_a_word({await_five, write_twice})}) {
      const Result result = explore_graphs(scenario, *model);
      EXPECT_EQ(result.verdict, model->forbids_races() ? Verdict::violated : Verdict::holds);
      if (!result.violation) continue;
      EXPECT_EQ(result.violation->property.name, "race-free");
      const Result again = replay_graph(scenario, *model, result.violation->path);
      ASSERT_TRUE(again.violation.has_value());
      EXPECT_EQ(story(*again.violation, 0), story(*result.violation, 0));
    }
  }
}

TEST(Assuming, BlocksExecutionsAndCountsThemApart) {
  for (const Model* model : memory::models()) {
    const Result result = explore_graphs(
        on_a_word({[](Machine& m, Location x) { write(m, x, 1); },
                   [](Machine& m, Location x) { m.assume(m.load(x, Order::acquire, {}) == 1); }}),
        *model);
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.executions, 1u);
    EXPECT_EQ(result.blocked, 1u);
  }
}

// Three critical sections have 3! orders.
TEST(Locks, PutCriticalSectionsInEachOrderOnce) {
  const auto section = [](Machine& m, Location x) {
    m.lock(x, {});
    m.unlock(x, {});
  };
  for (const Model* model : memory::models()) {
    const Result result = explore_graphs(on_a_word({section, section, section}), *model);
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.executions, 6u) << model->name();
  }
}

// A counter that is incremented atomically by each task ends at their number.
TEST(ReadModifyWrites, LoseNothing) {
  const auto add = [](Machine& m, Location x) {
    m.read_modify_write(x, run::Rmw::add, 1, Order::relaxed, {});
  };
  const auto add_by_exchange = [](Machine& m, Location x) {
    std::uint64_t seen = m.load(x, Order::relaxed, {});
    for (;;) {
      const std::uint64_t before = seen;
      seen = m.compare_exchange(x, before, before + 1, Order::relaxed, Order::relaxed, {});
      if (seen == before) return;
    }
  };
  for (const Model* model : memory::models()) {
    std::set<std::uint64_t> ends;
    Scenario scenario = on_a_word({add, add, add_by_exchange});
    scenario.build = [build = scenario.build, &ends](Machine& machine) {
      build(machine);
      machine.finally([&ends] { ends.insert(Machine::current().load({0}, Order::relaxed, {})); });
    };
    EXPECT_EQ(explore_graphs(scenario, *model).verdict, Verdict::holds);
    EXPECT_EQ(ends, std::set<std::uint64_t>{3}) << model->name();
  }
}

// What a task does before it spawns another one, and what that one does before it is joined, is
// seen though nothing else orders it.
TEST(Spawning, AndJoiningOrderPlainAccesses) {
  const auto scenario = [](bool joins) {
    return Scenario{"family", "", "", {}, [joins](Machine& machine) {
                      const Location word = machine.word("x", 0);
                      const std::uint32_t child = machine.dormant_task("child", [=] {
                        Machine& m = Machine::current();
                        m.store(word, m.load(word, Order::plain, {}) + 1, Order::plain, {});
                      });
                      machine.task("parent", [=] {
                        Machine& m = Machine::current();
                        m.store(word, 1, Order::plain, {});
                        m.spawn(child, {});
                        if (joins) m.join(child, {});
                        m.always(kEqual, m.load(word, Order::plain, {}) == 2,
                                 [] { return std::string("too early"); });
                      });
                    }};
  };
  for (const Model* model : memory::models()) {
    const Result joined = explore_graphs(scenario(true), *model);
    EXPECT_EQ(joined.verdict, Verdict::holds) << model->name();
    EXPECT_EQ(joined.executions, 1u);
    EXPECT_EQ(explore_graphs(scenario(false), *model).verdict, Verdict::violated);
  }
}

TEST(Faults, StrikeAtMostAsOftenAsAllowed) {
  std::multiset<int> counts;
  const Scenario scenario{
      "faults", "", "", {}, [&counts](Machine& machine) {
        machine.allow_faults(2);
        std::vector<Count*> failed;
        for (const char* name : {"one", "two"}) {
          auto& mine = machine.own<Count>();
          failed.push_back(&mine);
          machine.task(name, [&mine] {
            for (int i = 0; i < 2; ++i) {
              mine.value += Machine::current().fails(Site::current());
            }
          });
        }
        machine.finally([failed, &counts] { counts.insert(failed[0]->value + failed[1]->value); });
      }};
  const Result result = explore_graphs(scenario, sc());
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
  EXPECT_THROW(explore_graphs(scenario, sc()), std::runtime_error);
}

TEST(Scenarios, ThatAreNotDeterministicAreRefused) {
  int runs = 0;
  const Scenario scenario{"fickle", "", "", {}, [&runs](Machine& machine) {
                            machine.finally([&runs] {
                              Machine::current().always(kEqual, ++runs != 1,
                                                        [] { return std::string("once"); });
                            });
                          }};
  EXPECT_THROW(explore_graphs(scenario, sc()), std::logic_error);
}

}  // namespace
}  // namespace vmcheck::explore
