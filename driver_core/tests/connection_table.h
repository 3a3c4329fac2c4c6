// The states of a connection and what changes them, as the protocol has them, as data: for tests.
//
// States are finer here than in the core: each has a name for what a connection has of a pair, and
// for what it has been told. The words of a row are separated by spaces; "*" is all.
#pragma once

#include <string>
#include <vector>

extern "C" {
#include "driver_core/vsock/connection.h"
}

namespace vmcheck::core {

struct Row {
  const char* from;
  const char* events;
  int result;
  const char* to;       // "=": nothing changes at all; "same": the state does not
  const char* actions;  // "free": what the state has of timer, subscription and pair is given back
  int error = 0;        // of a connection that is closed then
};

// What each state has to give back.
struct State {
  const char* name;
  const char* has;
};

constexpr State kStates[] = {
    {"closed", ""},                 // bound, and nothing else
    {"closed-old", ""},             // the same, of one that may use the oldest protocol only
    {"idle", ""},                   // listens; nobody waits
    {"listen", ""},                 // listens; some wait, and there is room
    {"listen-old", ""},             // likewise with the oldest protocol only
    {"full", ""},                   // listens; no room
    {"sent", "stop"},               // has sent REQUEST2
    {"sent-old", "stop"},           // has sent REQUEST
    {"fallen", "stop"},             // has sent REQUEST because the peer did not know REQUEST2
    {"asked", "stop unsubscribe"},  // a pair is being made
    {"offered", "stop unsubscribe detach"},  // has sent OFFER
    {"left", "stop unsubscribe detach"},     // and then the peer left what it had attached to
    {"received", "stop"},                    // a child that has sent NEGOTIATE
    {"attaching", "stop unsubscribe"},       // a child that attaches to what was offered
    {"abandoned", "stop unsubscribe"},       // and meanwhile the peer has left it
    {"established", "unsubscribe detach"},   //
    {"draining", "unsubscribe detach"},      // the peer is gone, and something can be read
    {"closing", "unsubscribe detach"},       // the peer has reset it, and all is read
    {"was", "unsubscribe detach"},           // closed by the end of the pair
};

constexpr const char* kClients = "sent sent-old fallen asked offered left";
constexpr const char* kFirst = "sent sent-old fallen";
constexpr const char* kChildren = "received attaching abandoned";
constexpr const char* kListeners = "idle listen listen-old full";
constexpr const char* kConnected = "established draining closing";
constexpr const char* kDrainable = "established draining";
constexpr const char* kWakeBoth = "wake-reader wake-writer";

// The first row that fits says what happens.
inline const std::vector<Row>& Table() {
  static const std::vector<Row> table = {
      // Errors, the packets that nobody knows, and what is for somebody else.
      {"*", "take-error", 0, "=", ""},
      {"closed closed-old was", "unknown", 0, "=", "reset"},
      {"*", "unknown", 0, "=", "invalid"},
      {"*", "pair-late", 0, "=", "detach"},
      {"*", "no-pair-late send-failed-late timer-late signal-late detached-other", 0, "=", ""},
      {"*", "stranger-RST", 0, "=", ""},
      {"*", "stranger", 0, "=", "reset"},
      {"closed closed-old was", "stranger-REQUEST stranger-REQUEST2", 0, "=", "reset"},
      {kClients, "stranger-REQUEST stranger-REQUEST2", 0, "=", "reset"},
      {kChildren, "stranger-REQUEST stranger-REQUEST2", 0, "=", "reset"},
      {kConnected, "stranger-REQUEST stranger-REQUEST2", 0, "=", "reset"},

      // Calls.
      {"closed", "connect", VMCI_EINPROGRESS, "sent", "start send:REQUEST2"},
      {"closed-old", "connect", VMCI_EINPROGRESS, "sent-old", "start send:REQUEST"},
      {"closed closed-old", "connect-nowhere", VMCI_EINVAL, "=", ""},
      {kListeners, "connect connect-nowhere", VMCI_EINVAL, "=", ""},
      {kClients, "connect connect-nowhere", VMCI_EALREADY, "=", ""},
      {kChildren, "connect connect-nowhere", VMCI_EALREADY, "=", ""},
      {"*", "connect connect-nowhere", VMCI_EISCONN, "=", ""},
      {"closed closed-old", "listen", 0, "idle", ""},
      {"idle listen listen-old", "listen", 0, "same", ""},
      {"full", "listen", 0, "listen", ""},
      {"*", "listen", VMCI_EINVAL, "=", ""},
      {"idle", "accept", VMCI_EAGAIN, "=", ""},
      {"listen listen-old", "accept", 0, "same", ""},
      {"full", "accept", 0, "listen", ""},
      {"*", "accept", VMCI_EINVAL, "=", ""},
      {"established", "shutdown", 0, "same", "send:SHUTDOWN wake-reader wake-writer"},
      {"draining closing was", "shutdown", 0, "same", kWakeBoth},
      {"established draining closing was", "shutdown-none", VMCI_EINVAL, "=", ""},
      {"*", "shutdown shutdown-none", VMCI_ENOTCONN, "=", ""},
      {"closed closed-old", "close", 0, "closed", ""},
      {kListeners, "close", 0, "closed", "children wake-accept"},
      {kClients, "close", 0, "closed", "free wake-connect"},
      {kChildren, "close", 0, "closed", "free dropped"},
      {"*", "close", 0, "closed", "free wake-reader wake-writer"},

      // The listener, and the children that it opens.
      {"idle", "REQUEST REQUEST2 stranger-REQUEST stranger-REQUEST2", 0, "listen", "open"},
      {"listen", "REQUEST REQUEST2 stranger-REQUEST stranger-REQUEST2", 0, "listen", "open"},
      {"listen-old", "REQUEST stranger-REQUEST", 0, "same", "open"},
      {kListeners, "RST/data RST/none", 0, "=", ""},
      {"closed", "open", 0, "received", "start send:NEGOTIATE"},
      {"closed", "open2", 0, "received", "start send:NEGOTIATE2"},
      {"closed-old", "open", 0, "received", "start send:NEGOTIATE"},
      {"*", "open open2 open-bad", VMCI_EPROTO, "=", ""},
      {"listen listen-old full", "child-ready", 0, "same", "wake-accept"},
      {"listen listen-old", "child-dropped", 0, "same", ""},
      {"full", "child-dropped", 0, "listen", ""},
      {"*", "child-ready", VMCI_EINVAL, "=", ""},
      {"*", "child-dropped", 0, "=", ""},

      // The client's handshake.
      {"sent sent-old fallen", "NEGOTIATE", 0, "asked", "subscribe allocate"},
      {"sent fallen", "NEGOTIATE2", 0, "asked", "subscribe allocate"},
      {kFirst, "NEGOTIATE2 NEGOTIATE2-unknown NEGOTIATE-small NEGOTIATE-large", 0, "closed",
       "reset free wake-connect", VMCI_EINVAL},
      {"asked", "pair", 0, "offered", "send:OFFER"},
      {"asked", "no-pair", 0, "closed", "send:RST free wake-connect", VMCI_ENOMEM},
      {"offered", "ATTACH", 0, "established", "stop wake-connect"},
      {"left", "ATTACH", 0, "draining", "stop wake-connect"},
      {"sent", "INVALID", 0, "fallen", "send:REQUEST"},
      {kClients, "INVALID", 0, "=", ""},
      {"fallen", "RST/data RST/none", 0, "sent-old", ""},
      {kClients, "RST/data RST/none", 0, "closed", "free wake-connect", VMCI_ECONNRESET},
      {kClients,
       "NEGOTIATE NEGOTIATE-0 NEGOTIATE-small NEGOTIATE-large NEGOTIATE2 NEGOTIATE2-unknown ATTACH "
       "ATTACH-other REQUEST REQUEST-0 REQUEST2 REQUEST2-unknown OFFER OFFER-invalid OFFER-foreign "
       "WROTE READ SHUTDOWN SHUTDOWN-nothing WAITING_WRITE WAITING_READ",
       0, "closed", "reset free wake-connect", VMCI_EPROTO},
      {kClients, "send-failed", 0, "closed", "free wake-connect", VMCI_ENOMEM},
      {kFirst, "timer", 0, "closed", "wake-connect", VMCI_ETIMEDOUT},
      {"asked", "timer", 0, "closed", "unsubscribe wake-connect", VMCI_ETIMEDOUT},
      {"offered left", "timer", 0, "closed", "unsubscribe detach wake-connect", VMCI_ETIMEDOUT},
      {kClients, "signal", VMCI_EINTR, "closed", "free wake-connect"},
      {kFirst, "detached/data detached/none", 0, "=", ""},
      {"offered left", "detached/data", 0, "left", "wake-connect"},
      {kClients,
       "detached/data detached/none resumed/data resumed/none context/data context/none gone", 0,
       "closed", "free wake-connect", VMCI_ECONNRESET},

      // A child's handshake.
      {"received", "OFFER", 0, "attaching", "subscribe attach"},
      {"attaching", "pair", 0, "established", "stop send:ATTACH ready"},
      {"abandoned", "pair", 0, "closed", "free detach dropped", VMCI_ECONNRESET},
      {kChildren, "no-pair send-failed", 0, "closed", "send:RST free dropped", VMCI_ENOMEM},
      {kChildren, "RST/data RST/none", 0, "closed", "free dropped", VMCI_ECONNRESET},
      {kChildren,
       "INVALID NEGOTIATE NEGOTIATE-0 NEGOTIATE-small NEGOTIATE-large NEGOTIATE2 "
       "NEGOTIATE2-unknown ATTACH ATTACH-other REQUEST REQUEST-0 REQUEST2 REQUEST2-unknown OFFER "
       "OFFER-invalid OFFER-foreign WROTE READ SHUTDOWN SHUTDOWN-nothing WAITING_WRITE "
       "WAITING_READ",
       0, "closed", "reset free dropped", VMCI_EPROTO},
      {"received", "timer", 0, "closed", "dropped", VMCI_ETIMEDOUT},
      {"attaching abandoned", "timer", 0, "closed", "unsubscribe dropped", VMCI_ETIMEDOUT},
      {"attaching abandoned", "detached/data detached/none", 0, "abandoned", ""},
      {kChildren, "resumed/data resumed/none context/data context/none gone", 0, "closed",
       "free dropped", VMCI_ECONNRESET},

      // Connected.
      {kDrainable, "WROTE READ WAITING_WRITE WAITING_READ", 0, "=", "notify"},
      {"established", "SHUTDOWN", 0, "same", kWakeBoth},
      {"draining", "SHUTDOWN", 0, "=", kWakeBoth},
      {kDrainable, "RST/data", 0, "draining", kWakeBoth},
      {kDrainable, "RST/none", 0, "closing", kWakeBoth},
      {kDrainable,
       "INVALID NEGOTIATE NEGOTIATE-0 NEGOTIATE-small NEGOTIATE-large NEGOTIATE2 "
       "NEGOTIATE2-unknown ATTACH ATTACH-other REQUEST REQUEST-0 REQUEST2 REQUEST2-unknown OFFER "
       "OFFER-invalid OFFER-foreign SHUTDOWN-nothing",
       0, "=", ""},
      {kDrainable, "detached/data resumed/data context/data", 0, "draining", kWakeBoth},
      {"closing", "detached/data resumed/data context/data", 0, "same", kWakeBoth},
      {kConnected, "detached/none resumed/none context/none", 0, "was", kWakeBoth},
      {kConnected, "gone", 0, "was", "free wake-reader wake-writer"},
      {kConnected, "send-failed", 0, "was", "send:RST free wake-reader wake-writer", VMCI_ENOMEM},
      {"was", "gone", 0, "was", "free"},
      {"closing closed closed-old was", "RST/data RST/none", 0, "=", ""},

      // What is left: packets for which there is no connection, and what changes nothing.
      {"*", "timer signal detached/data detached/none send-failed resumed/data resumed/none gone",
       0, "=", ""},
      {"*", "context/data context/none", 0, "same", ""},
      {"*",
       "INVALID NEGOTIATE NEGOTIATE-0 NEGOTIATE-small NEGOTIATE-large NEGOTIATE2 "
       "NEGOTIATE2-unknown ATTACH ATTACH-other REQUEST REQUEST-0 REQUEST2 REQUEST2-unknown OFFER "
       "OFFER-invalid OFFER-foreign WROTE READ SHUTDOWN SHUTDOWN-nothing WAITING_WRITE "
       "WAITING_READ stranger-REQUEST stranger-REQUEST2",
       0, "=", "reset"},
  };
  return table;
}

}  // namespace vmcheck::core
