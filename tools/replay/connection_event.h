// The lines of a connection trace: what one machine's socket and its peer did. traces/FORMAT.md
// defines them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tools/replay/header.h"

namespace vmcheck::replay {

struct ConnectionHeader {
  Header common;
  std::uint32_t context = 0;       // the recorded machine's
  std::uint32_t peer_context = 0;  // its peer's
  // Who was that machine: "socket"; "program", which sends anything; "packets": a socket too, but
  // nothing is known besides packets.
  std::string player;
};

// A context and a port, or a handle's context and resource.
using Pair32 = std::array<std::uint32_t, 2>;

// A control packet as it was on its way.
struct WirePacket {
  std::uint64_t version = 1;
  std::uint64_t type = 0;
  std::uint64_t protocols = 0;
  std::array<std::uint32_t, 3> src{};  // context, resource, port
  std::array<std::uint32_t, 3> dst{};
  std::array<std::uint64_t, 2> payload{};

  friend bool operator==(const WirePacket&, const WirePacket&) = default;
};

// The machine's socket listens.
struct Listens {
  std::uint32_t port = 0;
  std::uint64_t size = 0;  // that its owner wants
  std::uint32_t protocols = 0;
};

// The machine's socket connects.
struct Connects {
  std::uint32_t port = 0;
  Pair32 to{};
  Pair32 handle{};  // of the pair that this attempt makes
  std::uint64_t size = 0;
  std::uint32_t protocols = 0;
};

struct Sends {
  WirePacket packet;
};

struct Receives {
  WirePacket packet;
  // The peer's indices as the machine saw them next, where it may have looked: of the ring that it
  // fills, and of the one that it drains.
  std::optional<std::uint64_t> head;
  std::optional<std::uint64_t> tail;
};

// The broker's answer: a pair was made, or attached to.
struct Paired {
  Pair32 handle{};
  std::uint64_t size = 0;  // of each queue
  bool attaches = false;
  std::int64_t result = 0;
};

// The broker tells of the peer.
struct PeerPaired {
  Pair32 handle{};
  bool attached = false;  // else it has left
};

struct Moved {
  bool fills = false;
  std::uint64_t bytes = 0;
  std::array<std::uint64_t, 2> own{};      // its own index before and after
  std::uint64_t peer = 0;                  // the peer's, as it was read
  std::optional<std::uint64_t> seen = {};  // the same, as it was seen next
};

// Somebody waits to read, or to write.
struct Waits {
  bool reads = false;
};

struct ShutsDown {
  std::uint32_t halves = 0;
};

// The socket is closed, and the pair left, if it is not told of by itself.
struct Closes {
  std::optional<Pair32> handle;
  std::int64_t result = 0;
};

// The pair is left, for whatever reason.
struct Leaves {
  Pair32 handle{};
  std::int64_t result = 0;
};

// The machine sees the peer's indices: of the ring that it fills, and of the one that it drains.
struct Looks {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
};

// What the owners of sockets can set, for those that begin to connect or to listen behind that.
enum class OptionName { buffer_size, buffer_min_size, buffer_max_size, connect_timeout_us };
inline constexpr std::array<const char*, 4> kOptionNames{"buffer_size", "buffer_min_size",
                                                         "buffer_max_size", "connect_timeout_us"};

struct SetsOption {
  OptionName name = OptionName::buffer_size;
  std::uint64_t value = 0;
};

// The same of the peer's socket.
struct PeerListens {
  std::uint32_t port = 0;
};
struct PeerConnects {
  std::uint32_t port = 0;  // its own
  Pair32 to{};
  Pair32 handle{};
};
struct PeerShutsDown {
  std::uint32_t halves = 0;
};
struct PeerCloses {};
struct PeerSetsOption {
  SetsOption option;
};

struct ConnectionEvent {
  std::uint64_t step = 0;  // never decreasing
  std::uint64_t t_us = 0;  // virtual time, never decreasing
  std::variant<Listens, Connects, Sends, Receives, Paired, PeerPaired, Moved, Waits, ShutsDown,
               Closes, Leaves, Looks, SetsOption, PeerListens, PeerConnects, PeerShutsDown,
               PeerCloses, PeerSetsOption, Gap>
      action;
};

// The name of the event's "op".
std::string_view op_name(const ConnectionEvent& event);

// A packet's type by its name; one that nobody knows, or nothing, by its number.
std::string packet_type_name(std::uint64_t type);
std::optional<std::uint64_t> packet_type(const std::string& name);

// A packet's fields, each behind a comma, as in a JSON object.
std::string to_json_fields(const WirePacket& packet);

// Lines of a trace, without the newline.
std::string to_header_line(const ConnectionHeader& header);
std::string to_line(const ConnectionEvent& event);

}  // namespace vmcheck::replay
