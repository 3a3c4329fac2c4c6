// How one end of a connection may be, when only its packets were seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/replay/connection_event.h"
#include "tools/replay/socket_core.h"

namespace vmcheck::replay::conform {

// What an end's programs may have asked for, as far as it can be told by the packet that is to be
// explained.
struct Guesses {
  std::vector<std::uint64_t> sizes;  // of queues, that its owner may want
  bool connects = false;             // it sends a request, or may have sent one
};

// A context and a port, of the end and of its peer.
struct Ends {
  Pair32 own{};
  Pair32 peer{};
};

// Which pair an end makes, or is offered unseen, is known only when a packet names it. Until then
// the pair has a name that no pair has. So has the size that was agreed upon unseen.
inline constexpr std::uint32_t kUnnamed = VMCI_ID_INVALID - 1;
inline constexpr std::uint64_t kUnknownSize = std::uint64_t{1} << 62U;

// A plain value, without what does not matter any more. Whether somebody listens is left open, as
// it can change at any time, unseen.
struct Situation {
  std::optional<vmci_connection> socket;  // client or child; nothing: or closed
  std::optional<Pair32> asked;            // a pair, of the broker
  std::vector<WirePacket> owed;           // sent, and not seen yet
  std::vector<WirePacket> inbox;          // seen, and not looked at yet
};

// The same situation has the same key, and no other has it.
std::string key(const Situation& situation);

// What nobody has seen, and what comes of it.
struct Cause {
  std::string text;  // "the socket is closed"
  Situation then;
};

// All that may happen next in a situation in which nothing is owed.
std::vector<Cause> causes(const SocketCore& core, const Ends& ends, const Guesses& guesses,
                          const Situation& before);

// The same to an end whose calls and whose broker's answers are seen: its timers.
std::vector<Cause> unseen_causes(const SocketCore& core, const Ends& ends, const Situation& before);

// All that may come of what was seen of an end besides packets: a call or an answer of the broker.
// Nothing: it cannot have been seen here.
std::vector<Cause> told(const SocketCore& core, const Ends& ends, const ConnectionEvent& event,
                        const Situation& before);

// All that may come of a packet when it is looked at.
std::vector<Cause> looks_at(const SocketCore& core, const Ends& ends, const Guesses& guesses,
                            const WirePacket& packet, const Situation& before);

// Takes from a packet, which the end sends or looks at, the name of its pair and the size of its
// queues, if they are not known yet.
void learn(const WirePacket& packet, Situation& situation);

// The notifications that the end may send now. Bytes that are moved are not seen: so it may send
// each that its connection has, and each place in the queue, that which `packet` names.
std::vector<WirePacket> notices(const Ends& ends, const WirePacket& packet,
                                const Situation& situation);

}  // namespace vmcheck::replay::conform
