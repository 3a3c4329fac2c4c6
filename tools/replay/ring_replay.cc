// Replays a ring trace: strictly, or guided by it over its gaps.
#include <fmt/core.h>

#include <string>
#include <variant>
#include <vector>

#include "tools/replay/bad_input.h"
#include "tools/replay/diverged.h"
#include "tools/replay/guided/ring_guide.h"
#include "tools/replay/kind.h"
#include "tools/replay/quote.h"
#include "tools/replay/ring_player.h"
#include "tools/replay/ring_reader.h"

namespace vmcheck::replay {
namespace {

// A line of the explanation: an event that is not in the record.
std::string to_text(const RingEvent& lost, std::uint64_t number) {
  std::string text =
      fmt::format("event {}: pair {}, unseen: {}", number, quote(lost.pair), op_name(lost));
  if (const auto* transfer = std::get_if<Transfer>(&lost.action)) {
    const bool fills = transfer->kind == TransferKind::enqueue;
    text += fmt::format(" of {} bytes, which finds {} {}", transfer->moved, fills ? "head" : "tail",
                        transfer->peer);
  }
  return text + "\n";
}

// One replay that is guided.
class GuidedRings {
 public:
  GuidedRings(const Options& options, Outcome& outcome)
      : options_(options), player_(options), outcome_(outcome) {}

  // False: the outcome says why the trace is not replayed any further.
  bool play(const RingEvent& event, const Place& place) {
    if (const auto* gap = std::get_if<Gap>(&event.action)) {
      guide_.lose(*gap);
      outcome_.notes.push_back(note(*gap, place));
      return true;
    }
    const bool is_sure = !guide_.has_chosen(event);
    if (follow(event, place)) return true;
    if (!is_sure) {
      outcome_.verdict = Verdict::undecided;
      outcome_.message = fmt::format(
          "{}:{}: no verdict: which index of the peer's was accepted last in a gap is open, and "
          "one "
          "was looked at: {}",
          place.file, place.line, outcome_.message);
    }
    return false;
  }

  bool end(const Place& place) { return player_.end(place, outcome_); }

 private:
  bool follow(const RingEvent& event, const Place& place) {
    try {
      for (const RingEvent& lost : guide_.lead_to(event)) {
        if (options_.explain) outcome_.explanation += to_text(lost, outcome_.events);
        if (!player_.play(lost, place, outcome_)) return false;
      }
    } catch (const Diverged& what) {
      outcome_.verdict = Verdict::diverged;
      outcome_.message =
          fmt::format("{}:{}: step {}, {} on pair {}: {}; {} events are explained\n{}", place.file,
                      place.line, event.step, op_name(event), quote(event.pair), what.headline(),
                      outcome_.events - 1, what.table());
      outcome_.message.pop_back();
      return false;
    }
    return player_.play(event, place, outcome_);
  }

  const Options& options_;
  RingPlayer player_;
  guided::RingGuide guide_;
  Outcome& outcome_;
};

}  // namespace

void replay_ring(const Header& common, Record& header_line, LineReader& lines,
                 const Options& options, Outcome& outcome) {
  take_ring_header(common, header_line);
  RingPlayer player(options);
  RingReader reader(lines);
  while (const auto event = reader.next()) {
    if (is_interrupted(options, reader.place(), outcome)) return;
    ++outcome.events;
    if (std::holds_alternative<Gap>(event->action)) refuse_gap(reader.place());
    if (!player.play(*event, reader.place(), outcome)) return;
  }
  player.end(reader.place(), outcome);
}

void guide_ring(const Header& common, Record& header_line, LineReader& lines,
                const Options& options, Outcome& outcome) {
  take_ring_header(common, header_line);
  GuidedRings rings(options, outcome);
  RingReader reader(lines);
  try {
    while (const auto event = reader.next()) {
      if (is_interrupted(options, reader.place(), outcome)) return;
      ++outcome.events;
      if (!rings.play(*event, reader.place())) return;
    }
  } catch (const CutInput& cut) {
    outcome.notes.push_back(cut_note(cut));
  }
  rings.end(reader.place());
}

}  // namespace vmcheck::replay
