// Replays a schedule: the scenario runs once more along the recorded choices.
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/notification/seeded_faults.h"
#include "model/qpair/instances/instance.h"
#include "model/qpair/scenarios.h"
#include "model/qpair/seeded_faults.h"
#include "model/state_scenarios.h"
#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"
#include "sim/state/random/recovery.h"
#include "sim/state/replay.h"
#include "sim/state/story.h"
#include "tools/replay/kind.h"
#include "tools/replay/schedule.h"

namespace vmcheck::replay {
namespace {

std::string fault_of(const Schedule& schedule) {
  return schedule.fault == "none" ? "" : schedule.fault;
}

[[noreturn]] void reject_fault(const Record& header_line) {
  header_line.reject("fault", "\"none\" or a seeded fault of the scenario's core");
}

// The scenarios of tasks that share memory, of the cores that have the fault.
std::vector<run::Scenario> graph_scenarios(const std::string& fault) {
  std::vector<run::Scenario> scenarios;
  const auto append = [&](std::vector<run::Scenario> more) {
    std::move(more.begin(), more.end(), std::back_inserter(scenarios));
  };
  if (const auto* ring = qpair::find_core(fault)) {
    append(qpair::scenarios(*ring));
    append(qpair::theorem_scenarios(*ring));
  }
  if (const auto* notification = notification::find_core(fault)) append(notification->scenarios());
  return scenarios;
}

// What the run violates, told; nothing if it violates nothing.
std::optional<std::string> replay_graph(const Schedule& schedule, const Record& header_line) {
  const std::vector<run::Scenario> scenarios = graph_scenarios(fault_of(schedule));
  if (scenarios.empty()) reject_fault(header_line);
  const memory::Model* model = memory::find_model(schedule.model);
  if (model == nullptr) {
    header_line.reject("model", "\"sc\", \"tso\", \"rc11\", \"lkmm\" or \"states\"");
  }
  for (const run::Scenario& scenario : scenarios) {
    if (scenario.name != schedule.scenario) continue;
    const explore::Result result = explore::replay_graph(scenario, *model, schedule.path);
    if (!result.violation) return std::nullopt;
    return explore::story(*result.violation);
  }
  header_line.reject("scenario", "a scenario of this vmcheck, of queue pairs or notifications");
}

// What a run of a model violates that does not recover, told.
std::optional<std::string> replay_recovery(const state::System& model, const Schedule& schedule,
                                           const Record& header_line) {
  if (!schedule.faulty) header_line.reject("recovery", "the choice from which faults have stopped");
  const auto found = state::random::replay_recovery(model, schedule.path, *schedule.faulty);
  if (!found) return std::nullopt;
  return state::random::story(found->violation, found->recovery);
}

std::optional<std::string> told(const std::optional<state::Violation>& violation) {
  if (!violation) return std::nullopt;
  return state::story(*violation);
}

// The same of any run of a model.
std::optional<std::string> replay_run(const state::System& model, const Schedule& schedule,
                                      const Record& header_line) {
  const std::vector<run::Property> goals = model.goals();
  const auto goal = std::find_if(goals.begin(), goals.end(), [&](const run::Property& one) {
    return one.name == schedule.property;
  });
  if (goal != goals.end()) {
    return told(state::replay_goal(model, schedule.path, schedule.cycle,
                                   static_cast<std::size_t>(goal - goals.begin())));
  }
  if (schedule.cycle) header_line.reject("property", "a goal of the scenario, as there is a cycle");
  if (schedule.property == state::random::kRecovery.name) {
    return replay_recovery(model, schedule, header_line);
  }
  return told(state::replay_states(model, schedule.path));
}

// The same as replay_graph() of a scenario that is explored state by state.
std::optional<std::string> replay_states(const Schedule& schedule, const Record& header_line) {
  const std::vector<state::Scenario> scenarios = state_scenarios(fault_of(schedule));
  if (scenarios.empty()) reject_fault(header_line);
  for (const state::Scenario& scenario : scenarios) {
    if (scenario.name != schedule.scenario) continue;
    return replay_run(*scenario.model, schedule, header_line);
  }
  header_line.reject("scenario", "a scenario of this vmcheck, of the device");
}

}  // namespace

void replay_schedule(const Header& common, Record& header_line, LineReader& lines, const Options&,
                     Outcome& outcome) {
  const Schedule schedule = read_schedule(common, header_line, lines);
  outcome.events = schedule.path.size();
  try {
    const auto story = schedule.model == kStatesModel ? replay_states(schedule, header_line)
                                                      : replay_graph(schedule, header_line);
    if (!story) return;
    outcome.verdict = Verdict::diverged;
    outcome.message = *story;
    outcome.message.pop_back();
  } catch (const run::PathMismatch& error) {
    throw BadInput(
        header_line.place(),
        fmt::format("the run goes another way than when it was recorded, so the scenario "
                    "or the core has changed: {}",
                    error.what()));
  }
}

}  // namespace vmcheck::replay
