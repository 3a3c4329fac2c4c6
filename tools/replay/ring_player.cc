#include "tools/replay/ring_player.h"

#include <fmt/core.h>

#include <variant>

#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

struct ReplayAction {
  const native::Core& core;
  StreamBytes& streams;
  std::unique_ptr<PairReplay>& pair;
  Findings& findings;

  void operator()(const Create& create) const {
    pair = std::make_unique<PairReplay>(core, streams, create, findings);
  }
  void operator()(const Transfer& transfer) const { pair->transfer(transfer, findings); }
  void operator()(const Snapshot& snapshot) const { pair->snapshot(snapshot, findings); }
  void operator()(const Destroy&) const { pair->destroy(findings); }
  void operator()(const Gap&) const {}
};

void diverge(const Place& place, const std::string& where, const Findings& findings,
             const PairReplay& pair, Outcome& outcome) {
  outcome.verdict = Verdict::diverged;
  outcome.message = fmt::format("{}:{}: {}: {}\n{}{}", place.file, place.line, where,
                                findings.headline(), findings.table(), pair.describe());
  outcome.message.pop_back();
}

}  // namespace

RingPlayer::RingPlayer(const Options& options)
    : core_(options.ring_core == nullptr ? native::sound_core : *options.ring_core) {}

bool RingPlayer::play(const RingEvent& event, const Place& place, Outcome& outcome) {
  findings_.clear();
  if (recent_ == pairs_.end() || recent_->first != event.pair) {
    recent_ = pairs_.try_emplace(event.pair).first;
  }
  std::unique_ptr<PairReplay>& pair = recent_->second;
  std::visit(ReplayAction{core_, streams_, pair, findings_}, event.action);
  if (!findings_.good()) {
    diverge(place,
            fmt::format("step {}, {} on pair {}", event.step, op_name(event), quote(event.pair)),
            findings_, *pair, outcome);
    return false;
  }
  if (std::holds_alternative<Destroy>(event.action)) {
    pairs_.erase(recent_);
    recent_ = pairs_.end();
  }
  return true;
}

bool RingPlayer::end(const Place& place, Outcome& outcome) const {
  for (const auto& [name, pair] : pairs_) {
    Findings findings;
    pair->destroy(findings);
    if (findings.good()) continue;
    diverge(place, fmt::format("the trace's end, pair {}", quote(name)), findings, *pair, outcome);
    return false;
  }
  return true;
}

}  // namespace vmcheck::replay
