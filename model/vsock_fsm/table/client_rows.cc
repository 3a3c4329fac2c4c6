// In SYN_SENT.
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

using enum Condition;

constexpr unsigned char kHere = VMCI_CONNECTION_SYN_SENT;

constexpr const char* kFullAddress =
    "Only the peer's own packets are believed, by both addresses in full.";
constexpr const char* kGivesBack =
    "An attempt that is over gives back all that it had, so that the next one begins anew.";

// The attempt is over.
Transition failure(std::vector<Input> inputs, std::vector<Literal> guard, Makes how,
                   unsigned int actions = 0, const char* why = "") {
  return {kHere,
          std::move(inputs),
          std::move(guard),
          {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_WAKE_CONNECT | actions, kNothing},
          attempt_over() + how,
          why};
}

// The peer has done what it must not.
Transition refused(std::vector<Input> inputs, std::vector<Literal> guard, Term error) {
  return failure(std::move(inputs), std::move(guard), {{Field::error, error}},
                 VMCI_CONNECTION_ANSWER_RESET);
}

std::vector<Transition> of_answers() {
  const std::vector<Input> both = on_packets({VMCI_PACKET_NEGOTIATE, VMCI_PACKET_NEGOTIATE2});
  const std::vector<Input> newer = on_packets({VMCI_PACKET_NEGOTIATE2});
  const auto agreed = [&](unsigned int type, Term notify) {
    return Transition{kHere,
                      on_packets({type}),
                      {from_peer, pair_none, !size_zero, size_fits, protocol_agreed},
                      {kHere, VMCI_CONNECTION_SUBSCRIBE | VMCI_CONNECTION_ALLOCATE, kNothing},
                      {{Field::names, Term::own},
                       {Field::asks_size, Term::of_packet},
                       {Field::pair, Term::asked},
                       {Field::size, Term::of_packet},
                       {Field::notify, notify},
                       {Field::requested, Term::cleared},
                       {Field::reset_due, Term::cleared},
                       {Field::subscribed, Term::set},
                       {Field::local, Term::of_packet}}};
  };
  return {
      agreed(VMCI_PACKET_NEGOTIATE, Term::waiting),
      agreed(VMCI_PACKET_NEGOTIATE2, Term::on_state),
      refused(both, {from_peer, !pair_none}, Term::eproto),
      refused(both, {from_peer, pair_none, size_zero}, Term::eproto),
      refused(both, {from_peer, pair_none, !size_zero, !size_fits}, Term::einval),
      refused(newer, {from_peer, pair_none, size_fits, !protocol_agreed}, Term::einval),
  };
}

std::vector<Transition> of_packets() {
  const std::vector<Input> attach = on_packets({VMCI_PACKET_ATTACH});
  const std::vector<Input> invalid = on_packets({VMCI_PACKET_INVALID});
  const std::vector<Input> reset = on_packets({VMCI_PACKET_RST});
  return {
      {kHere,
       on_packets_but({VMCI_PACKET_RST}),
       {!from_peer},
       {kHere, VMCI_CONNECTION_ANSWER_RESET, kNothing},
       {},
       kFullAddress},
      {kHere, reset, {!from_peer}, {kHere, 0, kNothing}, {}, kFullAddress},
      {kHere,
       attach,
       {from_peer, pair_held, pair_named},
       {VMCI_CONNECTION_ESTABLISHED, VMCI_CONNECTION_WAKE_CONNECT, kNothing},
       {{Field::frees, Term::the_timer},
        {Field::timed, Term::cleared},
        {Field::established_once, Term::set}},
       "Each attempt has a pair of its own: a late ATTACH of another one completes nothing."},
      refused(attach, {from_peer, pair_held, !pair_named}, Term::eproto),
      refused(attach, {from_peer, !pair_held}, Term::eproto),
      {kHere,
       invalid,
       {from_peer, requested},
       {kHere, VMCI_CONNECTION_SEND, VMCI_PACKET_REQUEST},
       {{Field::requested, Term::cleared},
        {Field::reset_due, Term::set},
        {Field::sent_from, Term::own},
        {Field::sent_to, Term::own},
        {Field::sent_size, Term::wanted}}},
      nothing(kHere, invalid, {from_peer, !requested}),
      {kHere,
       reset,
       {from_peer, reset_due},
       {kHere, 0, kNothing},
       {{Field::reset_due, Term::cleared}}},
      failure(reset, {from_peer, !reset_due}, {{Field::error, Term::econnreset}}),
      refused(on_packets_but({VMCI_PACKET_INVALID, VMCI_PACKET_NEGOTIATE, VMCI_PACKET_NEGOTIATE2,
                              VMCI_PACKET_ATTACH, VMCI_PACKET_RST}),
              {from_peer}, Term::eproto),
  };
}

std::vector<Transition> of_its_pair() {
  const std::vector<Input> detached = on({VMCI_ON_PEER_DETACHED});
  const Makes reset{{Field::error, Term::econnreset}};
  Transition none = failure(on({VMCI_ON_NO_PAIR}), {awaited}, {{Field::error, Term::of_event}},
                            VMCI_CONNECTION_SEND);
  none.effect.sent = VMCI_PACKET_RST;
  none.makes = none.makes + Makes{{Field::sent_from, Term::own}, {Field::sent_to, Term::own}};
  return {
      none,
      {kHere,
       on({VMCI_ON_PAIR}),
       {awaited},
       {kHere, VMCI_CONNECTION_SEND, VMCI_PACKET_OFFER},
       {{Field::pair, Term::held},
        {Field::sent_from, Term::own},
        {Field::sent_to, Term::own},
        {Field::sent_handle, Term::own}}},
      nothing(kHere, detached, {!meant}),
      nothing(kHere, detached, {meant, pair_none}),
      failure(detached, {meant, pair_asked}, reset),
      failure(detached, {meant, pair_held, on_a_host}, reset),
      failure(detached, {meant, pair_held, !on_a_host, !bytes_to_read}, reset),
      {kHere,
       detached,
       {meant, pair_held, !on_a_host, bytes_to_read},
       {kHere, VMCI_CONNECTION_WAKE_CONNECT, kNothing},
       {{Field::peer_gone, Term::set}, {Field::peer_shutdown, Term::set}}},
  };
}

std::vector<Transition> of_the_rest() {
  const Makes reset{{Field::error, Term::econnreset}};
  // The local context that it goes back to is the machine's new one.
  Transition moved = failure(on({VMCI_ON_CONTEXT_CHANGED}), {!bound_to_any}, reset);
  std::erase(moved.makes, Make{Field::local, Term::own});
  moved.makes = moved.makes + Makes{{Field::bound, Term::of_event}, {Field::local, Term::of_event}};
  Transition timed_out = failure(on({VMCI_ON_TIMER}), {meant}, {}, 0, kGivesBack);
  timed_out.makes = attempt_over(Term::all_but_the_timer) + Makes{{Field::error, Term::etimedout}};
  return {
      timed_out,
      failure(on({VMCI_ON_SIGNAL}), {meant},
              {{Field::error, Term::cleared}, {Field::result, Term::eintr}}, 0, kGivesBack),
      failure(on({VMCI_ON_SEND_FAILED}), {meant}, {{Field::error, Term::of_event}}),
      nothing(kHere, on({VMCI_ON_TIMER, VMCI_ON_SIGNAL, VMCI_ON_SEND_FAILED}), {!meant}),
      failure(on({VMCI_ON_RESUMED, VMCI_ON_TRANSPORT_GONE}), {}, reset),
      moved,
      failure(on({VMCI_ON_CONTEXT_CHANGED}), {bound_to_any}, reset),
      {kHere,
       on({VMCI_ON_CLOSE}),
       {},
       {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_WAKE_CONNECT, kNothing},
       all_over()},
      nothing(kHere, on({VMCI_ON_CHILD_DROPPED})),
      refusal(kHere, on({VMCI_ON_CONNECT}), {}, Term::ealready),
      refusal(kHere, on({VMCI_ON_LISTEN, VMCI_ON_ACCEPT, VMCI_ON_CHILD_READY}), {}, Term::einval),
      refusal(kHere, on({VMCI_ON_SHUTDOWN}), {}, Term::enotconn),
      refusal(kHere, on_any_child(), {}, Term::eproto),
  };
}

}  // namespace

std::vector<Transition> of_client() {
  std::vector<Transition> all = of_any_state(kHere);
  for (const auto& part : {of_answers(), of_packets(), of_its_pair(), of_the_rest()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace vmcheck::vsock::table
