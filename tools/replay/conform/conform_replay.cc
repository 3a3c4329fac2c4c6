#include "tools/replay/conform/conform_replay.h"

#include <fmt/format.h>

#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/conform/explainer.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/expected_packets.h"
#include "tools/replay/kind.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

using conform::Explainer;

// Gives the explainer an event, if it is a packet or a gap.
void explain(const ConnectionEvent& event, const ConnectionHeader& header, const Place& place,
             Explainer& explainer, Outcome& outcome) {
  if (const auto* sends = std::get_if<Sends>(&event.action)) {
    explainer.see(outcome.events, sends->packet);
  } else if (const auto* receives = std::get_if<Receives>(&event.action)) {
    explainer.see(outcome.events, receives->packet);
  } else if (const auto* gap = std::get_if<Gap>(&event.action)) {
    explainer.lose(outcome.events);
    outcome.notes.push_back(
        fmt::format("{}:{}: {} events are missing here: whatever may have happened is allowed",
                    place.file, place.line, gap->lost ? std::to_string(*gap->lost) : "some"));
  } else if (header.player == "packets") {
    throw BadInput(place, fmt::format(R"(field "op": expected "send" or "receive" or "gap", as )"
                                      R"(the player is "packets", got {})",
                                      quote(op_name(event))));
  }
}

}  // namespace

void explain_packets(const ConnectionHeader& header, LineReader& lines, const Options& options,
                     Outcome& outcome) {
  const SocketCore& core =
      options.socket_core == nullptr ? socket_cores::sound_sockets : *options.socket_core;
  Explainer::Options how{.complete = header.player != "packets", .explains = options.explain};
  if (header.player == "program") how.lawless = header.context;
  Explainer explainer(core, how);
  ConnectionReader reader(lines);
  while (const auto event = reader.next()) {
    if (is_interrupted(options, reader.place(), outcome)) return;
    ++outcome.events;
    try {
      explain(*event, header, reader.place(), explainer, outcome);
    } catch (const Diverged& what) {
      outcome.verdict = Verdict::diverged;
      outcome.message = fmt::format("{}:{}: step {}, {}: nothing explains this packet: {}\n{}",
                                    reader.place().file, reader.place().line, event->step,
                                    op_name(*event), what.headline(), what.table());
      if (outcome.message.back() == '\n') outcome.message.pop_back();
      break;
    }
  }
  if (options.explain) outcome.explanation = explainer.explanation();
}

void explain_connection(const Header& common, Record& header_line, LineReader& lines,
                        const Options& options, Outcome& outcome) {
  explain_packets(take_connection_header(common, header_line), lines, options, outcome);
}

}  // namespace vmcheck::replay
