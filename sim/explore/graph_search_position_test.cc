// A search that is taken up elsewhere, given away in parts, or walked decision by decision goes
// through the executions that it goes through in one piece, in the same order.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/graph_search.h"
#include "sim/explore/work_list.h"
#include "sim/memory/models.h"
#include "sim/memory/oracle/naive_models.h"
#include "sim/memory/oracle/program.h"
#include "sim/memory/oracle/random_program.h"

namespace vmcheck::explore {
namespace {

namespace oracle = memory::oracle;
using Position = GraphSearch::Position;
using Positions = std::vector<Position>;

GraphMachine& build(GraphMachine& machine, const memory::Model& model) {
  run::DepthFirst setup;
  setup.begin();
  machine.build(setup, model.knowledge());
  return machine;
}

// A search of a program, with what it needs.
struct Searched {
  Searched(const run::Scenario& scenario, const memory::Model& model)
      : machine(scenario), search(build(machine, model), model) {}

  // Where the executions stand that it still visits.
  Positions rest() {
    Positions positions;
    while (search.next()) positions.push_back(search.position());
    return positions;
  }

  GraphMachine machine;
  GraphSearch search;
};

class Positioned : public testing::TestWithParam<oracle::Model> {
 protected:
  const memory::Model& model() const { return *memory::find_model(oracle::name(GetParam())); }

  run::Scenario any_scenario() const {
    return oracle::to_scenario(*oracle::any_program(GetParam(), oracle::Shape{.plain = false}));
  }

  // As the threads of an exploration go through it, but one after the other. Whenever so many
  // executions have been visited, a part is given away if there is one, and what is left is taken
  // up anew.
  Positions in_parts(const run::Scenario& scenario, std::uint32_t executions) const {
    WorkList list({Part{}});
    std::map<const WorkList::Item*, Positions> visited;
    while (WorkList::Item* item = list.take()) {
      Searched searched(scenario, model());
      GraphSearch& search = searched.search;
      if (item->part.begun) search.resume(item->part.position, item->part.kept);
      while (search.next()) {
        visited[item].push_back(search.position());
        if (visited[item].size() % executions != 0) continue;
        if (std::optional<Position> position = search.split()) {
          const auto kept = static_cast<std::uint32_t>(position->size() - 1);
          list.add_behind(*item, {{}, *std::move(position), kept, true});
        }
        search.resume(search.position(), search.kept_decisions());
      }
      list.finish(*item, WorkList::Item::State::done);
    }
    Positions all;
    for (const WorkList::Item& item : list.items()) {
      const Positions& part = visited[&item];
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(Under, Positioned, testing::ValuesIn(oracle::kModels),
                         [](const auto& info) { return std::string(oracle::name(info.param)); });

TEST_P(Positioned, SearchesGoOnBehindAnyExecution) {
  EXPECT_TRUE(rc::check([this] {
    const run::Scenario scenario = any_scenario();
    Searched searched(scenario, model());
    const Positions all = searched.rest();
    const auto at = all.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(all));
    searched.search.go_to(*at);
    RC_ASSERT(searched.search.position() == *at);
    searched.search.resume(*at, 0);
    RC_ASSERT(searched.rest() == Positions(at + 1, all.end()));
  }));
}

TEST_P(Positioned, PartsAreTheWholeInOrder) {
  EXPECT_TRUE(rc::check([this] {
    const run::Scenario scenario = any_scenario();
    const auto executions = *rc::gen::inRange<std::uint32_t>(1, 5);
    RC_ASSERT(in_parts(scenario, executions) == Searched(scenario, model()).rest());
  }));
}

// Adds where the executions stand that come of the decisions at a position.
void add_executions(GraphSearch& search, Position& position, Positions& executions) {
  search.go_to(position);
  if (!search.decide(position.size())) {
    executions.push_back(position);
    return;
  }
  for (const std::uint32_t way : search.ways(position.size())) {
    position.push_back(way);
    add_executions(search, position, executions);
    position.pop_back();
  }
}

// So the product of the numbers of ways, that an estimate rests on, is unbiased.
TEST_P(Positioned, WaysLeadToEachExecutionOnce) {
  EXPECT_TRUE(rc::check([this] {
    const run::Scenario scenario = any_scenario();
    Searched searched(scenario, model());
    Position position;
    Positions executions;
    add_executions(searched.search, position, executions);
    RC_ASSERT(executions == Searched(scenario, model()).rest());
  }));
}

}  // namespace
}  // namespace vmcheck::explore
