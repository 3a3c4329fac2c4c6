#include "tools/litmus/picture.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "sim/explore/graph_search.h"
#include "sim/run/path.h"
#include "tools/litmus/interpreter.h"
#include "tools/litmus/outcome.h"
#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {
namespace {

using explore::GraphBuilder;
using explore::GraphMachine;
using explore::GraphSearch;

class Search {
 public:
  Search(const Test& test, const memory::Model& model, const Draw& draw)
      : test_(test),
        draw_(draw),
        title_(fmt::format("{} under {}: ", test.name, model.name())),
        scenario_(to_scenario(test, outcome_)),
        machine_(scenario_) {
    run::DepthFirst setup;
    setup.begin();
    machine_.build(setup, model.knowledge());
    search_.emplace(machine_, model);
  }

  std::string run() {
    const char* verb = test_.quantifier == Quantifier::exists ? "satisfies" : "violates";
    std::string first;
    while (search_->next()) {
      if (const auto& broken = machine_.broken()) {
        if (broken->property == kDefined) throw replay::BadInput(broken->message);
        return drawn(fmt::format("an execution that breaks {}", broken->property.name));
      }
      const Outcome before = std::exchange(outcome_, {});
      if (before.positive + before.negative == 0) continue;
      const bool is_forall = test_.quantifier == Quantifier::forall;
      if ((is_forall ? before.negative : before.positive) > 0) {
        return drawn(fmt::format("the first execution that {} the condition", verb));
      }
      if (!first.empty()) continue;
      first = drawn(fmt::format("the first execution, as none {} the condition", verb));
    }
    return first;
  }

 private:
  std::string drawn(const std::string& which) const { return draw_(machine_, title_ + which); }

  const Test& test_;
  const Draw& draw_;
  const std::string title_;
  Outcome outcome_;  // of one execution
  const run::Scenario scenario_;
  GraphMachine machine_;
  std::optional<GraphSearch> search_;
};

}  // namespace

std::string picture(const Test& test, const memory::Model& model, const Draw& draw) {
  return Search(test, model, draw).run();
}

}  // namespace vmcheck::litmus
