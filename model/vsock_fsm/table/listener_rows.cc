// In LISTEN.
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

using enum Condition;

constexpr unsigned char kHere = VMCI_CONNECTION_LISTEN;

constexpr const char* kPlaces =
    "Each child gives its place back once, whatever ends it (Linux, 2016 and 2026).";

std::vector<Transition> of_requests() {
  const std::vector<Input> both = on_packets({VMCI_PACKET_REQUEST, VMCI_PACKET_REQUEST2});
  const std::vector<Input> older = on_packets({VMCI_PACKET_REQUEST});
  const std::vector<Input> newer = on_packets({VMCI_PACKET_REQUEST2});
  const Effect refused{kHere, VMCI_CONNECTION_ANSWER_RESET, kNothing};
  const Effect opened{kHere, VMCI_CONNECTION_OPEN_CHILD, kNothing};
  const Makes counted{{Field::pending, Term::one_more}};
  constexpr const char* kRoom =
      "Those in their handshake and those to be accepted count together, and no one more is taken "
      "(Linux, 2026).";
  return {
      {kHere, both, {!to_its_address}, refused, {}},
      {kHere, both, {to_its_address, size_zero}, refused, {}},
      {kHere, newer, {to_its_address, !size_zero, !protocol_agreed}, refused, {}},
      {kHere, older, {to_its_address, !size_zero, !room}, refused, {}, kRoom},
      {kHere, newer, {to_its_address, !size_zero, protocol_agreed, !room}, refused, {}, kRoom},
      {kHere, older, {to_its_address, !size_zero, room}, opened, counted},
      {kHere, newer, {to_its_address, !size_zero, protocol_agreed, room}, opened, counted},
      {kHere,
       on_packets_but({VMCI_PACKET_REQUEST, VMCI_PACKET_REQUEST2, VMCI_PACKET_RST}),
       {},
       refused,
       {}},
      nothing(kHere, on_packets({VMCI_PACKET_RST})),
  };
}

std::vector<Transition> of_children() {
  return {
      {kHere,
       on({VMCI_ON_CHILD_READY}),
       {child_pending},
       {kHere, VMCI_CONNECTION_WAKE_ACCEPT, kNothing},
       {{Field::pending, Term::one_less}, {Field::ready, Term::one_more}}},
      refusal(kHere, on({VMCI_ON_CHILD_READY}), {!child_pending}, Term::einval),
      {kHere,
       on({VMCI_ON_CHILD_DROPPED}),
       {child_pending},
       {kHere, 0, kNothing},
       {{Field::pending, Term::one_less}},
       kPlaces},
      nothing(kHere, on({VMCI_ON_CHILD_DROPPED}), {!child_pending}),
      {kHere,
       on({VMCI_ON_ACCEPT}),
       {child_ready},
       {kHere, 0, kNothing},
       {{Field::ready, Term::one_less}},
       "An error of the listener's own does not fail it: the child would be lost (Linux, 2026)."},
      refusal(kHere, on({VMCI_ON_ACCEPT}), {!child_ready}, Term::eagain),
  };
}

}  // namespace

std::vector<Transition> of_listener() {
  std::vector<Transition> all = of_any_state(kHere);
  for (const auto& part : {of_requests(), of_children()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  all.insert(
      all.end(),
      {refusal(kHere, on({VMCI_ON_CONNECT}), {}, Term::einval),
       refusal(kHere, on({VMCI_ON_SHUTDOWN}), {}, Term::enotconn),
       refusal(kHere, on_any_child(), {}, Term::eproto),
       {kHere, on({VMCI_ON_LISTEN}), {}, {kHere, 0, kNothing}, {{Field::backlog, Term::of_event}}},
       {kHere,
        on({VMCI_ON_CLOSE}),
        {},
        {VMCI_CONNECTION_CLOSE, VMCI_CONNECTION_CLOSE_CHILDREN | VMCI_CONNECTION_WAKE_ACCEPT,
         kNothing},
        all_over(),
        "Nobody would accept those in their handshake: they are closed at once."},
       {kHere,
        on({VMCI_ON_CONTEXT_CHANGED}),
        {!bound_to_any},
        {kHere, 0, kNothing},
        {{Field::bound, Term::of_event}, {Field::local, Term::of_event}}},
       nothing(kHere, on({VMCI_ON_CONTEXT_CHANGED}), {bound_to_any}),
       nothing(kHere, on({VMCI_ON_SEND_FAILED, VMCI_ON_TIMER, VMCI_ON_SIGNAL, VMCI_ON_PEER_DETACHED,
                          VMCI_ON_RESUMED, VMCI_ON_TRANSPORT_GONE}))});
  return all;
}

}  // namespace vmcheck::vsock::table
