// Replays a schedule: the scenario runs once more along the recorded choices.
#include <fmt/format.h>

#include "model/qpair/instances/instance.h"
#include "model/qpair/scenarios.h"
#include "model/qpair/seeded_faults.h"
#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"
#include "tools/replay/kind.h"
#include "tools/replay/schedule.h"

namespace vmcheck::replay {
namespace {

run::Scenario find_scenario(const Schedule& schedule, const Record& header_line) {
  const simulated::Core* core = qpair::find_core(schedule.fault == "none" ? "" : schedule.fault);
  if (core == nullptr) header_line.reject("fault", "\"none\" or a seeded fault of this vmcheck");
  for (const auto& all : {qpair::scenarios, qpair::theorem_scenarios}) {
    for (run::Scenario& scenario : all(*core)) {
      if (scenario.name == schedule.scenario) return std::move(scenario);
    }
  }
  header_line.reject("scenario", "a scenario of this vmcheck");
}

}  // namespace

void replay_schedule(const Header& common, Record& header_line, LineReader& lines, const Options&,
                     Outcome& outcome) {
  const Schedule schedule = read_schedule(common, header_line, lines);
  const run::Scenario scenario = find_scenario(schedule, header_line);
  const memory::Model* model = memory::find_model(schedule.model);
  if (model == nullptr) header_line.reject("model", "\"sc\", \"tso\", \"rc11\" or \"lkmm\"");
  outcome.events = schedule.path.size();
  try {
    const explore::Result result = explore::replay_graph(scenario, *model, schedule.path);
    if (!result.violation) return;
    outcome.verdict = Verdict::diverged;
    outcome.message = explore::story(*result.violation);
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
