// One machine's sockets as the core has them: what happens is told, what comes of it is collected.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "tools/replay/connection_event.h"
#include "tools/replay/socket_core.h"

namespace vmcheck::replay {

// What a socket has asked of the broker.
struct AskedPair {
  std::size_t socket = 0;  // its number
  Pair32 handle{};
  std::uint64_t size = 0;
  bool attaches = false;
};

class Side {
 public:
  Side(const SocketCore& core, std::uint32_t context);

  // Timers that have gone off until then, in microseconds, do so.
  void advance(std::uint64_t t_us);

  // What goes for those that begin behind that; and the size of queues that their owners want then.
  void set(const SetsOption& what);
  std::uint64_t buffer_size() const { return options_.buffer_size; }

  void listen(const Listens& how);
  void connect(const Connects& how);

  // A packet arrives, and so many bytes can be read.
  void receive(const WirePacket& packet, std::uint64_t ready);

  // The broker's answer to what was asked of it.
  void answer(const AskedPair& asked, bool done);

  // The other end of a pair was left; so many bytes can be read.
  void peer_left(const Pair32& handle, std::uint64_t ready);

  // The same for the newest connection there is; false: there is none.
  bool shut_down(std::uint32_t halves, std::uint64_t ready);
  bool close();

  // The newest connection that has been established, as it is; null: there was none.
  const vmci_connection* connected() const;

  // A packet of the connection's own, of a type that carries no more than a place.
  void send_notice(std::uint32_t type, std::uint64_t generation, std::uint64_t offset);

  // What was asked for and is to be dealt with: whoever does that takes it out.
  std::vector<WirePacket> sent;
  std::optional<AskedPair> asked;
  std::vector<Pair32> left;            // pairs
  std::vector<std::uint32_t> notices;  // types of packets for notify.h

 private:
  struct Socket {
    vmci_connection connection{};
    std::optional<std::size_t> listener;
    std::uint64_t deadline = 0;  // of its timer, if that runs
    std::uint64_t waits = 0;     // how long a client does, in microseconds
    bool closed = false;         // by its owner: nothing reaches it any more
  };

  bool reaches(const WirePacket& wire) const;
  int step(std::size_t number, const vmci_connection_event& event);
  void carry_out(std::size_t number, const vmci_connection_event& event,
                 const vmci_connection_outcome& outcome);
  void open_child(std::size_t listener, const vmci_packet& packet);
  void answer_packet(const vmci_packet& packet, std::uint32_t type);
  void send(const vmci_packet& packet);
  std::size_t begin(std::uint32_t port, std::uint64_t size, std::uint32_t protocols);
  std::optional<std::size_t> find(const vmci_packet& packet) const;
  std::optional<std::size_t> newest() const;

  const SocketCore& core_;
  std::uint32_t context_;
  vmci_options options_{};
  std::uint64_t now_ = 0;
  std::deque<Socket> sockets_;
};

}  // namespace vmcheck::replay
