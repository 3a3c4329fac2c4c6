#include "model/vsock_fsm/proofs/theorems.h"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "model/vsock_fsm/proofs/situation.h"

namespace vmcheck::vsock::proofs {
namespace {

using namespace symbolic_connection;
using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word32;
using smt::Word64;

// From a state to another one: the protocol's table, besides staying where it is and closing.
constexpr std::pair<State, State> kTable[] = {
    {kClosed, kListen},       {kClosed, kSynSent},          {kClosed, kSynReceived},
    {kSynSent, kEstablished}, {kSynReceived, kEstablished}, {kEstablished, kClosing},
};

bool is_in_table(unsigned from, unsigned to) {
  return from == to || to == kClosed ||
         std::any_of(std::begin(kTable), std::end(kTable),
                     [&](const auto& row) { return row.first == from && row.second == to; });
}

// A step, with what was there before it.
struct Step {
  vmci_connection before;
  vmci_connection_event event;
  vmci_connection_outcome outcome;
  int result;

  bool does(unsigned action) const { return (outcome.actions & action) != 0; }
};

Step make_step(Execution& run, const Core& core, unsigned char kind) {
  Step step{any_connection(run), any_event(run, kind), {}, 0};
  step.result = core.step(&step.before, &step.event, &step.outcome);
  run.show("event", fmt::format("{}", kind));
  run.show("state", fmt::format("{}", step.before.state));
  run.show("state after it", fmt::format("{}", step.outcome.connection.state));
  run.show("flags after it", fmt::format("{}", step.outcome.connection.flags));
  run.show("actions", fmt::format("{}", step.outcome.actions));
  run.show("result", fmt::format("{}", step.result));
  return step;
}

// What is taken is had, and what is given back not any more: never twice, and never lost.
void claim_balanced(Execution& run, const Step& step) {
  const vmci_connection& then = step.outcome.connection;
  const auto flag = [](const vmci_connection& one, unsigned bit) {
    return (one.flags & bit) != 0 ? 1 : 0;
  };
  const auto action = [&](unsigned bit) { return step.does(bit) ? 1 : 0; };
  run.claim("a subscription is begun or ended as it is had",
            flag(then, VMCI_CONNECTION_SUBSCRIBED) ==
                flag(step.before, VMCI_CONNECTION_SUBSCRIBED) + action(VMCI_CONNECTION_SUBSCRIBE) -
                    action(VMCI_CONNECTION_UNSUBSCRIBE));
  const bool fires = step.event.kind == VMCI_ON_TIMER;
  const int timers = flag(step.before, VMCI_CONNECTION_TIMED) +
                     action(VMCI_CONNECTION_START_TIMER) - action(VMCI_CONNECTION_STOP_TIMER);
  run.claim("a timer is started or stopped as it runs",
            flag(then, VMCI_CONNECTION_TIMED) == timers || (fires && timers == 1));
  const int given = step.event.kind == VMCI_ON_PAIR ? 1 : 0;
  run.claim("a queue pair is held, or given back once",
            int{then.pair == kHeld} ==
                int{step.before.pair == kHeld} + given - action(VMCI_CONNECTION_DETACH));
}

// All that can happen is in the table, and leads to a connection as there can be one.
Body stays_in_the_table(const Core& core, std::initializer_list<unsigned char> kinds) {
  return [&core, all_kinds = std::vector<unsigned char>(kinds)](Execution& run) {
    const unsigned char which = run.below(static_cast<unsigned>(all_kinds.size()), "which event");
    const Step step = make_step(run, core, all_kinds[which]);
    const vmci_connection& then = step.outcome.connection;
    run.claim("the transition is in the table", is_in_table(step.before.state, then.state));
    run.claim("the connection is one that there can be", is_possible(then));
    claim_balanced(run, step);
  };
}

// What ends an established connection is listed: see the table of connection.h.
Body established_is_left_by_its_causes(const Core& core) {
  return [&core](Execution& run) {
    const unsigned char kind = run.below(VMCI_CONNECTION_EVENTS, "event");
    Step step = make_step(run, core, kind);
    run.assume(step.before.state == kEstablished);
    if (step.outcome.connection.state == kEstablished) return;
    const vmci_packet& packet = step.event.packet;
    const Bool own_pair = all({step.event.handle.context == step.before.handle.context,
                               step.event.handle.resource == step.before.handle.resource});
    const Bool reset = all({kind == VMCI_ON_PACKET, packet.type == VMCI_PACKET_RST,
                            is_from_peer(step.before, packet), step.event.ready == 0});
    const bool lost = kind == VMCI_ON_CLOSE || kind == VMCI_ON_RESUMED ||
                      kind == VMCI_ON_CONTEXT_CHANGED || kind == VMCI_ON_TRANSPORT_GONE;
    run.claim("the cause is listed",
              any({reset, lost,
                   all({kind == VMCI_ON_PEER_DETACHED || kind == VMCI_ON_SEND_FAILED, own_pair})}));
  };
}

Body strangers_change_nothing(const Core& core) {
  return [&core](Execution& run) {
    const Step step = make_step(run, core, VMCI_ON_PACKET);
    run.assume(all({step.before.state != kListen, step.before.state != kClosed,
                    !is_from_peer(step.before, step.event.packet)}));
    run.claim("a stranger's packet changes nothing", is_same(step.before, step.outcome.connection));
    run.claim("a stranger is answered, or not, and that is all",
              (step.outcome.actions &
               ~(VMCI_CONNECTION_ANSWER_RESET | VMCI_CONNECTION_ANSWER_INVALID)) == 0);
  };
}

Body resets_are_not_answered(const Core& core) {
  return [&core](Execution& run) {
    const Step step = make_step(run, core, VMCI_ON_PACKET);
    run.assume(step.event.packet.type == VMCI_PACKET_RST);
    run.claim("a reset is answered by nothing",
              !step.does(VMCI_CONNECTION_ANSWER_RESET | VMCI_CONNECTION_ANSWER_INVALID |
                         VMCI_CONNECTION_SEND));
  };
}

// Of what a listener or a client agrees upon.
Body sizes_are_within_the_window(const Core& core) {
  return [&core](Execution& run) {
    const bool opens = run.below(2, "whether a child begins") == 1;
    const Step step = make_step(run, core, opens ? VMCI_ON_OPEN : VMCI_ON_PACKET);
    const vmci_connection& owner = step.before;
    const auto within = [&](const Word64& size) {
      return all({size != 0, owner.buffer_min <= size, size <= owner.buffer_max});
    };
    if (step.does(VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH))
      run.claim("the queues have a size that the owner accepts", within(step.outcome.size));
    if (opens && step.does(VMCI_CONNECTION_SEND))
      run.claim("the answer names a size that the owner accepts", within(step.outcome.packet.size));
    if (!step.does(VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH))
      run.claim("who agrees upon nothing asks for no queues", step.outcome.size == 0);
  };
}

// Children that wait are never more than asked for, and none is counted twice.
Body backlog_is_exact(const Core& core) {
  return [&core](Execution& run) {
    const unsigned char kinds[] = {VMCI_ON_PACKET, VMCI_ON_CHILD_READY, VMCI_ON_CHILD_DROPPED,
                                   VMCI_ON_ACCEPT};
    const Step step = make_step(run, core, kinds[run.below(4, "which event")]);
    run.assume(all({step.before.state == kListen, Number(step.before.pending) + step.before.ready <=
                                                      Number(step.before.backlog)}));
    const vmci_connection& then = step.outcome.connection;
    const Number waiting = Number(then.pending) + then.ready;
    run.claim("no more wait than may", waiting <= Number(step.before.backlog));
    const Number before = Number(step.before.pending) + step.before.ready;
    run.claim("a child that is opened is counted once",
              step.does(VMCI_CONNECTION_OPEN_CHILD) ? waiting == before + 1 : waiting <= before);
  };
}

// The half that a peer has shut down, and nothing else.
Body halves_are_told_apart(const Core& core) {
  return [&core](Execution& run) {
    const Step step = make_step(run, core, VMCI_ON_PACKET);
    const vmci_packet& packet = step.event.packet;
    run.assume(all({step.before.state == kEstablished, packet.type == VMCI_PACKET_SHUTDOWN,
                    is_from_peer(step.before, packet)}));
    const unsigned halves = step.outcome.connection.peer_shutdown;
    run.claim("the halves are those of the packet", (packet.mode & 3U) == halves);
  };
}

// Of a packet as it comes, only what its type carries is looked at.
Body only_what_is_carried_is_read(const Core& core) {
  return [&core](Execution& run) {
    vmci_packet_msg msg;
    msg.header.src = {run.word<32>("source context"), 1};
    msg.header.dst = {run.word<32>("destination context"), 1};
    msg.header.payload_size = 32;
    msg.version_and_type = run.word<16>("version and type");
    msg.protocols = run.word<16>("protocols");
    msg.src_port = run.word<32>("source port");
    msg.dst_port = run.word<32>("destination port");
    msg.reserved = run.word<32>("reserved");
    msg.payload[0] = run.word<64>("first word");
    msg.payload[1] = run.word<64>("second word");
    vmci_packet packet;
    core.read(&msg, &packet);
    const Word32 type = packet.type;
    const auto is = [&](std::initializer_list<unsigned> types) {
      Bool found = false;
      for (const unsigned one : types) found = any({found, type == one});
      return found;
    };
    run.claim("a size is of requests and their answers",
              any({packet.size == 0, is({1, 2, 11, 12})}));
    run.claim("protocols are of the newer ones", any({packet.protocols == 0, is({11, 12})}));
    run.claim("a handle is of offers and attachments",
              any({all({packet.handle.context == 0, packet.handle.resource == 0}), is({3, 4})}));
    run.claim("halves are of shutdowns", any({packet.mode == 0, is({8})}));
    run.claim("a place is of who waits",
              any({all({packet.generation == 0, packet.offset == 0}), is({9, 10})}));
    run.claim("the type is what was sent", Number(type) <= Number(255));
  };
}

}  // namespace

const std::vector<smt::Theorem>& theorems() {
  static const std::vector<smt::Theorem> all_theorems{
      {"vsock/calls",
       "No call leaves the table of states, and what a connection has is given back by close().",
       stays_in_the_table(sound_core, {VMCI_ON_CONNECT, VMCI_ON_LISTEN, VMCI_ON_ACCEPT,
                                       VMCI_ON_SHUTDOWN, VMCI_ON_TAKE_ERROR, VMCI_ON_CLOSE}),
       {"the pair is kept", stays_in_the_table(timeout_keeps_the_pair, {VMCI_ON_CLOSE})}},
      {"vsock/packets",
       "No packet, whatever it holds and whoever sends it, leads out of the table of states.",
       stays_in_the_table(sound_core, {VMCI_ON_PACKET, VMCI_ON_OPEN}),
       {"a child agrees upon a size that is too large",
        stays_in_the_table(size_above_the_largest, {VMCI_ON_OPEN})}},
      {"vsock/answers",
       "Neither does an answer, a timer or a signal, for whichever attempt it is; a queue pair "
       "that "
       "comes too late is given back.",
       stays_in_the_table(sound_core, {VMCI_ON_PAIR, VMCI_ON_NO_PAIR, VMCI_ON_SEND_FAILED,
                                       VMCI_ON_TIMER, VMCI_ON_SIGNAL}),
       {"it is kept", stays_in_the_table(late_pair_kept, {VMCI_ON_PAIR})}},
      {"vsock/machine",
       "Neither does what happens to the machine, to a peer or to a listener's children.",
       stays_in_the_table(sound_core,
                          {VMCI_ON_PEER_DETACHED, VMCI_ON_RESUMED, VMCI_ON_CONTEXT_CHANGED,
                           VMCI_ON_TRANSPORT_GONE, VMCI_ON_CHILD_READY, VMCI_ON_CHILD_DROPPED}),
       {"the pair is kept", stays_in_the_table(timeout_keeps_the_pair, {VMCI_ON_TRANSPORT_GONE})}},
      {"vsock/established",
       "An established connection is left by its listed causes only: no timer, signal or late "
       "packet downgrades it.",
       established_is_left_by_its_causes(sound_core),
       {"a late timer ends it", established_is_left_by_its_causes(timer_ends_established)}},
      {"vsock/strangers",
       "Only the peer's own packets change a connection, by the full addresses of both.",
       strangers_change_nothing(sound_core),
       {"anybody is believed", strangers_change_nothing(anybody_believed)}},
      {"vsock/resets",
       "A reset is never answered.",
       resets_are_not_answered(sound_core),
       {"it is, by a reset", resets_are_not_answered(reset_answered_by_reset)}},
      {"vsock/sizes",
       "Queues have a size that both owners accept, whatever the peer asks for.",
       sizes_are_within_the_window(sound_core),
       {"it is above the largest", sizes_are_within_the_window(size_above_the_largest)}},
      {"vsock/backlog",
       "Pending and ready children together are never more than the backlog.",
       backlog_is_exact(sound_core),
       {"there is one more", backlog_is_exact(one_too_many)}},
      {"vsock/halves",
       "A peer shuts down the halves that it names, and no other bits count.",
       halves_are_told_apart(sound_core),
       {"one half is taken for both", halves_are_told_apart(half_is_all)}},
      {"vsock/carried",
       "Nothing is read from a field that the packet's type does not carry.",
       only_what_is_carried_is_read(sound_core),
       {"protocols are read of every type",
        only_what_is_carried_is_read(unused_protocols_believed)}},
  };
  return all_theorems;
}

}  // namespace vmcheck::vsock::proofs
