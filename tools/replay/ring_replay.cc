// Replays a ring trace: each event by its pair.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "model/qpair/native/core.h"
#include "tools/replay/kind.h"
#include "tools/replay/pair_replay.h"
#include "tools/replay/quote.h"
#include "tools/replay/ring_reader.h"

namespace vmcheck::replay {
namespace {

using Pairs = std::map<std::string, std::unique_ptr<PairReplay>>;

struct ReplayAction {
  const native::Core& core;
  std::unique_ptr<PairReplay>& pair;
  Findings& findings;

  void operator()(const Create& create) const {
    pair = std::make_unique<PairReplay>(core, create, findings);
  }
  void operator()(const Transfer& transfer) const { pair->transfer(transfer, findings); }
  void operator()(const Snapshot& snapshot) const { pair->snapshot(snapshot, findings); }
  void operator()(const Destroy&) const { pair->destroy(findings); }
};

void diverge(const Place& place, const std::string& where, const Findings& findings,
             const PairReplay& pair, Outcome& outcome) {
  outcome.verdict = Verdict::diverged;
  outcome.message = fmt::format("{}:{}: {}: {}\n{}{}", place.file, place.line, where,
                                findings.headline(), findings.table(), pair.describe());
  outcome.message.pop_back();
}

// Ends the pairs that are still open when the trace does.
void close_all(const Place& place, const Pairs& pairs, Outcome& outcome) {
  for (const auto& [name, pair] : pairs) {
    Findings findings;
    pair->destroy(findings);
    if (findings.good()) continue;
    diverge(place, fmt::format("the trace's end, pair {}", quote(name)), findings, *pair, outcome);
    return;
  }
}

}  // namespace

void replay_ring(const Header& common, Record& header_line, LineReader& lines,
                 const Options& options, Outcome& outcome) {
  take_ring_header(common, header_line);
  const native::Core& core = options.ring_core == nullptr ? native::sound_core : *options.ring_core;
  RingReader reader(lines);
  Pairs pairs;
  Findings findings;
  while (const auto event = reader.next()) {
    if (is_interrupted(options, reader.place(), outcome)) return;
    findings.clear();
    std::unique_ptr<PairReplay>& pair = pairs[event->pair];
    std::visit(ReplayAction{core, pair, findings}, event->action);
    ++outcome.events;
    if (!findings.good()) {
      return diverge(
          reader.place(),
          fmt::format("step {}, {} on pair {}", event->step, op_name(*event), quote(event->pair)),
          findings, *pair, outcome);
    }
    if (std::holds_alternative<Destroy>(event->action)) pairs.erase(event->pair);
  }
  close_all(reader.place(), pairs, outcome);
}

}  // namespace vmcheck::replay
