#include "model/vsock_fsm/table/field.h"

#include <algorithm>

namespace vmcheck::vsock::table {
namespace {

using C = const vmci_connection&;
using E = const vmci_connection_event&;
using N = std::uint64_t;
using enum Field;

constexpr N kFrees =
    VMCI_CONNECTION_STOP_TIMER | VMCI_CONNECTION_UNSUBSCRIBE | VMCI_CONNECTION_DETACH;

constexpr N address(vmci_u32 context, vmci_u32 port) {
  return context | N{port} << 32;
}
constexpr N number_of(const vmci_handle& handle) {
  return address(handle.context, handle.resource);
}
constexpr N kNobody = address(VMCI_ID_INVALID, VMCI_ID_INVALID);

// An error as an unsigned number.
constexpr N failed(int error) {
  return static_cast<N>(error);
}

N zero(C, E) {
  return 0;
}
N one(C, E) {
  return 1;
}
N nobody(C, E) {
  return kNobody;
}
template <unsigned char bit>
N flag(C c, E) {
  return (c.flags & bit) != 0;
}
template <int error>
N errno_of(C, E) {
  return failed(error);
}

N all_that_it_has(C c, E) {
  N bits = 0;
  if ((c.flags & VMCI_CONNECTION_TIMED) != 0) bits |= VMCI_CONNECTION_STOP_TIMER;
  if ((c.flags & VMCI_CONNECTION_SUBSCRIBED) != 0) bits |= VMCI_CONNECTION_UNSUBSCRIBE;
  if (c.pair == VMCI_CONNECTION_PAIR_HELD) bits |= VMCI_CONNECTION_DETACH;
  return bits;
}
N all_but_timer(C c, E e) {
  return all_that_it_has(c, e) & ~N{VMCI_CONNECTION_STOP_TIMER};
}
N all_and_pair(C c, E e) {
  return all_that_it_has(c, e) | VMCI_CONNECTION_DETACH;
}
N own_handle(C c, E) {
  return number_of(c.handle);
}
N held_handle(C c, E) {
  return c.pair == VMCI_CONNECTION_PAIR_HELD ? number_of(c.handle) : kNobody;
}
N handle_of_event(C, E e) {
  return number_of(e.handle);
}
N handle_of_packet(C, E e) {
  return number_of(e.packet.handle);
}
N size_of_packet(C, E e) {
  return e.packet.size;
}
N own_remote(C c, E) {
  return address(c.remote_context, c.remote_port);
}
N remote_of_event(C, E e) {
  return address(e.context, e.port);
}
N remote_of_packet(C, E e) {
  return address(e.packet.src_context, e.packet.src_port);
}
N own_address(C c, E) {
  return address(c.local_context, c.local_port);
}
N context_of_event(C, E e) {
  return e.context;
}
N halves_of_event(C, E e) {
  return e.mode & VMCI_SHUTDOWN_BOTH;
}

const std::vector<Origin>& all_origins() {
  static const std::vector<Origin> all{
      {result, Term::kept, "", zero},
      {result, Term::own, "the error is returned", [](C c, E) { return failed(c.error); }},
      {result, Term::einprogress, "returns EINPROGRESS", errno_of<VMCI_EINPROGRESS>},
      {result, Term::ealready, "returns EALREADY", errno_of<VMCI_EALREADY>},
      {result, Term::eisconn, "returns EISCONN", errno_of<VMCI_EISCONN>},
      {result, Term::enotconn, "returns ENOTCONN", errno_of<VMCI_ENOTCONN>},
      {result, Term::einval, "returns EINVAL", errno_of<VMCI_EINVAL>},
      {result, Term::eproto, "returns EPROTO", errno_of<VMCI_EPROTO>},
      {result, Term::eagain, "returns EAGAIN", errno_of<VMCI_EAGAIN>},
      {result, Term::eintr, "returns EINTR", errno_of<VMCI_EINTR>},

      {frees, Term::kept, "", zero},
      {frees, Term::all, "give back all", all_that_it_has},
      {frees, Term::all_but_the_timer, "give back all", all_but_timer},
      {frees, Term::the_timer, "stop timer", [](C, E) { return N{VMCI_CONNECTION_STOP_TIMER}; }},
      {frees, Term::the_pair, "detach from it", [](C, E) { return N{VMCI_CONNECTION_DETACH}; }},
      {frees, Term::all_and_the_pair, "give back all, with the pair", all_and_pair},

      {names, Term::kept, "", nobody},
      {names, Term::own, "", own_handle},
      {names, Term::all, "", held_handle},
      {names, Term::of_event, "", handle_of_event},
      {names, Term::of_packet, "", handle_of_packet},

      {asks_size, Term::kept, "", zero},
      {asks_size, Term::own, "of the size agreed upon", [](C c, E) { return c.size; }},
      {asks_size, Term::of_packet, "of that size", size_of_packet},

      {pair, Term::kept, "", [](C c, E) { return N{c.pair}; }},
      {pair, Term::cleared, "no pair", zero},
      {pair, Term::asked, "pair asked", one},
      {pair, Term::held, "pair held", [](C, E) { return N{VMCI_CONNECTION_PAIR_HELD}; }},

      {handle, Term::kept, "", own_handle},
      {handle, Term::cleared, "no name", nobody},
      {handle, Term::of_event, "", handle_of_event},
      {handle, Term::of_packet, "", handle_of_packet},

      {size, Term::kept, "", [](C c, E) { return c.size; }},
      {size, Term::cleared, "no size", zero},
      {size, Term::of_packet, "", size_of_packet},
      {size, Term::wanted, "", [](C c, E) { return c.buffer_size; }},

      {notify, Term::kept, "", [](C c, E) { return N{c.notify}; }},
      {notify, Term::cleared, "no notification", zero},
      {notify, Term::waiting, "older notification", one},
      {notify, Term::on_state, "newer notification", [](C, E) { return N{VMCI_NOTIFY_ON_STATE}; }},

      {error, Term::kept, "", [](C c, E) { return failed(c.error); }},
      {error, Term::cleared, "no error", zero},
      {error, Term::of_event, "error as told", [](C, E e) { return failed(e.error); }},
      {error, Term::einval, "error EINVAL", errno_of<VMCI_EINVAL>},
      {error, Term::eproto, "error EPROTO", errno_of<VMCI_EPROTO>},
      {error, Term::econnreset, "error ECONNRESET", errno_of<VMCI_ECONNRESET>},
      {error, Term::etimedout, "error ETIMEDOUT", errno_of<VMCI_ETIMEDOUT>},

      {requested, Term::kept, "", flag<VMCI_CONNECTION_REQUESTED>},
      {requested, Term::cleared, "", zero},
      {requested, Term::set, "", one},
      {reset_due, Term::kept, "", flag<VMCI_CONNECTION_RESET_DUE>},
      {reset_due, Term::cleared, "no reset due", zero},
      {reset_due, Term::set, "a reset due", one},
      {subscribed, Term::kept, "", flag<VMCI_CONNECTION_SUBSCRIBED>},
      {subscribed, Term::cleared, "", zero},
      {subscribed, Term::set, "", one},
      {timed, Term::kept, "", flag<VMCI_CONNECTION_TIMED>},
      {timed, Term::cleared, "", zero},
      {timed, Term::set, "", one},
      {peer_gone, Term::kept, "", flag<VMCI_CONNECTION_PEER_GONE>},
      {peer_gone, Term::cleared, "", zero},
      {peer_gone, Term::set, "peer gone", one},
      {established_once, Term::kept, "", flag<VMCI_CONNECTION_ONCE>},
      {established_once, Term::cleared, "", zero},
      {established_once, Term::set, "", one},

      {shutdown, Term::kept, "", [](C c, E) { return N{c.shutdown}; }},
      {shutdown, Term::cleared, "", zero},
      {shutdown, Term::added, "own half shut down",
       [](C c, E e) { return c.shutdown | halves_of_event(c, e); }},
      {peer_shutdown, Term::kept, "", [](C c, E) { return N{c.peer_shutdown}; }},
      {peer_shutdown, Term::cleared, "", zero},
      {peer_shutdown, Term::set, "both halves of the peer's shut down",
       [](C, E) { return N{VMCI_SHUTDOWN_BOTH}; }},
      {peer_shutdown, Term::added, "peer's half shut down",
       [](C c, E e) { return c.peer_shutdown | (e.packet.mode & VMCI_SHUTDOWN_BOTH); }},

      {local, Term::kept, "", [](C c, E) { return N{c.local_context}; }},
      {local, Term::own, "", [](C c, E) { return N{c.bound_context}; }},
      {local, Term::of_event, "", context_of_event},
      {local, Term::of_packet, "", [](C, E e) { return N{e.packet.dst_context}; }},
      {bound, Term::kept, "", [](C c, E) { return N{c.bound_context}; }},
      {bound, Term::of_event, "bound to the new context", context_of_event},
      {remote, Term::kept, "", own_remote},
      {remote, Term::cleared, "", nobody},
      {remote, Term::of_event, "", remote_of_event},
      {remote, Term::of_packet, "", remote_of_packet},

      {backlog, Term::kept, "", [](C c, E) { return N{c.backlog}; }},
      {backlog, Term::cleared, "", zero},
      {backlog, Term::of_event, "backlog set", [](C, E e) { return N{e.backlog}; }},
      {pending, Term::kept, "", [](C c, E) { return N{c.pending}; }},
      {pending, Term::cleared, "", zero},
      {pending, Term::one_more, "one more pending", [](C c, E) { return N{c.pending} + 1; }},
      {pending, Term::one_less, "one less pending", [](C c, E) { return N{c.pending} - 1; }},
      {ready, Term::kept, "", [](C c, E) { return N{c.ready}; }},
      {ready, Term::cleared, "", zero},
      {ready, Term::one_more, "one more ready", [](C c, E) { return N{c.ready} + 1; }},
      {ready, Term::one_less, "one less ready", [](C c, E) { return N{c.ready} - 1; }},

      {sent_from, Term::kept, "", zero},
      {sent_from, Term::own, "", own_address},
      {sent_from, Term::of_packet, "",
       [](C, E e) { return address(e.packet.dst_context, e.packet.dst_port); }},
      {sent_to, Term::kept, "", zero},
      {sent_to, Term::own, "", own_remote},
      {sent_to, Term::of_event, "", remote_of_event},
      {sent_to, Term::of_packet, "", remote_of_packet},
      {sent_size, Term::kept, "", zero},
      {sent_size, Term::of_packet, "of the size asked for", size_of_packet},
      {sent_size, Term::wanted, "of the size wanted", [](C c, E) { return c.buffer_size; }},
      {sent_protocols, Term::kept, "", zero},
      {sent_protocols, Term::wanted, "", [](C c, E) { return N{c.protocols}; }},
      {sent_protocols, Term::set, "", one},
      {sent_handle, Term::kept, "", zero},
      {sent_handle, Term::own, "", own_handle},
      {sent_mode, Term::kept, "", zero},
      {sent_mode, Term::of_event, "", halves_of_event},

      {rest, Term::kept, "", zero},
  };
  return all;
}

constexpr std::array<const char*, kFields> kNames{
    "result",    "frees",          "names",       "asks_size", "pair",
    "handle",    "size",           "notify",      "error",     "requested",
    "reset_due", "subscribed",     "timed",       "peer_gone", "established_once",
    "shutdown",  "peer_shutdown",  "local",       "bound",     "remote",
    "backlog",   "pending",        "ready",       "sent_from", "sent_to",
    "sent_size", "sent_protocols", "sent_handle", "sent_mode", "rest"};

constexpr std::array<const char*, 29> kTermNames{"kept",
                                                 "cleared",
                                                 "set",
                                                 "own",
                                                 "of_event",
                                                 "of_packet",
                                                 "wanted",
                                                 "added",
                                                 "one_more",
                                                 "one_less",
                                                 "asked",
                                                 "held",
                                                 "waiting",
                                                 "on_state",
                                                 "all",
                                                 "all_but_the_timer",
                                                 "all_and_the_pair",
                                                 "the_timer",
                                                 "the_pair",
                                                 "EINPROGRESS",
                                                 "EALREADY",
                                                 "EISCONN",
                                                 "ENOTCONN",
                                                 "EINVAL",
                                                 "EPROTO",
                                                 "EAGAIN",
                                                 "EINTR",
                                                 "ECONNRESET",
                                                 "ETIMEDOUT"};

N& at(Numbers& numbers, Field field) {
  return numbers[static_cast<std::size_t>(field)];
}

// Whether what no event may change has changed, or what nobody sends is sent.
bool changes_the_rest(C before, C after, const vmci_packet& sent) {
  return before.buffer_size != after.buffer_size || before.buffer_min != after.buffer_min ||
         before.buffer_max != after.buffer_max || before.local_port != after.local_port ||
         before.protocols != after.protocols || sent.generation != 0 || sent.offset != 0;
}

}  // namespace

Numbers made(const vmci_connection& before, int result_of_step,
             const vmci_connection_outcome& outcome) {
  const vmci_connection& after = outcome.connection;
  const vmci_packet& sent = outcome.packet;
  const auto has = [&](unsigned char bit) { return N{(after.flags & bit) != 0}; };
  Numbers numbers{};
  at(numbers, result) = failed(result_of_step);
  at(numbers, frees) = outcome.actions & kFrees;
  at(numbers, names) = number_of(outcome.handle);
  at(numbers, asks_size) = outcome.size;
  at(numbers, pair) = after.pair;
  at(numbers, handle) = number_of(after.handle);
  at(numbers, size) = after.size;
  at(numbers, notify) = after.notify;
  at(numbers, error) = failed(after.error);
  at(numbers, requested) = has(VMCI_CONNECTION_REQUESTED);
  at(numbers, reset_due) = has(VMCI_CONNECTION_RESET_DUE);
  at(numbers, subscribed) = has(VMCI_CONNECTION_SUBSCRIBED);
  at(numbers, timed) = has(VMCI_CONNECTION_TIMED);
  at(numbers, peer_gone) = has(VMCI_CONNECTION_PEER_GONE);
  at(numbers, established_once) = has(VMCI_CONNECTION_ONCE);
  at(numbers, shutdown) = after.shutdown;
  at(numbers, peer_shutdown) = after.peer_shutdown;
  at(numbers, local) = after.local_context;
  at(numbers, bound) = after.bound_context;
  at(numbers, remote) = address(after.remote_context, after.remote_port);
  at(numbers, backlog) = after.backlog;
  at(numbers, pending) = after.pending;
  at(numbers, ready) = after.ready;
  at(numbers, sent_from) = address(sent.src_context, sent.src_port);
  at(numbers, sent_to) = address(sent.dst_context, sent.dst_port);
  at(numbers, sent_size) = sent.size;
  at(numbers, sent_protocols) = sent.protocols;
  at(numbers, sent_handle) = number_of(sent.handle);
  at(numbers, sent_mode) = sent.mode;
  at(numbers, rest) = changes_the_rest(before, after, sent) ? 1 : 0;
  return numbers;
}

const std::vector<Origin>& origins(Field field) {
  static const std::vector<std::vector<Origin>> by_field = [] {
    std::vector<std::vector<Origin>> all(kFields);
    for (const Origin& origin : all_origins()) {
      all[static_cast<std::size_t>(origin.field)].push_back(origin);
    }
    return all;
  }();
  return by_field[static_cast<std::size_t>(field)];
}

const Origin* find_origin(Field field, Term term) {
  const std::vector<Origin>& all = origins(field);
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Origin& origin) { return origin.term == term; });
  return found == all.end() ? nullptr : &*found;
}

const char* name(Field field) {
  return kNames[static_cast<std::size_t>(field)];
}

const char* name(Term term) {
  return kTermNames[static_cast<std::size_t>(term)];
}

const std::vector<Phrase>& phrases() {
  static const Makes pair_forgotten{{handle, Term::cleared},     {size, Term::cleared},
                                    {notify, Term::cleared},     {pair, Term::cleared},
                                    {requested, Term::cleared},  {reset_due, Term::cleared},
                                    {subscribed, Term::cleared}, {timed, Term::cleared}};
  static const Makes attempt_forgotten = [] {
    Makes makes = pair_forgotten;
    makes.insert(makes.end(), {{peer_gone, Term::cleared},
                               {established_once, Term::cleared},
                               {peer_shutdown, Term::cleared},
                               {remote, Term::cleared}});
    return makes;
  }();
  static const Makes all_forgotten = [] {
    Makes makes = attempt_forgotten;
    makes.insert(makes.end(), {{error, Term::cleared},
                               {shutdown, Term::cleared},
                               {backlog, Term::cleared},
                               {pending, Term::cleared},
                               {ready, Term::cleared}});
    return makes;
  }();
  static const std::vector<Phrase> all{
      {"forget all",
       {{established_once, Term::cleared}, {shutdown, Term::cleared}, {backlog, Term::cleared}},
       all_forgotten},
      {"forget the attempt", {{remote, Term::cleared}}, attempt_forgotten},
      {"forget the pair", {{handle, Term::cleared}}, pair_forgotten},
      {"peer gone", {{peer_gone, Term::set}}, {{peer_gone, Term::set}, {peer_shutdown, Term::set}}},
  };
  return all;
}

}  // namespace vmcheck::vsock::table
