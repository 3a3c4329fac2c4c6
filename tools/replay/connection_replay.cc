// Replays a connection trace: the core in the machine's place, and once more in the peer's. Guided
// by it over its gaps, the search for what explains packets takes over.
#include <fmt/core.h>

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/conform_replay.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/diverged.h"
#include "tools/replay/guided/index_chain.h"
#include "tools/replay/kind.h"
#include "tools/replay/socket_machine.h"
#include "tools/replay/socket_peer.h"
#include "tools/replay/wire.h"

namespace vmcheck::replay {
namespace {

// Tells both of an event, and holds both to it. A program that sends anything is held to nothing.
struct ReplayAction {
  std::optional<SocketMachine>& machine;
  SocketPeer& peer;
  const Place& place;

  void operator()(const Listens& how) const { socket().listen(how); }
  void operator()(const Connects& how) const { socket().connect(how); }
  void operator()(const Sends& what) const {
    if (machine) machine->require_sent(what.packet);
    peer.receive(what.packet);
  }
  void operator()(const Receives& what) const {
    require_idle();
    peer.require_sent(what.packet);
    if (machine) machine->receive(what);
  }
  void operator()(const Paired& how) const {
    require_idle();
    if (machine) machine->pair(how);
    peer.pair(how);
  }
  void operator()(const PeerPaired& what) const {
    require_idle();
    peer.require_done(what);
    if (machine) machine->hear(what);
  }
  void operator()(const Moved& how) const {
    require_idle();
    socket().move(how);
    peer.move(how);
  }
  void operator()(const Waits& how) const {
    require_idle();
    socket().wait(how);
  }
  void operator()(const ShutsDown& how) const {
    require_idle();
    socket().shut_down(how);
  }
  void operator()(const Closes& how) const {
    require_idle();
    socket().close(how);
  }
  void operator()(const Leaves& what) const { socket().leave(what); }
  void operator()(const Looks& what) const { socket().look(what); }
  void operator()(const SetsOption& what) const { socket().set(what); }
  void operator()(const PeerListens& how) const { peer.listen(how); }
  void operator()(const PeerConnects& how) const { peer.connect(how); }
  void operator()(const PeerShutsDown& how) const { peer.shut_down(how); }
  void operator()(const PeerCloses&) const { peer.close(); }
  void operator()(const PeerSetsOption& what) const { peer.set(what.option); }
  void operator()(const Gap&) const { refuse_gap(place); }

 private:
  SocketMachine& socket() const {
    require(machine.has_value(), "the machine's player is a program, and has no socket");
    return *machine;
  }
  void require_idle() const {
    if (machine) machine->require_nothing_owed();
  }
};

// One replay that is strict.
class StrictConnection {
 public:
  StrictConnection(const ConnectionHeader& header, const Options& options)
      : peer_(core_of(options), header.peer_context) {
    if (header.player == "socket") {
      machine_.emplace(core_of(options), header.context, options.allow_differences);
    }
  }

  // All throw Diverged.
  void play(const ConnectionEvent& event, const Place& place) {
    if (machine_) machine_->advance(event.t_us);
    peer_.advance(event.t_us);
    std::visit(ReplayAction{machine_, peer_, place}, event.action);
  }
  void end() {
    if (machine_) machine_->require_nothing_owed();
    peer_.require_nothing_owed();
  }

 private:
  static const SocketCore& core_of(const Options& options) {
    return options.socket_core == nullptr ? socket_cores::sound_sockets : *options.socket_core;
  }

  std::optional<SocketMachine> machine_;
  SocketPeer peer_;
};

// Does what is strict. False: the core does something else, and the outcome says so.
bool is_equal(const Place& place, const std::string& where, Outcome& outcome,
              const std::function<void()>& play) {
  try {
    play();
    return true;
  } catch (const Diverged& what) {
    outcome.verdict = Verdict::diverged;
    outcome.message = fmt::format("{}:{}: {}: {}\n{}", place.file, place.line, where,
                                  what.headline(), what.table());
    outcome.message.pop_back();
    return false;
  }
}

std::string where(const ConnectionEvent& event) {
  return fmt::format("step {}, {}", event.step, op_name(event));
}

// One that is guided: strict up to the first gap, and by what explains the packets, the calls and
// the places of bytes behind it. The search goes along from the beginning, so that it knows how the
// ends may be when the gap comes.
class GuidedConnection {
 public:
  GuidedConnection(const ConnectionHeader& header, const Options& options, Outcome& outcome)
      : is_heard_(header.player == "socket"),
        strict_(std::in_place, header, options),
        explainer_(explainer_for(header, options, heard(header))),
        outcome_(outcome) {}

  // False: the outcome says why the trace is not replayed any further.
  bool play(const ConnectionEvent& event, const Place& place) {
    if (std::holds_alternative<Gap>(event.action)) {
      strict_.reset();
      chain_.lose();
    }
    if (strict_ && !is_equal(place, where(event), outcome_, [&] { strict_->play(event, place); })) {
      return false;
    }
    return is_explained(event, place, outcome_, [&] {
      follow_bytes(event);
      if (!explain(event, place, explainer_, outcome_) && is_heard_) {
        explainer_.hear(outcome_.events, event);
      }
    });
  }

  void end(const Place& place) {
    if (strict_) is_equal(place, "the trace's end", outcome_, [&] { strict_->end(); });
  }

  // The record ends before what happened.
  void cut() { strict_.reset(); }

  std::string explanation() const { return explainer_.explanation(); }

 private:
  static conform::Explainer::Options heard(const ConnectionHeader& header) {
    conform::Explainer::Options how;
    if (header.player == "socket") how.heard = header.context;
    return how;
  }

  void follow_bytes(const ConnectionEvent& event) {
    const auto* sends = std::get_if<Sends>(&event.action);
    const auto* receives = std::get_if<Receives>(&event.action);
    const bool begins = (sends != nullptr && is_request(sends->packet)) ||
                        (receives != nullptr && is_request(receives->packet));
    if (begins) chain_.begin();
    if (const auto* pair = std::get_if<Paired>(&event.action)) chain_.pair(pair->size);
    if (const auto* moved = std::get_if<Moved>(&event.action)) chain_.move(*moved);
  }

  bool is_heard_;
  std::optional<StrictConnection> strict_;
  conform::Explainer explainer_;
  guided::IndexChain chain_;
  Outcome& outcome_;
};

}  // namespace

void replay_connection(const Header& common, Record& header_line, LineReader& lines,
                       const Options& options, Outcome& outcome) {
  const ConnectionHeader header = take_connection_header(common, header_line);
  if (header.player == "packets") return explain_packets(header, lines, options, outcome);
  StrictConnection connection(header, options);
  ConnectionReader reader(lines);
  while (const auto event = reader.next()) {
    const Place& place = reader.place();
    if (is_interrupted(options, place, outcome)) return;
    ++outcome.events;
    if (!is_equal(place, where(*event), outcome, [&] { connection.play(*event, place); })) return;
  }
  is_equal(reader.place(), "the trace's end", outcome, [&] { connection.end(); });
}

void guide_connection(const Header& common, Record& header_line, LineReader& lines,
                      const Options& options, Outcome& outcome) {
  const ConnectionHeader header = take_connection_header(common, header_line);
  if (header.player == "packets") return explain_packets(header, lines, options, outcome);
  GuidedConnection connection(header, options, outcome);
  ConnectionReader reader(lines);
  try {
    while (const auto event = reader.next()) {
      if (is_interrupted(options, reader.place(), outcome)) return;
      ++outcome.events;
      if (!connection.play(*event, reader.place())) break;
    }
  } catch (const CutInput& cut) {
    outcome.notes.push_back(cut_note(cut));
    connection.cut();
  }
  if (outcome.verdict == Verdict::holds) connection.end(reader.place());
  if (options.explain) outcome.explanation = connection.explanation();
}

}  // namespace vmcheck::replay
