#include "tools/replay/conform_replay.h"

#include <fmt/core.h>

#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/diverged.h"
#include "tools/replay/kind.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

using conform::Endpoint;
using conform::Explainer;

// A trace of packets has nothing besides.
void require_packets(const ConnectionEvent& event, const Place& place) {
  throw BadInput(place, fmt::format(R"(field "op": expected "send" or "receive" or "gap", as )"
                                    R"(the player is "packets", got {})",
                                    quote(op_name(event))));
}

}  // namespace

Explainer explainer_for(const ConnectionHeader& header, const Options& options,
                        Explainer::Options how) {
  const SocketCore& core =
      options.socket_core == nullptr ? socket_cores::sound_sockets : *options.socket_core;
  how.complete = header.player != "packets";
  how.explains = options.explain;
  if (options.most_situations != 0) how.most = options.most_situations;
  if (header.player == "program") how.lawless = header.context;
  return {core, how};
}

bool explain(const ConnectionEvent& event, const Place& place, Explainer& explainer,
             Outcome& outcome) {
  if (const auto* sends = std::get_if<Sends>(&event.action)) {
    explainer.see(outcome.events, sends->packet);
  } else if (const auto* receives = std::get_if<Receives>(&event.action)) {
    explainer.see(outcome.events, receives->packet);
  } else if (const auto* gap = std::get_if<Gap>(&event.action)) {
    explainer.lose(outcome.events);
    outcome.notes.push_back(note(*gap, place));
  } else {
    return false;
  }
  return true;
}

bool is_explained(const ConnectionEvent& event, const Place& place, Outcome& outcome,
                  const std::function<void()>& explain) {
  const std::string where =
      fmt::format("{}:{}: step {}, {}", place.file, place.line, event.step, op_name(event));
  try {
    explain();
    return true;
  } catch (const Diverged& what) {
    outcome.verdict = Verdict::diverged;
    outcome.message = fmt::format("{}: nothing explains this {}: {}\n{}", where,
                                  std::holds_alternative<Sends>(event.action) ||
                                          std::holds_alternative<Receives>(event.action)
                                      ? "packet"
                                      : "event",
                                  what.headline(), what.table());
    if (outcome.message.back() == '\n') outcome.message.pop_back();
  } catch (const Endpoint::BoundReached&) {
    outcome.verdict = Verdict::undecided;
    outcome.message = fmt::format(
        "{}: no verdict: an end may be in more situations here than are looked through: "
        "--max-situations says how many are",
        where);
  }
  return false;
}

void explain_packets(const ConnectionHeader& header, LineReader& lines, const Options& options,
                     Outcome& outcome) {
  Explainer explainer = explainer_for(header, options, {});
  ConnectionReader reader(lines);
  try {
    while (const auto event = reader.next()) {
      if (is_interrupted(options, reader.place(), outcome)) return;
      ++outcome.events;
      const bool holds = is_explained(*event, reader.place(), outcome, [&] {
        const bool is_packet = explain(*event, reader.place(), explainer, outcome);
        if (!is_packet && header.player == "packets") require_packets(*event, reader.place());
      });
      if (!holds) break;
    }
  } catch (const CutInput& cut) {
    if (options.mode != Mode::guided) throw;
    outcome.notes.push_back(cut_note(cut));
  }
  if (options.explain) outcome.explanation = explainer.explanation();
}

void explain_connection(const Header& common, Record& header_line, LineReader& lines,
                        const Options& options, Outcome& outcome) {
  explain_packets(take_connection_header(common, header_line), lines, options, outcome);
}

}  // namespace vmcheck::replay
