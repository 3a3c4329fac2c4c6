// The graph explorer against brute force: the same executions, each once.
#include "sim/explore/graph_search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

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
  if (event.operation == Operation::fence) return " F";
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
    for (std::uint16_t i = 0; i < graph.length(t); ++i) {
      const Event& event = graph.event({t, i});
      if (event.operation != Operation::end) result += text(event);
    }
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

struct Visited {
  std::multiset<std::string> executions;
  std::string broken;
};

Visited visit(const oracle::Program& program, const memory::Model& model) {
  const run::Scenario scenario = oracle::to_scenario(program);
  GraphMachine machine(scenario);
  run::DepthFirst setup;
  setup.begin();
  machine.build(setup, model.knowledge());
  GraphSearch search(machine, model);
  Visited visited;
  while (visited.broken.empty() && search.next()) {
    if (machine.broken()) {
      visited.broken = machine.broken()->property.name;
    } else if (search.end() == GraphBuilder::End::complete) {
      visited.executions.insert(canonical(machine.graph()));
    }
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

// Whether the search visits the executions that the oracle has, each once.
bool agree(const oracle::Program& program, const memory::Model& fast, oracle::Model naive) {
  const std::set<std::string> expected = oracle::executions(program, naive);
  const Visited visited = visit(program, fast);
  const std::set<std::string> seen(visited.executions.begin(), visited.executions.end());
  return visited.broken.empty() && seen == expected && visited.executions.size() == seen.size();
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

// The comparison above can fail: each model has another one beside which it shows.
TEST(SearchUnderTheWrongModel, IsFoundOut) {
  const auto differ = [](const memory::Model& fast, oracle::Model naive) {
    return !rc::check([&] {
      const auto program =
          *oracle::any_program(naive, oracle::Shape{.plain = false, .locks = true});
      RC_ASSERT(agree(program, fast, naive));
    });
  };
  EXPECT_TRUE(differ(memory::tso(), oracle::Model::sc));
  EXPECT_TRUE(differ(memory::sequential_consistency(), oracle::Model::tso));
  EXPECT_TRUE(differ(memory::lkmm(), oracle::Model::tso));
  EXPECT_TRUE(differ(memory::rc11(), oracle::Model::lkmm));
}

}  // namespace
}  // namespace vmcheck::explore
