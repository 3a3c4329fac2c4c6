// Where the models differ, and data races.
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "sim/memory/oracle/enumerate.h"
#include "sim/memory/oracle/shapes.h"

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;
using run::Rmw;

constexpr Order kRelaxed = Order::relaxed;

using Is = std::function<bool(const Outcome&)>;

bool allows(Model model, const Program& program, const Is& weak) {
  for (const Outcome& end : outcomes(program, model)) {
    if (weak(end)) return true;
  }
  return false;
}

bool both_zero(const Outcome& end) {
  return end.registers[0][0] + end.registers[1][0] == 0;
}

// Of the last thread: what was signalled was seen, what was sent before was not.
bool old_value(const Outcome& end) {
  return end.registers.back()[0] != 0 && end.registers.back()[1] == 0;
}

TEST(Updates, AreFencesInTsoAndFullOnesInLkmm) {
  const auto program = [](const Instruction& middle) {
    return Program{{{store(kX, 1, kRelaxed), middle, load(0, kY, kRelaxed)},
                    {store(kY, 1, kRelaxed), middle, load(0, kX, kRelaxed)}}};
  };
  const Program full = program(read_modify_write(7, kZ, Rmw::exchange, 1, Order::seq_cst));
  EXPECT_FALSE(allows(Model::tso, full, both_zero));
  EXPECT_FALSE(allows(Model::lkmm, full, both_zero));
  const Program relaxed = program(read_modify_write(7, kZ, Rmw::exchange, 1, kRelaxed));
  EXPECT_FALSE(allows(Model::tso, relaxed, both_zero));
  EXPECT_TRUE(allows(Model::lkmm, relaxed, both_zero));
  EXPECT_TRUE(allows(Model::rc11, relaxed, both_zero));

  // One that fails is a locked instruction on x86, and nothing but a load elsewhere.
  const Program failing = program(compare_exchange(7, kZ, 5, 6, Order::seq_cst, kRelaxed));
  EXPECT_FALSE(allows(Model::tso, failing, both_zero));
  EXPECT_TRUE(allows(Model::lkmm, failing, both_zero));
  EXPECT_TRUE(allows(Model::rc11, failing, both_zero));
  EXPECT_TRUE(allows(Model::tso, program(load(7, kZ, Order::acquire)), both_zero));
}

TEST(Updates, ThatAreSeqCstOrderNoRelaxedAccessesInRc11) {
  const auto thread = [](std::uint32_t own, std::uint32_t between, std::uint32_t other) {
    return Thread{store(own, 1, kRelaxed),
                  read_modify_write(7, between, Rmw::exchange, 1, Order::seq_cst),
                  load(0, other, kRelaxed)};
  };
  const Program program = {{thread(kX, 2, kY), thread(kY, 3, kX)}};
  EXPECT_TRUE(allows(Model::rc11, program, both_zero));
  EXPECT_FALSE(allows(Model::lkmm, program, both_zero));
}

TEST(Rc11, HasReleaseSequencesOfUpdatesOnly) {
  const Instruction data = store(kX, 1, kRelaxed);
  const Instruction flag = store(kY, 1, Order::release);
  const Thread reader = {load(0, kY, Order::acquire), skip_if(0, 1, 1), load(1, kX, kRelaxed)};
  const auto skipped_first = [](const Outcome& end) {
    return end.registers.back()[0] == 2 && end.registers.back()[1] == 0;
  };
  const Program store_after = {{{data, flag, store(kY, 2, kRelaxed)}, reader}};
  EXPECT_TRUE(allows(Model::rc11, store_after, skipped_first));
  const Program update_after = {
      {{data, flag}, {read_modify_write(0, kY, Rmw::add, 1, kRelaxed)}, reader}};
  const auto after_both = [&](const Outcome& end) {
    return end.registers[1][0] == 1 && skipped_first(end);
  };
  EXPECT_FALSE(allows(Model::rc11, update_after, after_both));
  EXPECT_FALSE(allows(Model::lkmm, update_after, after_both));
}

TEST(Rc11, AllowsZ6U) {
  // The paper's example of what C11 forbade and Power does.
  const auto program = [](Order store_order, Order update_order) {
    return Program{{{store(kX, 1, Order::seq_cst), store(kY, 1, store_order)},
                    {read_modify_write(0, kY, Rmw::add, 1, update_order), load(1, kY, kRelaxed)},
                    {store(kY, 3, Order::seq_cst), load(0, kX, Order::seq_cst)}}};
  };
  const Is weak = [](const Outcome& end) {
    return end.registers[1][0] == 1 && end.registers[1][1] == 3 && end.registers[2][0] == 0;
  };
  EXPECT_TRUE(allows(Model::rc11, program(Order::release, Order::acquire), weak));
  EXPECT_FALSE(allows(Model::rc11, program(Order::seq_cst, Order::seq_cst), weak));
  EXPECT_FALSE(allows(Model::sc, program(Order::release, Order::acquire), weak));
}

TEST(Lkmm, KeepsDependencies) {
  const Instruction flag = load(0, kY, kRelaxed);
  const Thread writer = {store(kX, 1, kRelaxed), fence(Fence::write), store(kY, 1, kRelaxed)};
  const Program no_address = {{writer, {flag, load(1, kX, kRelaxed)}}};
  const Program address = {{writer, {flag, with_address(load(1, kX, kRelaxed), 0)}}};
  EXPECT_TRUE(allows(Model::lkmm, no_address, old_value));
  EXPECT_FALSE(allows(Model::lkmm, address, old_value));
  EXPECT_TRUE(allows(Model::rc11, address, old_value));
  // A control dependency does not order loads.
  const Program control = {{writer, {flag, skip_if(0, 0, 1), load(1, kX, kRelaxed)}}};
  EXPECT_TRUE(allows(Model::lkmm, control, old_value));

  const Thread writes = {store(kX, 2, kRelaxed), fence(Fence::write), store(kY, 1, kRelaxed)};
  const Is overwritten = [](const Outcome& end) {
    return end.registers[1][0] == 1 && end.memory[kX] == 2;
  };
  const Instruction last = store(kX, 1, kRelaxed);
  EXPECT_TRUE(allows(Model::lkmm, {{writes, {flag, last}}}, overwritten));
  const Program data = {{writes, {flag, store_sum(kX, 0, 0, kRelaxed)}}};
  EXPECT_FALSE(allows(Model::lkmm, data, overwritten));
  EXPECT_TRUE(allows(Model::rc11, data, overwritten));
  EXPECT_FALSE(allows(Model::lkmm, {{writes, {flag, skip_if(0, 0, 1), last}}}, overwritten));
  // Control reaches beyond what is skipped.
  EXPECT_FALSE(allows(Model::lkmm, {{writes, {flag, skip_if(0, 0, 0), last}}}, overwritten));
}

TEST(Lkmm, CarriesDependenciesThroughMemoryAndUpdates) {
  const Thread writes = {store(kX, 5, kRelaxed), fence(Fence::write), store(kY, 1, kRelaxed)};
  const Is overwritten = [](const Outcome& end) {
    return end.registers[1][0] == 1 && end.registers[1][1] != 0 && end.memory[kX] == 5;
  };
  const auto program = [&](const Instruction& update) {
    return Program{{writes, {update, load(1, kY, kRelaxed), store_sum(kX, 1, 0, kRelaxed)}}};
  };
  const Program add = program(read_modify_write(0, kY, Rmw::add, 1, kRelaxed));
  EXPECT_FALSE(allows(Model::lkmm, add, overwritten));
  const Program exchange = program(read_modify_write(0, kY, Rmw::exchange, 2, kRelaxed));
  EXPECT_TRUE(allows(Model::lkmm, exchange, overwritten));

  const Program plain = {{writes,
                          {load(0, kY, kRelaxed), store_sum(kZ, 0, 0, Order::plain),
                           load(1, kZ, Order::plain), store_sum(kX, 1, 0, kRelaxed)}}};
  EXPECT_FALSE(allows(Model::lkmm, plain, overwritten));
}

TEST(Lkmm, OrdersCriticalSectionsOfOneThread) {
  // The kernel's MP+unlocklockonceonce+fencermbonceonce: never.
  const Thread sections = {lock(kZ), store(kX, 1, kRelaxed), unlock(kZ),
                           lock(kZ), store(kY, 1, kRelaxed), unlock(kZ)};
  const Thread reader = {load(0, kY, kRelaxed), fence(Fence::read), load(1, kX, kRelaxed)};
  EXPECT_FALSE(allows(Model::lkmm, {{sections, reader}}, old_value));
  EXPECT_TRUE(allows(Model::rc11, {{sections, reader}}, old_value));
  const Thread unlocked = {store(kX, 1, kRelaxed), store(kY, 1, kRelaxed)};
  EXPECT_TRUE(allows(Model::lkmm, {{unlocked, reader}}, old_value));
}

TEST(Lkmm, RefusesWhatTheKernelDoesNotHave) {
  EXPECT_THROW(executions({{{fence(Fence::acquire)}}}, Model::lkmm), std::invalid_argument);
  EXPECT_THROW(executions({{{load(0, kX, Order::seq_cst)}}}, Model::lkmm), std::invalid_argument);
  EXPECT_THROW(executions({{{store(kX, 1, Order::seq_cst)}}}, Model::lkmm), std::invalid_argument);
  EXPECT_NO_THROW(executions({{{fence(Fence::read)}}}, Model::lkmm));
}

// P0: x = 1 (plain); flag, || P1: flag seen, then r1 = x (plain).
Program guarded(const Thread& send, const Thread& receive) {
  Thread writer = {store(kX, 1, Order::plain)};
  writer.insert(writer.end(), send.begin(), send.end());
  Thread reader = receive;
  reader.push_back(skip_if(0, 0, 1));
  reader.push_back(load(1, kX, Order::plain));
  return {{writer, reader}};
}

TEST(Races, AreThereUnlessOrdered) {
  const Thread send = {store(kY, 1, kRelaxed)};
  const Thread receive = {load(0, kY, kRelaxed)};
  const Thread release = {store(kY, 1, Order::release)};
  const Thread acquire = {load(0, kY, Order::acquire)};
  const Thread write_fence = {fence(Fence::write), store(kY, 1, kRelaxed)};
  const Thread read_fence = {load(0, kY, kRelaxed), fence(Fence::read)};
  const Thread full = {read_modify_write(0, kY, Rmw::exchange, 1, Order::seq_cst)};
  for (const Model model : {Model::rc11, Model::lkmm}) {
    EXPECT_TRUE(has_race(guarded(send, receive), model)) << name(model);
    EXPECT_TRUE(has_race(guarded(release, receive), model)) << name(model);
    EXPECT_TRUE(has_race(guarded(send, acquire), model)) << name(model);
    EXPECT_FALSE(has_race(guarded(release, acquire), model)) << name(model);
    EXPECT_FALSE(has_race(guarded(write_fence, read_fence), model)) << name(model);
    EXPECT_FALSE(has_race(guarded(full, acquire), model)) << name(model);
  }
  EXPECT_FALSE(has_race(guarded(send, receive), Model::sc));
  EXPECT_FALSE(has_race(guarded(send, receive), Model::tso));
}

TEST(Races, NeedAWriteAndAPlainAccess) {
  for (const Model model : {Model::rc11, Model::lkmm}) {
    const auto racy = [&](const Instruction& a, const Instruction& b) {
      return has_race({{{a}, {b}}}, model);
    };
    EXPECT_TRUE(racy(store(kX, 1, Order::plain), store(kX, 2, Order::plain)));
    EXPECT_TRUE(racy(store(kX, 1, Order::plain), load(0, kX, kRelaxed)));
    EXPECT_TRUE(racy(store(kX, 1, kRelaxed), load(0, kX, Order::plain)));
    EXPECT_FALSE(racy(load(0, kX, Order::plain), load(0, kX, Order::plain)));
    EXPECT_FALSE(racy(store(kX, 1, kRelaxed), load(0, kX, kRelaxed)));
    EXPECT_FALSE(racy(store(kX, 1, Order::plain), store(kY, 1, Order::plain)));
  }
}

TEST(Races, HideNotBehindAFenceBeforeAPlainFlag) {
  // A plain write begins no release sequence, so it orders nothing.
  const Program program = {
      {{fence(Fence::release), store(kX, 1, Order::plain)}, {load(0, kX, Order::acquire)}}};
  EXPECT_TRUE(has_race(program, Model::rc11));
}

}  // namespace
}  // namespace vmcheck::memory::oracle
