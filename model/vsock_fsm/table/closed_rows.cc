// In CLOSE.
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

using enum Condition;

constexpr unsigned char kHere = VMCI_CONNECTION_CLOSE;

std::vector<Transition> of_calls() {
  const Makes begun{{Field::result, Term::einprogress}, {Field::error, Term::cleared},
                    {Field::handle, Term::of_event},    {Field::remote, Term::of_event},
                    {Field::timed, Term::set},          {Field::sent_from, Term::own},
                    {Field::sent_to, Term::of_event},   {Field::sent_size, Term::wanted}};
  constexpr unsigned int kBegins = VMCI_CONNECTION_START_TIMER | VMCI_CONNECTION_SEND;
  return {
      {kHere,
       on({VMCI_ON_CONNECT}),
       {!established_once, address_given, knows_newer},
       {VMCI_CONNECTION_SYN_SENT, kBegins, VMCI_PACKET_REQUEST2},
       begun + Makes{{Field::requested, Term::set}, {Field::sent_protocols, Term::wanted}},
       "The error of an earlier attempt is cleared: it failed the next one (Linux, 2026)."},
      {kHere,
       on({VMCI_ON_CONNECT}),
       {!established_once, address_given, !knows_newer},
       {VMCI_CONNECTION_SYN_SENT, kBegins, VMCI_PACKET_REQUEST},
       begun},
      refusal(kHere, on({VMCI_ON_CONNECT}), {!established_once, !address_given}, Term::einval),
      refusal(kHere, on({VMCI_ON_CONNECT}), {established_once, shut_down}, Term::einval),
      refusal(kHere, on({VMCI_ON_CONNECT}), {established_once, !shut_down}, Term::eisconn),
      {kHere,
       on({VMCI_ON_LISTEN}),
       {!established_once},
       {VMCI_CONNECTION_LISTEN, 0, kNothing},
       {{Field::backlog, Term::of_event}}},
      refusal(kHere, on({VMCI_ON_LISTEN}), {established_once}, Term::einval),
      refusal(kHere, on({VMCI_ON_ACCEPT, VMCI_ON_CHILD_READY}), {}, Term::einval),
      refusal(kHere, on({VMCI_ON_SHUTDOWN}), {!established_once}, Term::enotconn),
      refusal(kHere, on({VMCI_ON_SHUTDOWN}), {established_once, !names_a_half}, Term::einval),
      {kHere,
       on({VMCI_ON_SHUTDOWN}),
       {established_once, names_a_half},
       {kHere, kWakeBoth, kNothing},
       {{Field::shutdown, Term::added}},
       "A peer that is gone is told nothing: it would only answer with a reset."},
      {kHere, on({VMCI_ON_CLOSE}), {!established_once}, {kHere, 0, kNothing}, all_over()},
      {kHere, on({VMCI_ON_CLOSE}), {established_once}, {kHere, kWakeBoth, kNothing}, all_over()},
  };
}

std::vector<Transition> of_children() {
  const auto begun = [](Term size, Term notify) {
    return Makes{{Field::local, Term::of_packet},
                 {Field::remote, Term::of_packet},
                 {Field::size, size},
                 {Field::notify, notify},
                 {Field::timed, Term::set},
                 {Field::sent_from, Term::of_packet},
                 {Field::sent_to, Term::of_packet},
                 {Field::sent_size, size}};
  };
  const auto opens = [&](unsigned int request, unsigned int answer, std::vector<Literal> guard,
                         Term size, Term notify, Term protocols) {
    return Transition{
        kHere,
        on_children({request}),
        std::move(guard),
        {VMCI_CONNECTION_SYN_RECEIVED, VMCI_CONNECTION_START_TIMER | VMCI_CONNECTION_SEND,
         static_cast<int>(answer)},
        begun(size, notify) + Makes{{Field::sent_protocols, protocols}}};
  };
  const auto older = [&](std::vector<Literal> guard, Term size) {
    return opens(VMCI_PACKET_REQUEST, VMCI_PACKET_NEGOTIATE, std::move(guard), size, Term::waiting,
                 Term::kept);
  };
  const auto newer = [&](std::vector<Literal> guard, Term size) {
    return opens(VMCI_PACKET_REQUEST2, VMCI_PACKET_NEGOTIATE2, std::move(guard), size,
                 Term::on_state, Term::set);
  };
  const std::vector<Input> requests = on_children({VMCI_PACKET_REQUEST, VMCI_PACKET_REQUEST2});
  std::vector<Input> others = on_any_child();
  std::erase_if(others, [](const Input& input) {
    return input.type == VMCI_PACKET_REQUEST || input.type == VMCI_PACKET_REQUEST2;
  });
  return {
      older({!established_once, to_its_address, !size_zero, size_fits}, Term::of_packet),
      older({!established_once, to_its_address, !size_zero, !size_fits}, Term::wanted),
      newer({!established_once, to_its_address, !size_zero, protocol_agreed, size_fits},
            Term::of_packet),
      newer({!established_once, to_its_address, !size_zero, protocol_agreed, !size_fits},
            Term::wanted),
      refusal(kHere, on_children({VMCI_PACKET_REQUEST2}),
              {!established_once, to_its_address, !size_zero, !protocol_agreed}, Term::eproto),
      refusal(kHere, requests, {!established_once, to_its_address, size_zero}, Term::eproto),
      refusal(kHere, requests, {!established_once, !to_its_address}, Term::eproto),
      refusal(kHere, requests, {established_once}, Term::eproto),
      refusal(kHere, others, {}, Term::eproto),
  };
}

}  // namespace

std::vector<Transition> of_close() {
  std::vector<Transition> all = of_any_state(kHere);
  std::vector<Input> answered = on_packets_but({VMCI_PACKET_RST});
  answered.push_back({VMCI_ON_PACKET, kUnknownType});
  for (const auto& part : {of_calls(), of_children()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  all.insert(all.end(),
             {{kHere, answered, {}, {kHere, VMCI_CONNECTION_ANSWER_RESET, kNothing}, {}},
              nothing(kHere, on_packets({VMCI_PACKET_RST})),
              {kHere,
               on({VMCI_ON_CONTEXT_CHANGED}),
               {!bound_to_any},
               {kHere, 0, kNothing},
               {{Field::bound, Term::of_event}, {Field::local, Term::of_event}}},
              nothing(kHere, on({VMCI_ON_CONTEXT_CHANGED}), {bound_to_any}),
              {kHere, on({VMCI_ON_TRANSPORT_GONE}), {}, {kHere, 0, kNothing}, pair_over()},
              nothing(kHere, on({VMCI_ON_SEND_FAILED, VMCI_ON_TIMER, VMCI_ON_SIGNAL,
                                 VMCI_ON_PEER_DETACHED, VMCI_ON_RESUMED, VMCI_ON_CHILD_DROPPED}))});
  return all;
}

}  // namespace vmcheck::vsock::table
