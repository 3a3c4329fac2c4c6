// Programs: their text, their errors, and that tasks carry out what they say.
#include "sim/memory/oracle/program.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

#include "sim/explore/interleaving.h"
#include "sim/memory/oracle/enumerate.h"
#include "sim/memory/oracle/random_program.h"
#include "sim/memory/oracle/shapes.h"

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;
using run::Rmw;

std::string refusal(const Program& program) {
  try {
    validate(program);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Programs, HaveAText) {
  const Program program = {
      {{store(0, 1, Order::release), fence(Fence::write), load(0, 1, Order::acquire),
        skip_if(0, 2, 1), with_address(store_sum(0, 0, 3, Order::plain), 1)},
       {lock(2), read_modify_write(1, 1, Rmw::add, 1, Order::seq_cst), unlock(2),
        compare_exchange(2, 0, 1, 2, Order::acq_rel, Order::relaxed)}}};
  EXPECT_EQ(refusal(program), "");
  EXPECT_EQ(to_string(program),
            "P0: x0 = 1 release; fence write; r0 = x1 acquire; if r0 == 2 skip 1; "
            "x0[r1] = r0 + 3 plain\n"
            "P1: lock x2; r1 = add(x1, 1) seq_cst; unlock x2; "
            "r2 = compare_exchange(x0, 1, 2) acq_rel relaxed\n");
}

TEST(Programs, HaveATextOfWhatIsNoAccess) {
  const Program program = {
      {{spawn(1), choose(0, 3), fail(1), join(1)},
       {await(0, 0, {run::Condition::Is::greater, 2}, Order::acquire), assume(0, 4)}},
      2};
  EXPECT_EQ(refusal(program), "");
  EXPECT_EQ(to_string(program),
            "P0: spawn P1; r0 = choose(3); r1 = fails; join P1\n"
            "P1: r0 = await(x0 > 2) acquire; assume r0 == 4\n"
            "faults: 2\n");
}

TEST(Programs, ThatAreNoneAreRefused) {
  EXPECT_EQ(refusal({{{}, {}, {}, {}, {}}}), "5 threads; at most 4");
  EXPECT_EQ(refusal({{{}, Thread(33, fence(Fence::read))}}), "P1 has 33 instructions; at most 32");
  EXPECT_EQ(refusal({{{load(8, 0, Order::relaxed)}}}),
            "P0 instruction 0 (r8 = x0 relaxed): there are registers r0 to r7 only");
  EXPECT_EQ(refusal({{{read_modify_write(0, 0, Rmw::add, 1, Order::plain)}}}),
            "P0 instruction 0 (r0 = add(x0, 1) plain): a read-modify-write is never plain");
  EXPECT_EQ(refusal({{{lock(0), unlock(0)}, {store(0, 1, Order::relaxed)}}}),
            "P1 instruction 0 (x0 = 1 relaxed): a lock's location is used as data");
  EXPECT_EQ(refusal({{{lock(0), lock(0)}}}),
            "P0 instruction 1 (lock x0): the lock is held already");
  EXPECT_EQ(refusal({{{unlock(0)}}}), "P0 instruction 0 (unlock x0): the lock is not held");
  EXPECT_EQ(refusal({{{lock(0)}}}), "P0 ends with x0 locked");
  EXPECT_EQ(refusal({{{skip_if(0, 0, 1)}}}),
            "P0 instruction 0 (if r0 == 0 skip 1): skips beyond the end or a critical section's "
            "edge");
  EXPECT_EQ(refusal({{{skip_if(0, 0, 1), lock(0), unlock(0)}}}),
            "P0 instruction 0 (if r0 == 0 skip 1): skips beyond the end or a critical section's "
            "edge");
  EXPECT_EQ(refusal({{{skip_if(0, 0, 2), lock(0), unlock(0)}}}), "");
  EXPECT_EQ(refusal({{{choose(0, 1)}}}),
            "P0 instruction 0 (r0 = choose(1)): a choice is between two values at least");
  EXPECT_EQ(refusal({{{fail(0)}}}), "P0 instruction 0 (r0 = fails): no operation may fail");
  EXPECT_EQ(refusal({{{spawn(0)}}}),
            "P0 instruction 0 (spawn P0): a thread is spawned by one before it");
  EXPECT_EQ(refusal({{{spawn(1), spawn(1)}, {}}}),
            "P0 instruction 0 (spawn P1): the thread is spawned elsewhere too");
  EXPECT_EQ(refusal({{{join(1)}}}), "P0 instruction 0 (join P1): there is no such other thread");
  EXPECT_THROW(for_each_candidate({{{unlock(0)}}}, [](const Execution&) {}), std::invalid_argument);
}

// What blind interleaving finds: the outcomes, until threads wait for ever.
struct Interleaved {
  std::set<Outcome> outcomes;
  bool has_deadlock = false;
};

Interleaved interleave(const Program& program) {
  Interleaved found;
  const explore::Result result = explore::explore_interleavings(
      to_scenario(program, [&](const Outcome& end) { found.outcomes.insert(end); }));
  found.has_deadlock = result.verdict == explore::Verdict::violated;
  return found;
}

bool has_deadlock(const Program& program, Model model) {
  bool found = false;
  for_each_execution(program, model, [&](const Execution& e) { found |= is_deadlock(e); });
  return found;
}

Program any_program_of_any_model() {
  Shape shape;
  shape.instructions = 9;
  const Model model =
      *rc::gen::elementOf(std::vector<Model>(std::begin(kModels), std::end(kModels)));
  return *any_program(model, shape);
}

RC_GTEST_PROP(RandomPrograms, AreValid, ()) {
  validate(any_program_of_any_model());
}

RC_GTEST_PROP(Sc, HasTheOutcomesOfInterleaving, ()) {
  const Program program = any_program_of_any_model();
  const Interleaved interleaved = interleave(program);
  RC_ASSERT(interleaved.has_deadlock == has_deadlock(program, Model::sc));
  RC_ASSERT(interleaved.has_deadlock || interleaved.outcomes == outcomes(program, Model::sc));
}

// The comparison above can fail: TSO has more outcomes than interleaving.
TEST(Sc, IsToldFromTsoByInterleaving) {
  const Interleaved interleaved = interleave(store_buffering());
  EXPECT_EQ(outcomes(store_buffering(), Model::sc), interleaved.outcomes);
  EXPECT_NE(outcomes(store_buffering(), Model::tso), interleaved.outcomes);
}

bool includes(const std::set<std::string>& more, const std::set<std::string>& fewer) {
  return std::includes(more.begin(), more.end(), fewer.begin(), fewer.end());
}

RC_GTEST_PROP(Models, AreWeakerThanSc, ()) {
  const Program program = *any_program(Model::lkmm, {true, true, 11});
  const auto sc = executions(program, Model::sc);
  const auto tso = executions(program, Model::tso);
  RC_ASSERT(!sc.empty());
  RC_ASSERT(includes(tso, sc));
  RC_ASSERT(includes(executions(program, Model::rc11), tso));
  RC_ASSERT(includes(executions(program, Model::lkmm), tso));
}

RC_GTEST_PROP(Models, Rc11IsWeakerThanScWithSeqCstToo, ()) {
  const Program program = *any_program(Model::rc11, {true, true, 11});
  RC_ASSERT(includes(executions(program, Model::rc11), executions(program, Model::sc)));
}

}  // namespace
}  // namespace vmcheck::memory::oracle
