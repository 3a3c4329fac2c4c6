#include "sim/explore/picture.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/explore/graph_search.h"
#include "sim/memory/models.h"
#include "sim/run/path.h"

namespace vmcheck::explore {
namespace {

using run::Condition;
using run::Fence;
using run::Location;
using run::Machine;
using run::Order;
using run::Rmw;
using run::Scenario;

Machine& here() {
  return Machine::current();
}

// A picture of the execution of a scenario that a search visits as the number-th, counted from 0.
template <typename Draw>
std::string draw(const Scenario& scenario, int number, const Draw& picture,
                 const memory::Model& model = memory::rc11()) {
  GraphMachine machine(scenario);
  run::DepthFirst setup;
  setup.begin();
  machine.build(setup, model.knowledge());
  GraphSearch search(machine, model);
  for (int i = 0; i <= number; ++i) {
    if (!search.next()) return "there is no such execution";
  }
  return picture(machine);
}

const Scenario kMessage{"mp", "", "", {}, [](Machine& machine) {
                          const Location data = machine.word("data", 0);
                          const Location flag = machine.word("flag", 0);
                          machine.word("never used", 0);
                          machine.task("producer", [=] {
                            here().store(data, 1, Order::relaxed, {"core/mp.c", 1});
                            here().store(flag, 1, Order::release, {"core/mp.c", 2});
                          });
                          machine.task("the \"consumer\"", [=] {
                            here().load(flag, Order::relaxed, {"core/mp.c", 4});
                            here().load(data, Order::relaxed, {"core/mp.c", 5});
                          });
                        }};

const auto kText = [](const GraphMachine& machine) { return text_picture(machine); };
const auto kDot = [](const GraphMachine& machine) { return dot(machine, "mp: \"stale\""); };

TEST(TextPicture, HasAColumnForEachTaskAndTheRelationsBelow) {
  EXPECT_EQ(draw(kMessage, 0, kText),
            "producer                      the \"consumer\"\n"
            "a: W data=1  mp.c:1           c: R flag=1  mp.c:4\n"
            "b: W flag=1 release  mp.c:2   d: R data=1  mp.c:5\n"
            "\n"
            "rf: b -> c, a -> d\n");
  EXPECT_EQ(draw(kMessage, 1, kText),
            "producer                      the \"consumer\"\n"
            "a: W data=1  mp.c:1           c: R flag=1  mp.c:4\n"
            "b: W flag=1 release  mp.c:2   d: R data=0  mp.c:5\n"
            "\n"
            "rf: b -> c, init -> d\n"
            "fr: d -> a\n");
}

TEST(Dot, HasAClusterForEachTaskAndColouredRelations) {
  EXPECT_EQ(draw(kMessage, 1, kDot), R"(digraph execution {
  node [shape=plaintext];
  labelloc=t;
  label="mp: \"stale\"";
  { rank=source; init0 [label="W data=0"]; init1 [label="W flag=0"]; }
  task0 [label="producer", group=task0];
  task1 [label="the \"consumer\"", group=task1];
  { rank=same; task0 -> task1 [style=invis]; }
  a [label="a: W data=1", tooltip="mp.c:1", group=task0];
  task0 -> a [style=invis, weight=9];
  b [label="b: W flag=1 release", tooltip="mp.c:2", group=task0];
  a -> b [label=po, weight=9];
  c [label="c: R flag=1", tooltip="mp.c:4", group=task1];
  task1 -> c [style=invis, weight=9];
  d [label="d: R data=0", tooltip="mp.c:5", group=task1];
  c -> d [label=po, weight=9];
  { rank=same; a -> c [style=invis]; }
  { rank=same; b -> d [style=invis]; }
  b -> c [label=rf, color=red, fontcolor=red, constraint=false];
  init0 -> d [label=rf, color=red, fontcolor=red, constraint=false];
  init0 -> a [label=co, color=blue, fontcolor=blue, constraint=false];
  init1 -> b [label=co, color=blue, fontcolor=blue, constraint=false];
  d -> a [label=fr, color=orange, fontcolor=orange, constraint=false];
}
)");
}

// Of a single task, no node is put in order, and so made invisible.
TEST(Dot, ShowsASingleTask) {
  const auto one = [](Machine& machine) {
    const Location x = machine.word("x", 0);
    machine.task("one", [=] { here().store(x, 1, Order::plain, {}); });
  };
  EXPECT_EQ(draw({"one", "", "", {}, one}, 0, [](const auto& machine) { return dot(machine); }),
            R"(digraph execution {
  node [shape=plaintext];
  { rank=source; init0 [label="W x=0"]; }
  task0 [label="one", group=task0];
  a [label="a: W x=1 plain", tooltip="", group=task0];
  task0 -> a [style=invis, weight=9];
  init0 -> a [label=co, color=blue, fontcolor=blue, constraint=false];
}
)");
}

TEST(Pictures, NameEveryKindOfEvent) {
  const Scenario scenario{
      "all", "", "", {}, [](Machine& machine) {
        const Location x = machine.word("x", 0);
        const Location lock = machine.word("l", 0);
        const Location byte = machine.bytes("b", 1);
        machine.allow_faults(1);
        machine.task("main", [=] {
          here().spawn(1, {});
          here().fails({});
          here().choose(2);
          here().lock(lock, {});
          here().unlock(lock, {});
          for (const Fence fence : {Fence::acquire, Fence::release, Fence::acq_rel, Fence::seq_cst,
                                    Fence::read, Fence::write}) {
            here().fence(fence, {});
          }
          here().join(1, {});
          here().load(byte, Order::plain, {});
        });
        machine.dormant_task("worker", [=] {
          here().read_modify_write(x, Rmw::add, 2, Order::acq_rel, {});
          here().compare_exchange(x, 2, 3, Order::seq_cst, Order::relaxed, {});
          here().compare_exchange(x, 2, 4, Order::seq_cst, Order::acquire, {});
          here().await(x, {Condition::Is::equal, 3}, Order::relaxed, {});
          here().store(byte, 1, Order::plain, {});
        });
      }};
  EXPECT_EQ(draw(scenario, 0, kText),
            "main                worker\n"
            "a: spawn worker     m: start\n"
            "b: choose 0         n: U x=0->2 acq_rel\n"
            "c: lock l           o: U x=2->3 seq_cst\n"
            "d: unlock l         p: R x=3 acquire\n"
            "e: F acquire        q: R x=3\n"
            "f: F release        r: W b[0]=1 plain\n"
            "g: F acq_rel\n"
            "h: F seq_cst\n"
            "i: F read\n"
            "j: F write\n"
            "k: join worker\n"
            "l: R b[0]=1 plain\n"
            "\n"
            "rf: init -> c, r -> l, init -> n, n -> o, o -> p, o -> q\n"
            "co: n -> o, c -> d\n");
  EXPECT_NE(draw(scenario, 2, kText).find("\nb: fails   "), std::string::npos);
}

// Executions that break a property, as far as they go.
TEST(Pictures, ShowWhatIsWrong) {
  const auto unwritten = [](Machine& machine) {
    const Location byte = machine.bytes("b", 1);
    machine.task("one", [=] { here().load(byte, Order::plain, {}); });
  };
  EXPECT_EQ(draw({"unwritten", "", "", {}, unwritten}, 0, kText),
            "one\na: R b[0]=? plain\n\nrf: init -> a\n");
  const auto waits = [](Machine& machine) {
    const Location lock = machine.word("l", 0);
    const Location flag = machine.word("f", 0);
    machine.task("one", [=] {
      here().lock(lock, {});
      here().await(flag, {Condition::Is::equal, 2}, Order::relaxed, {});
    });
    machine.task("two", [=] { here().lock(lock, {}); });
  };
  EXPECT_EQ(draw({"waits", "", "", {}, waits}, 0, kText),
            "one               two\n"
            "a: lock l         c: lock l, waits\n"
            "b: R f=0, waits\n"
            "\n"
            "rf: init -> a, init -> b, a -> c\n");
}

TEST(Letters, GoOnBehindZ) {
  const Scenario scenario{"many", "", "", {}, [](Machine& machine) {
                            const Location x = machine.word("x", 0);
                            machine.task("one", [=] {
                              for (int i = 0; i < 54; ++i) here().store(x, 0, Order::plain, {});
                            });
                          }};
  const std::string text = draw(scenario, 0, kText);
  EXPECT_NE(text.find("\nz: W x=0 plain\naa: W x=0 plain\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\naz: W x=0 plain\nba: W x=0 plain\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace vmcheck::explore
