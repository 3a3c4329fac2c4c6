// In ESTABLISHED and CLOSING.
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

using enum Condition;

constexpr unsigned char kEstablished = VMCI_CONNECTION_ESTABLISHED;
constexpr unsigned char kClosing = VMCI_CONNECTION_CLOSING;

const Makes kGone{{Field::peer_gone, Term::set}, {Field::peer_shutdown, Term::set}};

std::vector<Transition> of_calls(unsigned char here) {
  const std::vector<Input> shutdown = on({VMCI_ON_SHUTDOWN});
  const Makes own{{Field::shutdown, Term::added}};
  std::vector<Transition> all{
      refusal(here, on({VMCI_ON_CONNECT}), {shut_down}, Term::einval),
      refusal(here, on({VMCI_ON_CONNECT}), {!shut_down}, Term::eisconn),
      refusal(here, on({VMCI_ON_LISTEN, VMCI_ON_ACCEPT, VMCI_ON_CHILD_READY}), {}, Term::einval),
      refusal(here, on_any_child(), {}, Term::eproto),
      refusal(here, shutdown, {!names_a_half}, Term::einval),
      {here, shutdown, {names_a_half, peer_gone}, {here, kWakeBoth, kNothing}, own},
      {here, on({VMCI_ON_CLOSE}), {}, {VMCI_CONNECTION_CLOSE, kWakeBoth, kNothing}, all_over()},
      nothing(here, on({VMCI_ON_TIMER, VMCI_ON_SIGNAL, VMCI_ON_CHILD_DROPPED})),
  };
  if (here == kClosing) return all;
  all.push_back({here,
                 shutdown,
                 {names_a_half, !peer_gone},
                 {here, kWakeBoth | VMCI_CONNECTION_SEND, VMCI_PACKET_SHUTDOWN},
                 own + Makes{{Field::sent_from, Term::own},
                             {Field::sent_to, Term::own},
                             {Field::sent_mode, Term::of_event}}});
  return all;
}

// The pair's other end is gone: it is over as soon as nothing can be read any more.
std::vector<Transition> of_its_pair(unsigned char here) {
  const std::vector<Input> detached = on({VMCI_ON_PEER_DETACHED});
  const std::vector<Input> resumed = on({VMCI_ON_RESUMED});
  const std::vector<Input> moved = on({VMCI_ON_CONTEXT_CHANGED});
  const Makes rebound =
      kGone + Makes{{Field::bound, Term::of_event}, {Field::local, Term::of_event}};
  const Effect over{VMCI_CONNECTION_CLOSE, kWakeBoth, kNothing};
  const Effect stays{here, kWakeBoth, kNothing};
  Makes unsent = pair_over() + kGone;
  const Makes told{
      {Field::error, Term::of_event}, {Field::sent_from, Term::own}, {Field::sent_to, Term::own}};
  return {
      nothing(here, detached, {!meant}),
      {here, detached, {meant, on_a_host}, over, kGone},
      {here, detached, {meant, !on_a_host, !bytes_to_read}, over, kGone},
      {here, detached, {meant, !on_a_host, bytes_to_read}, stays, kGone},
      {here, resumed, {on_a_host}, over, kGone},
      {here, resumed, {!on_a_host, !bytes_to_read}, over, kGone},
      {here, resumed, {!on_a_host, bytes_to_read}, stays, kGone},
      {here, moved, {on_a_host, bound_to_any}, over, kGone},
      {here, moved, {!on_a_host, !bytes_to_read, bound_to_any}, over, kGone},
      {here, moved, {!on_a_host, bytes_to_read, bound_to_any}, stays, kGone},
      {here, moved, {on_a_host, !bound_to_any}, over, rebound},
      {here, moved, {!on_a_host, !bytes_to_read, !bound_to_any}, over, rebound},
      {here, moved, {!on_a_host, bytes_to_read, !bound_to_any}, stays, rebound},
      {here, on({VMCI_ON_TRANSPORT_GONE}), {}, over, pair_over() + kGone},
      nothing(here, on({VMCI_ON_SEND_FAILED}), {!meant}),
      {here,
       on({VMCI_ON_SEND_FAILED}),
       {meant},
       {VMCI_CONNECTION_CLOSE, kWakeBoth | VMCI_CONNECTION_SEND, VMCI_PACKET_RST},
       unsent + told},
  };
}

std::vector<Transition> of_packets() {
  const std::vector<Input> reset = on_packets({VMCI_PACKET_RST});
  const std::vector<Input> halves = on_packets({VMCI_PACKET_SHUTDOWN});
  const std::vector<Input> notifications = on_packets(
      {VMCI_PACKET_WROTE, VMCI_PACKET_READ, VMCI_PACKET_WAITING_WRITE, VMCI_PACKET_WAITING_READ});
  constexpr unsigned char kHere = kEstablished;
  return {
      {kHere,
       on_packets_but({VMCI_PACKET_RST}),
       {!from_peer},
       {kHere, VMCI_CONNECTION_ANSWER_RESET, kNothing},
       {}},
      nothing(kHere, reset, {!from_peer}),
      {kHere,
       halves,
       {from_peer, names_a_half},
       {kHere, kWakeBoth, kNothing},
       {{Field::peer_shutdown, Term::added}},
       "Bits that name no half are masked, and one half leaves the other alone (Linux, 2016)."},
      nothing(kHere, halves, {from_peer, !names_a_half}),
      {kHere, reset, {from_peer, !bytes_to_read}, {kClosing, kWakeBoth, kNothing}, kGone},
      {kHere, reset, {from_peer, bytes_to_read}, {kHere, kWakeBoth, kNothing}, kGone},
      {kHere, notifications, {from_peer}, {kHere, VMCI_CONNECTION_NOTIFY, kNothing}, {}},
      nothing(kHere,
              on_packets({VMCI_PACKET_INVALID, VMCI_PACKET_REQUEST, VMCI_PACKET_NEGOTIATE,
                          VMCI_PACKET_OFFER, VMCI_PACKET_ATTACH, VMCI_PACKET_REQUEST2,
                          VMCI_PACKET_NEGOTIATE2}),
              {from_peer}),
      {kClosing,
       on_packets_but({VMCI_PACKET_RST}),
       {},
       {kClosing, VMCI_CONNECTION_ANSWER_RESET, kNothing},
       {}},
      nothing(kClosing, reset),
  };
}

}  // namespace

std::vector<Transition> of_connected() {
  std::vector<Transition> all = of_packets();
  for (const unsigned char here : {kEstablished, kClosing}) {
    for (const auto& part : {of_any_state(here), of_calls(here), of_its_pair(here)}) {
      all.insert(all.end(), part.begin(), part.end());
    }
  }
  return all;
}

}  // namespace vmcheck::vsock::table
