// Replays a connection trace: the core in the machine's place, and once more in the peer's.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/conform/conform_replay.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/kind.h"
#include "tools/replay/socket_machine.h"
#include "tools/replay/socket_peer.h"

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
  void operator()(const Gap&) const {
    throw BadInput(place, R"(field "op": expected no "gap", as the player is not "packets")");
  }

 private:
  SocketMachine& socket() const {
    require(machine.has_value(), "the machine's player is a program, and has no socket");
    return *machine;
  }
  void require_idle() const {
    if (machine) machine->require_nothing_owed();
  }
};

void diverge(const Place& place, const std::string& where, const Diverged& what, Outcome& outcome) {
  outcome.verdict = Verdict::diverged;
  outcome.message = fmt::format("{}:{}: {}: {}\n{}", place.file, place.line, where, what.headline(),
                                what.table());
  outcome.message.pop_back();
}

}  // namespace

void replay_connection(const Header& common, Record& header_line, LineReader& lines,
                       const Options& options, Outcome& outcome) {
  const ConnectionHeader header = take_connection_header(common, header_line);
  if (header.player == "packets") return explain_packets(header, lines, options, outcome);
  const SocketCore& core =
      options.socket_core == nullptr ? socket_cores::sound_sockets : *options.socket_core;
  std::optional<SocketMachine> machine;
  if (header.player == "socket") machine.emplace(core, header.context, options.allow_differences);
  SocketPeer peer(core, header.peer_context);
  ConnectionReader reader(lines);
  const ReplayAction replay{machine, peer, reader.place()};
  while (const auto event = reader.next()) {
    if (is_interrupted(options, reader.place(), outcome)) return;
    ++outcome.events;
    try {
      if (machine) machine->advance(event->t_us);
      peer.advance(event->t_us);
      std::visit(replay, event->action);
    } catch (const Diverged& what) {
      return diverge(reader.place(), fmt::format("step {}, {}", event->step, op_name(*event)), what,
                     outcome);
    }
  }
  try {
    if (machine) machine->require_nothing_owed();
    peer.require_nothing_owed();
  } catch (const Diverged& what) {
    diverge(reader.place(), "the trace's end", what, outcome);
  }
}

}  // namespace vmcheck::replay
