// In SYN_RECEIVED.
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

using enum Condition;

constexpr unsigned char kHere = VMCI_CONNECTION_SYN_RECEIVED;

constexpr const char* kListenerTold =
    "The listener is told of every end: a child that was reset was freed, and stayed in its "
    "listener's list (Linux, 2026).";

// The child is given up.
Transition failure(std::vector<Input> inputs, std::vector<Literal> guard, Makes how,
                   unsigned int actions = 0, const char* why = "") {
  return {kHere,
          std::move(inputs),
          std::move(guard),
          {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_CHILD_DROPPED | actions, kNothing},
          attempt_over() + how,
          why};
}

// The same, and the client is told.
Transition told_failure(std::vector<Input> inputs, std::vector<Literal> guard) {
  Transition row = failure(
      std::move(inputs), std::move(guard),
      {{Field::error, Term::of_event}, {Field::sent_from, Term::own}, {Field::sent_to, Term::own}},
      VMCI_CONNECTION_SEND);
  row.effect.sent = VMCI_PACKET_RST;
  return row;
}

std::vector<Transition> of_packets() {
  const std::vector<Input> offer = on_packets({VMCI_PACKET_OFFER});
  const std::vector<Input> reset = on_packets({VMCI_PACKET_RST});
  const Makes refused{{Field::error, Term::eproto}};
  return {
      {kHere,
       on_packets_but({VMCI_PACKET_RST}),
       {!from_peer},
       {kHere, VMCI_CONNECTION_ANSWER_RESET, kNothing},
       {}},
      nothing(kHere, reset, {!from_peer}),
      {kHere,
       offer,
       {from_peer, pair_none, offers_its_own},
       {kHere, VMCI_CONNECTION_SUBSCRIBE | VMCI_CONNECTION_ATTACH, kNothing},
       {{Field::names, Term::of_packet},
        {Field::asks_size, Term::own},
        {Field::pair, Term::asked},
        {Field::handle, Term::of_packet},
        {Field::subscribed, Term::set}},
       "Only a pair that its client has made is attached to, not one of somebody else's."},
      failure(offer, {from_peer, pair_none, !offers_its_own}, refused,
              VMCI_CONNECTION_ANSWER_RESET),
      failure(offer, {from_peer, !pair_none}, refused, VMCI_CONNECTION_ANSWER_RESET),
      failure(reset, {from_peer}, {{Field::error, Term::econnreset}}, 0, kListenerTold),
      failure(on_packets_but({VMCI_PACKET_OFFER, VMCI_PACKET_RST}), {from_peer}, refused,
              VMCI_CONNECTION_ANSWER_RESET),
  };
}

std::vector<Transition> of_its_pair() {
  const std::vector<Input> detached = on({VMCI_ON_PEER_DETACHED});
  Makes left = attempt_over(Term::all_and_the_pair) + Makes{{Field::error, Term::econnreset}};
  for (Make& make : left) {
    if (make.field == Field::names) make.term = Term::own;
  }
  return {
      {kHere,
       on({VMCI_ON_PAIR}),
       {awaited, !peer_gone},
       {VMCI_CONNECTION_ESTABLISHED, VMCI_CONNECTION_SEND | VMCI_CONNECTION_CHILD_READY,
        VMCI_PACKET_ATTACH},
       {{Field::frees, Term::the_timer},
        {Field::pair, Term::held},
        {Field::timed, Term::cleared},
        {Field::established_once, Term::set},
        {Field::sent_from, Term::own},
        {Field::sent_to, Term::own},
        {Field::sent_handle, Term::own}}},
      {kHere,
       on({VMCI_ON_PAIR}),
       {awaited, peer_gone},
       {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_CHILD_DROPPED, kNothing},
       left,
       "A detachment before the pair is known counts."},
      told_failure(on({VMCI_ON_NO_PAIR}), {awaited}),
      {kHere,
       detached,
       {meant, pair_asked},
       {kHere, 0, kNothing},
       {{Field::peer_gone, Term::set}},
       "A detachment before the pair is known counts."},
      nothing(kHere, detached, {meant, !pair_asked}),
      nothing(kHere, detached, {!meant}),
  };
}

std::vector<Transition> of_the_rest() {
  const Makes reset{{Field::error, Term::econnreset}};
  Transition moved = failure(on({VMCI_ON_CONTEXT_CHANGED}), {!bound_to_any}, reset);
  std::erase(moved.makes, Make{Field::local, Term::own});
  moved.makes = moved.makes + Makes{{Field::bound, Term::of_event}, {Field::local, Term::of_event}};
  Transition timed_out = failure(on({VMCI_ON_TIMER}), {}, {});
  timed_out.makes = attempt_over(Term::all_but_the_timer) + Makes{{Field::error, Term::etimedout}};
  return {
      timed_out,
      told_failure(on({VMCI_ON_SEND_FAILED}), {}),
      failure(on({VMCI_ON_RESUMED, VMCI_ON_TRANSPORT_GONE}), {}, reset),
      moved,
      failure(on({VMCI_ON_CONTEXT_CHANGED}), {bound_to_any}, reset),
      {kHere,
       on({VMCI_ON_CLOSE}),
       {},
       {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_CHILD_DROPPED, kNothing},
       all_over()},
      nothing(kHere, on({VMCI_ON_SIGNAL, VMCI_ON_CHILD_DROPPED})),
      refusal(kHere, on({VMCI_ON_CONNECT}), {}, Term::ealready),
      refusal(kHere, on({VMCI_ON_LISTEN, VMCI_ON_ACCEPT, VMCI_ON_CHILD_READY}), {}, Term::einval),
      refusal(kHere, on({VMCI_ON_SHUTDOWN}), {}, Term::enotconn),
      refusal(kHere, on_any_child(), {}, Term::eproto),
  };
}

}  // namespace

std::vector<Transition> of_child() {
  std::vector<Transition> all = of_any_state(kHere);
  for (const auto& part : {of_packets(), of_its_pair(), of_the_rest()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace vmcheck::vsock::table
