// What a step makes, number by number, and where each number comes from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/core.h"

namespace vmcheck::vsock::table {

// A number of the connection that follows, or of what is to be done.
enum class Field : std::uint8_t {
  result,
  frees,      // what is given back: timer, subscription, pair
  names,      // the pair that an action is about
  asks_size,  // the size that is asked for with it
  pair,       //
  handle,     //
  size,       //
  notify,     // the protocol
  error,      //
  requested,  // flags
  reset_due,
  subscribed,
  timed,
  peer_gone,
  established_once,
  shutdown,
  peer_shutdown,
  local,   // context
  bound,   // context
  remote,  // context and port
  backlog,
  pending,
  ready,
  sent_from,  // of the packet that is sent: context and port
  sent_to,
  sent_size,
  sent_protocols,
  sent_handle,
  sent_mode,
  rest,  // whether anything else has changed, or is sent
};
inline constexpr std::size_t kFields = 30;

// Where a field's number comes from.
enum class Term : std::uint8_t {
  kept,     // from the connection before; of what is to be done: nothing
  cleared,  // 0, or the invalid word
  set,      // 1, or all
  own,      // the connection's, before
  of_event,
  of_packet,
  wanted,  // by the owner
  added,   // to what was there, the event's or the packet's
  one_more,
  one_less,
  asked,
  held,
  waiting,
  on_state,
  all,                // that it has
  all_but_the_timer,  // which has gone off
  all_and_the_pair,   // which has just come
  the_timer,
  the_pair,  // that is late
  einprogress,
  ealready,
  eisconn,
  enotconn,
  einval,
  eproto,
  eagain,
  eintr,
  econnreset,
  etimedout,
};

using Numbers = std::array<std::uint64_t, kFields>;

// What a step has made.
Numbers made(const vmci_connection& before, int result, const vmci_connection_outcome& outcome);

// One origin of a field's number.
struct Origin {
  Field field;
  Term term;
  const char* words;  // as a row says it; empty: not worth saying
  std::uint64_t (*number)(const vmci_connection&, const vmci_connection_event&);
};

// All of a field, the plainest first: that of `kept`.
const std::vector<Origin>& origins(Field field);

// The one of a term; null: the field has none such.
const Origin* find_origin(Field field, Term term);

// "peer_shutdown", "of_packet": for machines.
const char* name(Field field);
const char* name(Term term);

// A field whose number is not the plainest.
struct Make {
  Field field;
  Term term;

  friend bool operator==(const Make&, const Make&) = default;
};
using Makes = std::vector<Make>;

// What goes together, and the words for all of it: said where one of its signs is made.
struct Phrase {
  const char* words;
  Makes signs;
  Makes makes;
};
const std::vector<Phrase>& phrases();

}  // namespace vmcheck::vsock::table
