// Explains what was seen of connections: packets traces, and of connection traces the packets.
#include <fmt/format.h>

#include <string>
#include <variant>

#include "tools/replay/conform/explainer.h"
#include "tools/replay/conform/packets.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/expected_packets.h"
#include "tools/replay/kind.h"

namespace vmcheck::replay {
namespace {

using conform::Explainer;
using conform::Lost;
using conform::PacketsEvent;
using conform::PacketsReader;

const SocketCore& core_of(const Options& options) {
  return options.socket_core == nullptr ? socket_cores::sound_sockets : *options.socket_core;
}

// The packets of a connection trace.
class ConnectionPackets {
 public:
  explicit ConnectionPackets(LineReader& lines) : reader_(lines) {}

  std::optional<PacketsEvent> next() {
    while (const auto event = reader_.next()) {
      if (const auto* sends = std::get_if<Sends>(&event->action)) {
        return PacketsEvent{event->step, event->t_us, sends->packet};
      }
      if (const auto* receives = std::get_if<Receives>(&event->action)) {
        return PacketsEvent{event->step, event->t_us, receives->packet};
      }
    }
    return std::nullopt;
  }
  const Place& place() const { return reader_.place(); }

 private:
  ConnectionReader reader_;
};

// Gives the explainer one event after the other.
template <typename Reader>
void explain(Reader& reader, Explainer& explainer, const Options& options, Outcome& outcome) {
  while (const auto event = reader.next()) {
    if (is_interrupted(options, reader.place(), outcome)) return;
    ++outcome.events;
    try {
      if (const auto* packet = std::get_if<WirePacket>(&event->what)) {
        explainer.see(outcome.events, *packet);
      } else {
        explainer.lose(outcome.events);
      }
    } catch (const Diverged& what) {
      outcome.verdict = Verdict::diverged;
      outcome.message =
          fmt::format("{}:{}: step {}: nothing explains this packet: {}\n{}", reader.place().file,
                      reader.place().line, event->step, what.headline(), what.table());
      if (outcome.message.back() == '\n') outcome.message.pop_back();
      return;
    }
  }
}

}  // namespace

void explain_packets(const Header& common, Record& header_line, LineReader& lines,
                     const Options& options, Outcome& outcome) {
  const conform::PacketsHeader header = conform::take_packets_header(common, header_line);
  Explainer explainer(core_of(options), {.complete = header.complete, .explains = options.explain});
  PacketsReader reader(lines);
  explain(reader, explainer, options, outcome);
  if (options.explain) outcome.explanation = explainer.explanation();
}

void explain_connection(const Header& common, Record& header_line, LineReader& lines,
                        const Options& options, Outcome& outcome) {
  const ConnectionHeader header = take_connection_header(common, header_line);
  Explainer::Options how{.complete = true, .explains = options.explain};
  if (header.player == "program") how.lawless = header.context;
  Explainer explainer(core_of(options), how);
  ConnectionPackets reader(lines);
  explain(reader, explainer, options, outcome);
  if (options.explain) outcome.explanation = explainer.explanation();
}

}  // namespace vmcheck::replay
