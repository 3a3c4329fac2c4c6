// What is said of executions that race or wait for ever, and that their sound twins hold.
#include "sim/explore/diagnosis.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace vmcheck::explore {
namespace {

using memory::Model;
using run::Condition;
using run::Fence;
using run::Location;
using run::Machine;
using run::Order;
using run::Property;
using run::Rmw;
using run::Scenario;

constexpr Condition kIsSet{Condition::Is::equal, 1};

Machine& here() {
  return Machine::current();
}

// What is said of the violation of a property, which is the one that is expected.
std::string message(const Scenario& scenario, const Property& property, const Model& model) {
  const Result result = explore_graphs(scenario, model);
  if (!result.violation) return "holds";
  EXPECT_EQ(result.violation->property.name, property.name);
  const Result again = replay_graph(scenario, model, result.violation->path);
  EXPECT_EQ(again.violation ? again.violation->message : "", result.violation->message);
  return result.violation->message;
}

// Races -------------------------------------------------------------------------------------------

std::string race(const std::function<void(Machine&)>& build, const Model& model = memory::rc11()) {
  return message({"race", "", "", {}, build}, run::property::kRaceFree, model);
}

// A producer hands data over by a flag.
std::function<void(Machine&)> hand_over(Order publish, Order look) {
  return [=](Machine& machine) {
    const Location data = machine.word("data", 0);
    const Location flag = machine.word("flag", 0);
    machine.task("producer", [=] {
      here().store(data, 7, Order::plain, {"core/mp.c", 1});
      here().store(flag, 1, publish, {"core/mp.c", 2});
    });
    machine.task("consumer", [=] {
      if (here().load(flag, look, {"core/mp.c", 4}) == 0) return;
      here().load(data, Order::plain, {"core/mp.c", 5});
    });
  };
}

const char* const kHandedOver =
    "consumer reads 7 from data (mp.c:5) and producer writes 7 to it (mp.c:1), in no order: "
    "consumer reads flag (mp.c:4) from producer's write (mp.c:2), but ";

TEST(Race, NamesTheStoreThatIsNoRelease) {
  const std::string expected = kHandedOver + std::string("that store is no release");
  for (const Model* model : {&memory::rc11(), &memory::lkmm()}) {
    EXPECT_EQ(race(hand_over(Order::relaxed, Order::acquire), *model), expected);
    EXPECT_EQ(race(hand_over(Order::release, Order::acquire), *model), "holds");
  }
}

TEST(Race, NamesTheLoadThatIsNoAcquire) {
  const std::string expected = kHandedOver + std::string("that load is no acquire");
  for (const Model* model : {&memory::rc11(), &memory::lkmm()}) {
    EXPECT_EQ(race(hand_over(Order::release, Order::relaxed), *model), expected);
  }
}

TEST(Race, NamesBoth) {
  for (const Model* model : {&memory::rc11(), &memory::lkmm()}) {
    EXPECT_EQ(race(hand_over(Order::relaxed, Order::relaxed), *model),
              kHandedOver + std::string("that store is no release and that load no acquire"));
  }
}

// The same with fences around relaxed accesses.
std::function<void(Machine&)> with_fences(bool write_fence, bool read_fence) {
  return [=](Machine& machine) {
    const Location data = machine.word("data", 0);
    const Location flag = machine.word("flag", 0);
    machine.task("producer", [=] {
      here().store(data, 7, Order::plain, {"core/mp.c", 1});
      if (write_fence) here().fence(Fence::write, {});
      here().store(flag, 1, Order::relaxed, {"core/mp.c", 2});
    });
    machine.task("consumer", [=] {
      if (here().load(flag, Order::relaxed, {"core/mp.c", 4}) == 0) return;
      if (read_fence) here().fence(Fence::read, {});
      here().load(data, Order::plain, {"core/mp.c", 5});
    });
  };
}

TEST(Race, KnowsFences) {
  const std::string start = kHandedOver;
  for (const Model* model : {&memory::rc11(), &memory::lkmm()}) {
    EXPECT_EQ(race(with_fences(true, true), *model), "holds");
    EXPECT_EQ(race(with_fences(true, false), *model), start + "that load is no acquire");
    EXPECT_EQ(race(with_fences(false, true), *model), start + "that store is no release");
  }
}

// A release sequence goes on through a read-modify-write of a third task.
std::function<void(Machine&)> passed_on(Order look) {
  return [=](Machine& machine) {
    const Location data = machine.word("data", 0);
    const Location flag = machine.word("flag", 0);
    machine.task("producer", [=] {
      here().store(data, 7, Order::plain, {"mp.c", 1});
      here().store(flag, 1, Order::release, {"mp.c", 2});
    });
    machine.task("counter", [=] {
      here().read_modify_write(flag, Rmw::add, 1, Order::relaxed, {"mp.c", 3});
    });
    machine.task("consumer", [=] {
      if (here().load(flag, look, {"mp.c", 4}) != 2) return;
      here().store(data, 8, Order::plain, {"mp.c", 5});
    });
  };
}

TEST(Race, FollowsReleaseSequences) {
  EXPECT_EQ(race(passed_on(Order::acquire)), "holds");
  EXPECT_EQ(race(passed_on(Order::relaxed)),
            "producer writes 7 to data (mp.c:1) and consumer writes 8 to it (mp.c:5), in no order: "
            "consumer reads flag (mp.c:4) from counter's write (mp.c:3), but that load is no "
            "acquire");
}

// One task writes, another reads, under one lock or each under its own.
std::function<void(Machine&)> locked(bool same) {
  return [=](Machine& machine) {
    const Location data = machine.word("data", 0);
    const Location one = machine.word("a", 0);
    const Location other = same ? one : machine.word("b", 0);
    machine.task("writer", [=] {
      here().lock(one, {"l.c", 1});
      here().store(data, 1, Order::plain, {"l.c", 2});
      here().unlock(one, {"l.c", 3});
    });
    machine.task("reader", [=] {
      here().lock(other, {"l.c", 4});
      here().load(data, Order::plain, {"l.c", 5});
      here().unlock(other, {"l.c", 6});
    });
  };
}

TEST(Race, WithNoSynchronisationSaysInWhichDirectionAnOrderCouldGo) {
  EXPECT_EQ(race(locked(true)), "holds");
  EXPECT_EQ(race(locked(false)),
            "reader reads 1 from data (l.c:5) and writer writes 1 to it (l.c:2), in no order: "
            "nothing synchronises the two; writer's write comes first in coherence order, so only "
            "a release by writer behind it and an acquire of that by reader before its read could "
            "order them");
}

TEST(Race, KnowsReadModifyWrites) {
  const auto update = [](Order order) {
    return [=](Machine& machine) {
      const Location x = machine.word("x", 0);
      machine.task("one", [=] {
        here().read_modify_write(x, Rmw::add, 2, Order::relaxed, {"x.c", 1});
      });
      machine.task("two", [=] { here().store(x, 5, order, {"x.c", 2}); });
    };
  };
  EXPECT_EQ(race(update(Order::plain)),
            "one changes x from 0 to 2 (x.c:1) and two writes 5 to it (x.c:2), in no order: "
            "nothing synchronises the two; one's update comes first in coherence order, so only a "
            "release by one behind it and an acquire of that by two before its write could order "
            "them");
  EXPECT_EQ(race(update(Order::relaxed)), "holds");
}

// Waiting -----------------------------------------------------------------------------------------

std::string waiting(const std::function<void(Machine&)>& build) {
  std::string result;
  for (const Model* model : memory::models()) {
    const std::string text = message({"wait", "", "", {}, build}, run::property::kProgress, *model);
    if (result.empty()) result = text;
    EXPECT_EQ(text, result) << model->name();
  }
  return result;
}

// Each task takes two locks, in the same order or in opposite ones.
std::function<void(Machine&)> two_locks(bool opposite) {
  return [=](Machine& machine) {
    const Location a = machine.word("a", 0);
    const Location b = machine.word("b", 0);
    const auto both = [](Location first, Location second, std::uint32_t line) {
      here().lock(first, {"two.c", line});
      here().lock(second, {"two.c", line + 1});
      here().unlock(second, {"two.c", line + 2});
      here().unlock(first, {"two.c", line + 3});
    };
    machine.task("one", [=] { both(a, b, 1); });
    machine.task("two", [=] { opposite ? both(b, a, 7) : both(a, b, 7); });
  };
}

TEST(Waiting, NamesACycleOfLocks) {
  EXPECT_EQ(waiting(two_locks(true)),
            "deadlock: one waits for lock b (two.c:2), held by two (two.c:7); two waits for lock a "
            "(two.c:8), held by one (two.c:1)");
  EXPECT_EQ(waiting(two_locks(false)), "holds");
}

TEST(Waiting, NamesALockThatIsTakenTwice) {
  const auto twice = [](bool unlock) {
    return [=](Machine& machine) {
      const Location a = machine.word("a", 0);
      machine.task("one", [=] {
        here().lock(a, {"two.c", 1});
        if (unlock) here().unlock(a, {"two.c", 2});
        here().lock(a, {"two.c", 3});
      });
    };
  };
  EXPECT_EQ(waiting(twice(false)),
            "deadlock: one waits for lock a (two.c:3), which it holds itself (two.c:1)");
  EXPECT_EQ(waiting(twice(true)), "holds");
}

TEST(Waiting, NamesALockThatNobodyWillRelease) {
  const auto left = [](bool unlock) {
    return [=](Machine& machine) {
      const Location a = machine.word("a", 0);
      for (const char* name : {"one", "two"}) {
        machine.task(name, [=] {
          here().lock(a, {"two.c", 1});
          if (unlock) here().unlock(a, {"two.c", 2});
        });
      }
    };
  };
  EXPECT_EQ(waiting(left(false)),
            "no task can go on: two waits for lock a (two.c:1), held by one (two.c:1), which has "
            "ended");
  EXPECT_EQ(waiting(left(true)), "holds");
  EXPECT_EQ(waiting([](Machine& machine) {
              const Location a = machine.word("a", 1);
              machine.task("one", [=] { here().lock(a, {"two.c", 1}); });
            }),
            "no task can go on: one waits for lock a (two.c:1), held from the beginning");
}

// A task waits for a flag that another sets to a value, and possibly to a second one.
std::function<void(Machine&)> wake(std::uint64_t first, std::uint64_t second) {
  return [=](Machine& machine) {
    const Location flag = machine.word("flag", 0);
    machine.task("one", [=] { here().await(flag, kIsSet, Order::acquire, {"two.c", 4}); });
    machine.task("two", [=] {
      here().store(flag, first, Order::release, {"two.c", 9});
      if (second != first) here().store(flag, second, Order::release, {"two.c", 10});
    });
  };
}

TEST(Waiting, TellsAValueThatIsNeverWritten) {
  EXPECT_EQ(waiting(wake(2, 2)),
            "no task can go on: one waits until flag is 1 (two.c:4), but flag stays 2 (two.c:9)");
  EXPECT_EQ(waiting(wake(1, 1)), "holds");
}

TEST(Waiting, TellsALostWakeUp) {
  EXPECT_EQ(waiting(wake(1, 0)),
            "no task can go on: one waits until flag is 1 (two.c:4), a lost wake-up: flag was 1 "
            "(two.c:9), but one looked only when it was 0 again (two.c:10)");
  EXPECT_EQ(waiting(wake(0, 1)), "holds");
}

// A wake-up that the task has seen is not lost: it waits for a second one.
TEST(Waiting, KnowsWhichWakeUpsHaveBeenSeen) {
  const auto twice = [](bool again) {
    return [=](Machine& machine) {
      const Location flag = machine.word("flag", 0);
      machine.task("one", [=] {
        here().await(flag, kIsSet, Order::acquire, {"two.c", 4});
        here().store(flag, 0, Order::release, {"two.c", 5});
        here().await(flag, kIsSet, Order::acquire, {"two.c", 6});
      });
      machine.task("two", [=] {
        here().store(flag, 1, Order::release, {"two.c", 9});
        if (!again) return;
        here().await(flag, {Condition::Is::equal, 0}, Order::acquire, {"two.c", 10});
        here().store(flag, 1, Order::release, {"two.c", 11});
      });
    };
  };
  EXPECT_EQ(waiting(twice(false)),
            "no task can go on: one waits until flag is 1 (two.c:6), but flag stays 0 (two.c:5)");
  EXPECT_EQ(waiting(twice(true)), "holds");
}

TEST(Waiting, TellsAJoinOfATaskThatWaits) {
  const auto join = [](bool wakes) {
    return [=](Machine& machine) {
      const Location flag = machine.word("flag", 0);
      machine.task("main", [=] {
        here().spawn(1, {"two.c", 1});
        if (wakes) here().store(flag, 1, Order::release, {"two.c", 2});
        here().join(1, {"two.c", 3});
      });
      machine.dormant_task("worker", [=] {
        here().await(flag, {Condition::Is::not_equal, 0}, Order::acquire, {"two.c", 7});
      });
    };
  };
  EXPECT_EQ(waiting(join(false)),
            "no task can go on: main waits for the end of worker (two.c:3); worker waits until "
            "flag is not 0 (two.c:7), but flag stays 0");
  EXPECT_EQ(waiting(join(true)), "holds");
}

TEST(Waiting, NamesACycleOfALockAndAJoinBeforeWhoWaitsBesides) {
  EXPECT_EQ(waiting([](Machine& machine) {
              const Location a = machine.word("a", 0);
              machine.task("lazy", [] { here().join(3, {"two.c", 1}); });
              machine.task("main", [=] {
                here().lock(a, {"two.c", 2});
                here().spawn(2, {"two.c", 3});
                here().join(2, {"two.c", 4});
              });
              machine.dormant_task("worker", [=] { here().lock(a, {"two.c", 5}); });
              machine.dormant_task("forgotten", [] {});
            }),
            "deadlock: main waits for the end of worker (two.c:4); worker waits for lock a "
            "(two.c:5), held by main (two.c:2); lazy waits for the end of forgotten (two.c:1); "
            "forgotten never begins, because nobody spawns it");
}

}  // namespace
}  // namespace vmcheck::explore
