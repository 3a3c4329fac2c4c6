// The graph explorer against brute force: the same executions, each once.
#include "sim/explore/graph_search.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "sim/memory/models.h"
#include "sim/memory/oracle/enumerate.h"
#include "sim/memory/oracle/program.h"
#include "sim/memory/oracle/random_program.h"

namespace vmcheck::explore {
namespace {

namespace oracle = memory::oracle;
using memory::Event;
using memory::EventId;
using memory::Graph;
using memory::Operation;

std::string name(EventId id) {
  return memory::is_initial(id) ? "init" : fmt::format("P{}.{}", id.thread, id.index);
}

std::string text(const Event& event) {
  switch (event.operation) {
    case Operation::fence:
      return " F";
    case Operation::choose:
    case Operation::fail:
      return fmt::format(" C={}", event.value);
    case Operation::spawn:
      return fmt::format(" spawn P{}", event.operand);
    case Operation::join:
      return fmt::format(" join P{}", event.operand);
    case Operation::start:
      return " start";
    case Operation::end:
      return " end";
    case Operation::stop:
      return " stop";
    default:
      break;
  }
  if (event.reads && event.writes) {
    return fmt::format(" U x{}={}->{} {}", event.location, event.read_value, event.value,
                       name(event.rf));
  }
  if (event.reads)
    return fmt::format(" R x{}={} {}", event.location, event.read_value, name(event.rf));
  return fmt::format(" W x{}={}", event.location, event.value);
}

// As oracle::canonical has it.
std::string canonical(const Graph& graph) {
  std::string result;
  for (std::uint16_t t = 0; t < graph.threads(); ++t) {
    result += fmt::format("P{}:", t);
    for (std::uint16_t i = 0; i < graph.length(t); ++i) result += text(graph.event({t, i}));
    result += '\n';
  }
  for (std::uint32_t x = 0; x < graph.cells(); ++x) {
    result += fmt::format("x{}:", x);
    for (const EventId write : graph.cell(x).co) {
      if (!memory::is_initial(write)) result += ' ' + name(write);
    }
    result += '\n';
  }
  return result;
}

using Texts = std::multiset<std::string>;

// What a search visits: executions that are complete or in which nothing more can happen, and stale
// ones, in which a task waits that has seen an old value. What breaks a property other than
// progress ends it.
struct Visited {
  Texts executions;
  Texts stale;
  std::string broken;
};

bool is_stale(const Graph& graph) {
  for (std::uint16_t t = 0; t < graph.threads(); ++t) {
    if (graph.length(t) == 0) continue;
    const Event& last = graph.event({t, static_cast<std::uint16_t>(graph.length(t) - 1)});
    if (last.blocked && last.rf != graph.cell(last.location).co.back()) return true;
  }
  return false;
}

Visited visit(const oracle::Program& program, const memory::Model& model) {
  const run::Scenario scenario = oracle::to_scenario(program);
  GraphMachine machine(scenario);
  run::DepthFirst setup;
  setup.begin();
  machine.build(setup, model.knowledge());
  GraphSearch search(machine, model);
  Visited visited;
  while (search.next()) {
    if (machine.broken() && !(machine.broken()->property == run::property::kProgress)) {
      visited.broken = machine.broken()->property.name;
      break;
    }
    const std::string end = search.end() == GraphBuilder::End::deadlock ? "deadlock" : "";
    (is_stale(machine.graph()) ? visited.stale : visited.executions)
        .insert(canonical(machine.graph()) + end);
  }
  return visited;
}

struct Models {
  const memory::Model* fast;
  oracle::Model naive;
};

class Search : public testing::TestWithParam<Models> {};

INSTANTIATE_TEST_SUITE_P(Under, Search,
                         testing::Values(Models{&memory::sequential_consistency(),
                                                oracle::Model::sc},
                                         Models{&memory::tso(), oracle::Model::tso},
                                         Models{&memory::rc11(), oracle::Model::rc11},
                                         Models{&memory::lkmm(), oracle::Model::lkmm}),
                         [](const auto& info) { return std::string(info.param.fast->name()); });

// What the oracle has: what a search must visit, and what it may visit.
struct Expected {
  std::set<std::string> executions;
  std::set<std::string> stale;
};

// Which graphs are executions, and which of these a search may do without.
struct Specification {
  bool (*allows)(const oracle::Execution&, oracle::Model) = oracle::consistent;
  bool (*is_superfluous)(const oracle::Execution&) = oracle::is_stale;
};

Expected expect(const oracle::Program& program, oracle::Model model,
                const Specification& specification) {
  Expected expected;
  oracle::for_each_candidate(program, [&](const oracle::Execution& execution) {
    if (!specification.allows(execution, model)) return;
    const std::string end = is_deadlock(execution) ? "deadlock" : "";
    (specification.is_superfluous(execution) ? expected.stale : expected.executions)
        .insert(canonical(execution) + end);
  });
  return expected;
}

bool each_once(const Texts& texts) {
  return std::set<std::string>(texts.begin(), texts.end()).size() == texts.size();
}

// Whether the search visits the executions that the oracle has, each once, and no more stale ones
// than there are.
bool agree(const oracle::Program& program, const memory::Model& fast, oracle::Model naive,
           const Specification& specification = {}) {
  const Expected expected = expect(program, naive, specification);
  const Visited visited = visit(program, fast);
  return visited.broken.empty() && each_once(visited.executions) && each_once(visited.stale) &&
         std::equal(visited.executions.begin(), visited.executions.end(),
                    expected.executions.begin(), expected.executions.end()) &&
         std::includes(expected.stale.begin(), expected.stale.end(), visited.stale.begin(),
                       visited.stale.end());
}

TEST_P(Search, VisitsWhatBruteForceFindsEachOnce) {
  EXPECT_TRUE(rc::check([&] {
    const auto program =
        *oracle::any_program(GetParam().naive, oracle::Shape{.plain = false, .locks = true});
    RC_ASSERT(agree(program, *GetParam().fast, GetParam().naive));
  }));
}

TEST_P(Search, FindsTheRacesThatBruteForceFinds) {
  EXPECT_TRUE(rc::check([&] {
    const auto program = *oracle::any_program(GetParam().naive);
    if (oracle::has_race(program, GetParam().naive)) {
      RC_ASSERT(visit(program, *GetParam().fast).broken == "race-free");
    } else {
      RC_ASSERT(agree(program, *GetParam().fast, GetParam().naive));
    }
  }));
}

// What the comparison has found: a task was put back to where it asked for an event, but had asked
// for another one since.
TEST_P(Search, PutsBackWhatATaskAsksFor) {
  using oracle::await;
  using run::Condition;
  constexpr run::Order kRelaxed = run::Order::relaxed;
  const oracle::Program program = {
      {{oracle::load(0, 0, kRelaxed), await(1, 2, {Condition::Is::not_equal, 0}, kRelaxed),
        await(2, 2, {Condition::Is::less, 2}, kRelaxed), oracle::store_sum(1, 2, 1, kRelaxed)},
       {oracle::store(1, 1, kRelaxed), oracle::store(2, 1, kRelaxed)},
       {oracle::compare_exchange(0, 2, 1, 2, kRelaxed, kRelaxed), oracle::load(1, 0, kRelaxed)}}};
  EXPECT_TRUE(agree(program, *GetParam().fast, GetParam().naive));
}

// Nothing is ordered by a choice.
TEST_P(Search, DoesNotTakeChoicesForFences) {
  if (GetParam().naive == oracle::Model::lkmm) GTEST_SKIP() << "has no seq_cst accesses";
  using run::Order;
  const oracle::Program program = {
      {{oracle::store(0, 1, Order::seq_cst), oracle::choose(0, 2),
        oracle::store(0, 2, Order::release)},
       {oracle::load(0, 0, Order::acquire), oracle::load(1, 1, Order::seq_cst)},
       {oracle::store(1, 1, Order::seq_cst), oracle::load(0, 0, Order::seq_cst)}}};
  EXPECT_TRUE(agree(program, *GetParam().fast, GetParam().naive));
}

// A thread that does nothing but create and join another one passes on what it knows.
TEST_P(Search, OrdersAcrossThreadsThatAccessNothing) {
  constexpr run::Order kRelaxed = run::Order::relaxed;
  const oracle::Program program = {{{oracle::store(0, 1, kRelaxed), oracle::load(0, 1, kRelaxed),
                                     oracle::store_sum(1, 0, 1, run::Order::release)},
                                    {oracle::load(0, 1, kRelaxed), oracle::spawn(2),
                                     oracle::join(2), oracle::load(1, 0, kRelaxed)},
                                    {}}};
  EXPECT_TRUE(agree(program, *GetParam().fast, GetParam().naive));
}

// The comparison above can fail: whether random programs tell a search from an oracle that is not
// its own.
bool differ(const memory::Model& fast, oracle::Model naive,
            const Specification& specification = {}) {
  return !rc::check([&] {
    const auto program = *oracle::any_program(naive, oracle::Shape{.plain = false, .locks = true});
    RC_ASSERT(agree(program, fast, naive, specification));
  });
}

TEST(SearchUnderTheWrongModel, IsFoundOut) {
  EXPECT_TRUE(differ(memory::tso(), oracle::Model::sc));
  EXPECT_TRUE(differ(memory::sequential_consistency(), oracle::Model::tso));
  EXPECT_TRUE(differ(memory::lkmm(), oracle::Model::tso));
  EXPECT_TRUE(differ(memory::rc11(), oracle::Model::lkmm));
}

bool gives_up(const oracle::Execution& execution) {
  return std::any_of(execution.threads.begin(), execution.threads.end(), [](const auto& thread) {
    return !thread.empty() && thread.back().kind == oracle::Event::Kind::stop;
  });
}

// As if what creates and joins threads ordered nothing.
bool is_consistent_without_threads(const oracle::Execution& execution, oracle::Model model) {
  using Kind = oracle::Event::Kind;
  oracle::Execution without = execution;
  for (auto& thread : without.threads) {
    for (oracle::Event& event : thread) {
      if (event.kind == Kind::spawn || event.kind == Kind::join) event.kind = Kind::choice;
    }
  }
  return consistent(without, model);
}

TEST(SearchBesideAWrongOracle, IsFoundOut) {
  const std::pair<const memory::Model*, oracle::Model> models[] = {
      {&memory::sequential_consistency(), oracle::Model::sc},
      {&memory::tso(), oracle::Model::tso},
      {&memory::rc11(), oracle::Model::rc11},
      {&memory::lkmm(), oracle::Model::lkmm}};
  for (const auto& [fast, naive] : models) {
    EXPECT_TRUE(differ(*fast, naive, {.allows = is_consistent_without_threads}));
    // A loop that waits sees each old value in an execution of its own.
    EXPECT_TRUE(differ(*fast, naive, {.is_superfluous = [](const auto&) { return false; }}));
    // An execution is over and forgotten when an assumption does not hold.
    EXPECT_TRUE(differ(*fast, naive, {.is_superfluous = [](const oracle::Execution& execution) {
      return is_stale(execution) || gives_up(execution);
    }}));
  }
}

}  // namespace
}  // namespace vmcheck::explore
