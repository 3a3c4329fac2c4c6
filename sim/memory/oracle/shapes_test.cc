// The oracle's models on the classic shapes, whose answers are known.
#include "sim/memory/oracle/shapes.h"

#include <gtest/gtest.h>

#include <array>

#include "sim/memory/oracle/enumerate.h"

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;
using run::Rmw;

constexpr Orders kReleaseAcquire = {Order::release, Order::acquire};
constexpr Orders kSeqCst = {Order::seq_cst, Order::seq_cst};
constexpr Fence kFull = Fence::seq_cst;

// The number of executions under SC, TSO, RC11 and LKMM.
using Counts = std::array<std::size_t, 4>;

Counts count(const Program& program) {
  Counts counts{};
  for (const Model model : kModels)
    counts[static_cast<std::size_t>(model)] = executions(program, model).size();
  return counts;
}

TEST(Shapes, HaveTheirExecutionsWithoutFences) {
  EXPECT_EQ(count(message_passing()), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(store_buffering()), (Counts{3, 4, 4, 4}));
  EXPECT_EQ(count(load_buffering()), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(iriw()), (Counts{15, 15, 16, 16}));
  EXPECT_EQ(count(r_shape()), (Counts{3, 4, 4, 4}));
  EXPECT_EQ(count(s_shape()), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(two_plus_two_writes()), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(isa2()), (Counts{7, 7, 8, 8}));
  EXPECT_EQ(count(corr()), (Counts{3, 3, 3, 3}));
}

TEST(Shapes, WithFullFencesAreSequentiallyConsistent) {
  EXPECT_EQ(count(message_passing({}, kFull, kFull)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(store_buffering({}, kFull, kFull)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(r_shape({}, kFull, kFull)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(s_shape({}, kFull, kFull)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(two_plus_two_writes({}, kFull, kFull)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(iriw({}, kFull)), (Counts{15, 15, 15, 15}));
}

TEST(Shapes, WithOneFullFenceOnlyAreNot) {
  EXPECT_EQ(count(message_passing({}, kFull)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(message_passing({}, {}, kFull)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(store_buffering({}, kFull)), (Counts{3, 4, 4, 4}));
  EXPECT_EQ(count(r_shape({}, kFull)), (Counts{3, 4, 4, 4}));
  EXPECT_EQ(count(r_shape({}, {}, kFull)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(two_plus_two_writes({}, kFull)), (Counts{3, 3, 4, 4}));
}

TEST(Shapes, WithReleaseAndAcquire) {
  EXPECT_EQ(count(message_passing(kReleaseAcquire)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(message_passing({Order::release, Order::relaxed})), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(message_passing({Order::relaxed, Order::acquire})), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(s_shape(kReleaseAcquire)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(isa2(kReleaseAcquire)), (Counts{7, 7, 7, 7}));
  EXPECT_EQ(count(wrc()), (Counts{7, 7, 8, 8}));
  EXPECT_EQ(count(wrc(kReleaseAcquire)), (Counts{7, 7, 7, 7}));
  // They do not order a store before a load, nor make independent writes known in one order.
  EXPECT_EQ(count(store_buffering(kReleaseAcquire)), (Counts{3, 4, 4, 4}));
  EXPECT_EQ(count(iriw(kReleaseAcquire)), (Counts{15, 15, 16, 16}));
}

TEST(Shapes, WithTheKernelsReadAndWriteFences) {
  EXPECT_EQ(count(message_passing({}, Fence::write, Fence::read)), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(count(message_passing({}, Fence::write)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(message_passing({}, {}, Fence::read)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(message_passing({}, Fence::read, Fence::write)), (Counts{3, 3, 4, 4}));
  EXPECT_EQ(count(store_buffering({}, Fence::write, Fence::read)), (Counts{3, 4, 4, 4}));
}

TEST(Shapes, WithSeqCstAccessesAreSequentiallyConsistentInRc11) {
  EXPECT_EQ(executions(store_buffering(kSeqCst), Model::rc11).size(), 3u);
  EXPECT_EQ(executions(store_buffering({Order::seq_cst, Order::acquire}), Model::rc11).size(), 4u);
  EXPECT_EQ(executions(two_plus_two_writes(kSeqCst), Model::rc11).size(), 3u);
  EXPECT_EQ(executions(iriw(kSeqCst), Model::rc11).size(), 15u);
  EXPECT_EQ(executions(iriw({Order::seq_cst, Order::acquire}), Model::rc11).size(), 16u);
}

TEST(Updates, AreAtomic) {
  for (const Rmw operation : {Rmw::add, Rmw::exchange}) {
    const Thread thread = {read_modify_write(0, kX, operation, 1, Order::relaxed)};
    const Program program = {{thread, thread}};
    EXPECT_EQ(count(program), (Counts{2, 2, 2, 2}));
    for (const Model model : kModels) {
      for (const Outcome& end : outcomes(program, model))
        EXPECT_EQ(end.registers[0][0] + end.registers[1][0], 1u);
    }
  }
  // A load and a store are not.
  const Thread thread = {load(0, kX, Order::relaxed), store_sum(kX, 0, 1, Order::relaxed)};
  EXPECT_EQ(count({{thread, thread}}), (Counts{4, 4, 4, 4}));
}

TEST(Updates, ThatCompareSucceedOrAreReads) {
  const Thread thread = {compare_exchange(0, kX, 0, 1, Order::relaxed, Order::relaxed)};
  EXPECT_EQ(count({{thread, thread}}), (Counts{2, 2, 2, 2}));
  const auto found = executions({{thread, thread}}, Model::rc11);
  EXPECT_EQ(found.count("P0: U x0=0->1 init end\nP1: R x0=1 P0.0 end\nx0: P0.0\n"), 1u);
  EXPECT_EQ(found.count("P0: R x0=1 P1.0 end\nP1: U x0=0->1 init end\nx0: P1.0\n"), 1u);
}

TEST(Locks, ExcludeEachOther) {
  const Thread thread = {lock(kY), load(0, kX, Order::plain), store_sum(kX, 0, 1, Order::plain),
                         unlock(kY)};
  const Program program = {{thread, thread}};
  EXPECT_EQ(count(program), (Counts{2, 2, 2, 2}));
  for (const Model model : kModels) {
    for (const Outcome& end : outcomes(program, model)) EXPECT_EQ(end.memory[kX], 2u);
    EXPECT_FALSE(has_race(program, model));
  }
}

TEST(Locks, ThatWaitForEachOtherAreADeadlock) {
  const Thread one = {lock(kX), lock(kY), unlock(kY), unlock(kX)};
  const Thread other = {lock(kY), lock(kX), unlock(kX), unlock(kY)};
  // One after the other, or neither.
  EXPECT_EQ(count({{one, other}}), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(outcomes({{one, other}}, Model::sc).size(), 1u);
  EXPECT_EQ(executions({{one, other}}, Model::sc)
                .count("P0: U x0=0->1 init R x1=1 P1.0\nP1: U x1=0->1 init R x0=1 P0.0\nx0: P0.0\n"
                       "x1: P1.0\n"),
            1u);
}

// P0: x = 1; y = 1, y = 2 || P1: wait for y = 1 or what else; r1 = x.
TEST(Awaits, SeeWhatTheyWaitForOrTheLastValue) {
  using Is = run::Condition::Is;
  const auto program = [](run::Condition condition, Order order) {
    return Program{
        {{store(kX, 1, Order::relaxed), store(kY, 1, Order::release), store(kY, 2, Order::release)},
         {await(0, kY, condition, order), load(1, kX, Order::relaxed)}}};
  };
  EXPECT_EQ(count(program({Is::equal, 2}, Order::acquire)), (Counts{1, 1, 1, 1}));
  EXPECT_EQ(count(program({Is::equal, 2}, Order::relaxed)), (Counts{1, 1, 2, 2}));
  EXPECT_EQ(count(program({Is::greater, 0}, Order::acquire)), (Counts{2, 2, 2, 2}));
  // It may miss the 1, and then waits for ever.
  EXPECT_EQ(count(program({Is::equal, 1}, Order::acquire)), (Counts{2, 2, 2, 2}));
  EXPECT_EQ(outcomes(program({Is::equal, 1}, Order::acquire), Model::sc).size(), 1u);
}

TEST(Choices, AreMadeInEveryWay) {
  EXPECT_EQ(count({{{choose(0, 3)}, {choose(0, 2)}}}), (Counts{6, 6, 6, 6}));
  // None, one of four, or two of four operations fail.
  EXPECT_EQ(count({{{fail(0), fail(1)}, {fail(0), fail(1)}}, 2}), (Counts{11, 11, 11, 11}));
  EXPECT_EQ(count({{{choose(0, 3), assume(0, 1)}}}), (Counts{3, 3, 3, 3}));
  EXPECT_EQ(outcomes({{{choose(0, 3), assume(0, 1)}}}, Model::sc).size(), 1u);
}

TEST(Threads, AreOrderedByCreationAndJoining) {
  const Thread parent = {store(kX, 1, Order::plain), spawn(1), join(1), load(0, kX, Order::plain)};
  const Thread child = {load(0, kX, Order::plain), store_sum(kX, 0, 1, Order::plain)};
  EXPECT_EQ(count({{parent, child}}), (Counts{1, 1, 1, 1}));
  EXPECT_FALSE(has_race({{parent, child}}, Model::rc11));
  EXPECT_FALSE(has_race({{parent, child}}, Model::lkmm));
  // A thread that nobody creates does not begin, nor end.
  const Program never = {{{choose(0, 2), skip_if(0, 0, 1), spawn(1), join(1)}, {}}};
  EXPECT_EQ(count(never), (Counts{2, 2, 2, 2}));
  EXPECT_EQ(outcomes(never, Model::sc).size(), 1u);
  // Each waits for the end of the other.
  EXPECT_TRUE(outcomes({{{join(1)}, {join(0)}}}, Model::sc).empty());
}

TEST(Conditions, SkipWhatTheySay) {
  const Program program = {{{store(kX, 1, Order::relaxed)},
                            {load(0, kX, Order::relaxed), skip_if(0, 0, 1),
                             store(kY, 1, Order::relaxed), store(kZ, 1, Order::relaxed)}}};
  EXPECT_EQ(count(program), (Counts{2, 2, 2, 2}));
  for (const Outcome& end : outcomes(program, Model::sc)) {
    EXPECT_EQ(end.memory[kY], end.registers[1][0]);
    EXPECT_EQ(end.memory[kZ], 1u);
  }
}

TEST(CanonicalText, TellsTheGraph) {
  const auto found = executions(store_buffering(), Model::tso);
  EXPECT_EQ(*found.begin(),
            "P0: W x0=1 R x1=0 init end\nP1: W x1=1 R x0=0 init end\nx0: P0.0\nx1: P1.0\n");
  const auto writes = executions(two_plus_two_writes({}, kFull, kFull), Model::sc);
  EXPECT_EQ(writes.count("P0: W x0=1 F W x1=2 end\nP1: W x1=1 F W x0=2 end\nx0: P0.0 P1.2\n"
                         "x1: P0.2 P1.0\n"),
            1u);
}

}  // namespace
}  // namespace vmcheck::memory::oracle
