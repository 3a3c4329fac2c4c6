// Two machines whose sockets make connections over a channel that loses, doubles and reorders, and
// over queue pairs; and what has to hold of them at any time. For tests.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "driver_core/tests/connection_steps.h"

namespace vmcheck::core {

using Handle = std::pair<uint32_t, uint32_t>;

inline Handle HandleOf(const vmci_handle& handle) {
  return {handle.context, handle.resource};
}

// What the shell around a connection keeps for it.
struct Socket {
  vmci_connection connection;
  uint32_t machine;
  bool is_child = false;
  bool is_pending = false, is_ready = false;  // of the listener's
  bool has_timer = false, is_subscribed = false;
  vmci_handle timer = kNoHandle;
  std::set<Handle> pairs;
};

// The clients' machine is a guest, the listener's its host.
class World {
 public:
  static constexpr size_t kListener = 0;
  static constexpr size_t kClients = 2;

  World(uint32_t backlog, bool is_old) {
    Add(Fresh(kHostContext), kHostContext);
    for (uint32_t i = 0; i < kClients; ++i) {
      Add(Fresh(kNone, is_old), kVmContext);
      sockets_.back().connection.local_port = kPeerPort + i;
    }
    Listen(backlog);
  }

  const Socket& socket(size_t i) const { return sockets_[i]; }
  size_t size() const { return sockets_.size(); }
  size_t mail() const { return mail_.size(); }
  size_t asks() const { return asks_.size(); }
  size_t detachments() const { return detachments_.size(); }

  void Listen(uint32_t backlog) {
    vmci_connection_event event = Event(VMCI_ON_LISTEN);
    event.backlog = backlog;
    Do(kListener, event);
  }

  int Connect(size_t i) {
    vmci_connection_event event = Event(VMCI_ON_CONNECT);
    event.handle = {sockets_[i].machine, next_++};
    event.context = kHostContext;
    event.port = kPort;
    return Do(i, event);
  }

  int Call(size_t i, vmci_connection_event_kind kind, uint32_t mode = 0) {
    vmci_connection_event event = Event(kind);
    event.handle = sockets_[i].connection.handle;
    event.mode = mode;
    return Do(i, event);
  }

  void Accept() {
    if (Call(kListener, VMCI_ON_ACCEPT) != 0) return;
    const auto ready = std::find_if(sockets_.begin(), sockets_.end(),
                                    [](const Socket& socket) { return socket.is_ready; });
    RC_ASSERT(ready != sockets_.end());
    ready->is_ready = false;
  }

  // The timer runs out, or one that was stopped before does so late.
  void Timer(size_t i, vmci_handle name) {
    const vmci_connection& c = sockets_[i].connection;
    const bool is_own = sockets_[i].is_child || HandleOf(name) == HandleOf(c.handle);
    if (is_own && !sockets_[i].has_timer) return;
    if (is_own) sockets_[i].has_timer = false;
    vmci_connection_event event = Event(VMCI_ON_TIMER);
    event.handle = name;
    Do(i, event);
  }

  void Put(const vmci_packet& packet) { mail_.push_back(packet); }
  void Lose(size_t m) { mail_.erase(mail_.begin() + static_cast<std::ptrdiff_t>(m)); }
  void Double(size_t m) { mail_.push_back(mail_[m]); }

  void Deliver(size_t m) {
    const vmci_packet packet = mail_[m];
    Lose(m);
    const size_t i = FindReceiver(packet);
    vmci_connection_event event = Event(VMCI_ON_PACKET);
    event.packet = packet;
    if (i == size()) {
      if (packet.type != VMCI_PACKET_RST) Answer(packet, VMCI_PACKET_RST);
    } else {
      Do(i, event);
    }
  }

  // What was asked for is done, or refused; and later, what came of it is told.
  void Carry(size_t a, bool is_refused) {
    Ask& ask = asks_[a];
    if (ask.is_done) return Told(a);
    ask.is_done = true;
    Pair& pair = pairs_[HandleOf(ask.handle)];
    const bool can = ask.is_attach
                         ? pair.parties == 1 && !pair.was_attached && pair.size == ask.size
                         : pair.size == 0;
    ask.is_there = can && !is_refused;
    if (!ask.is_there) return;
    pair.size = ask.size;
    pair.parties += 1;
    pair.was_attached = pair.was_attached || ask.is_attach;
    RC_ASSERT(sockets_[ask.socket].pairs.insert(HandleOf(ask.handle)).second);
  }

  void Detachment(size_t d) {
    const auto [machine, handle] = detachments_[d];
    detachments_.erase(detachments_.begin() + static_cast<std::ptrdiff_t>(d));
    vmci_connection_event event = Event(VMCI_ON_PEER_DETACHED);
    event.handle = {handle.first, handle.second};
    for (size_t i = 0; i < size(); ++i) {
      if (sockets_[i].machine == machine && sockets_[i].is_subscribed) Do(i, event);
    }
  }

  // No more packets come, every answer does, and time goes by.
  void Settle() {
    mail_.clear();
    while (!asks_.empty()) Carry(0, false);
    for (size_t i = 0; i < size(); ++i) {
      if (sockets_[i].has_timer) Timer(i, sockets_[i].timer);
    }
    while (!detachments_.empty()) Detachment(0);
    mail_.clear();
  }

  void CloseAll() {
    for (size_t i = 0; i < size(); ++i) {
      sockets_[i].is_ready = false;
      Call(i, VMCI_ON_CLOSE);
    }
    while (!asks_.empty()) Carry(0, false);
  }

  void ExpectBalanced() const {
    for (const Socket& socket : sockets_) {
      RC_ASSERT(!socket.has_timer);
      RC_ASSERT(!socket.is_subscribed);
      RC_ASSERT(socket.pairs.empty());
    }
    for (const auto& [handle, pair] : pairs_) RC_ASSERT(pair.parties == 0);
  }

  // `is_honest`: no packets were sent but by the sockets.
  void ExpectSound(bool is_honest = true) const {
    uint32_t pending = 0, ready = 0;
    for (size_t i = 0; i < size(); ++i) {
      pending += sockets_[i].is_pending ? 1 : 0;
      ready += sockets_[i].is_ready ? 1 : 0;
      ExpectOwnSound(i);
      if (is_honest) ExpectPeerSound(sockets_[i]);
    }
    const vmci_connection& listener = sockets_[kListener].connection;
    if (listener.state != VMCI_CONNECTION_LISTEN) return;
    RC_ASSERT(listener.pending == pending);
    RC_ASSERT(listener.ready == ready);
  }

  // Of a client that is established, and whose peer is not gone: the socket at the other end.
  const Socket* PeerOf(size_t client) const {
    const vmci_connection& c = sockets_[client].connection;
    for (const Socket& socket : sockets_) {
      if (&socket != &sockets_[client] && socket.pairs.count(HandleOf(c.handle)) != 0)
        return &socket;
    }
    return nullptr;
  }

 private:
  struct Ask {
    size_t socket;
    vmci_handle handle;
    uint64_t size;
    bool is_attach;
    bool is_done = false, is_there = false;
  };
  struct Pair {
    uint64_t size = 0;
    int parties = 0;
    bool was_attached = false;
  };

  void Add(const vmci_connection& connection, uint32_t machine) {
    Socket socket;
    socket.connection = connection;
    socket.machine = machine;
    sockets_.push_back(socket);
  }

  static bool IsReceiver(const vmci_connection& c, const vmci_packet& packet) {
    return c.state != VMCI_CONNECTION_CLOSE && c.state != VMCI_CONNECTION_LISTEN &&
           HasAddress(c, packet);
  }
  static bool HasAddress(const vmci_connection& c, const vmci_packet& packet) {
    return c.remote_context == packet.src_context && c.remote_port == packet.src_port &&
           c.local_port == packet.dst_port;
  }

  size_t FindReceiver(const vmci_packet& packet) const {
    for (size_t i = 0; i < size(); ++i) {
      if (sockets_[i].machine == packet.dst_context && IsReceiver(sockets_[i].connection, packet))
        return i;
    }
    for (size_t i = 0; i <= kClients; ++i) {
      if (sockets_[i].machine == packet.dst_context &&
          sockets_[i].connection.local_port == packet.dst_port)
        return i;
    }
    return size();
  }

  void Answer(const vmci_packet& packet, uint32_t type) {
    vmci_packet answer;
    vmci_packet_answer(&packet, type, &answer);
    RC_ASSERT(packet.type != VMCI_PACKET_RST || type != VMCI_PACKET_RST);
    answer.src_context = packet.dst_context;
    mail_.push_back(answer);
  }

  void Told(size_t a) {
    const Ask ask = asks_[a];
    asks_.erase(asks_.begin() + static_cast<std::ptrdiff_t>(a));
    vmci_connection_event event = Event(ask.is_there ? VMCI_ON_PAIR : VMCI_ON_NO_PAIR);
    event.handle = ask.handle;
    event.error = ask.is_there ? 0 : VMCI_ENOMEM;
    Do(ask.socket, event);
  }

  int Do(size_t i, const vmci_connection_event& event) {
    int result = 0;
    const vmci_connection_outcome outcome = Step(sockets_[i].connection, event, &result);
    sockets_[i].connection = outcome.connection;
    GiveBack(i, outcome);
    Take(i, outcome);
    Send(i, event, outcome);
    Family(i, event, outcome);
    return result;
  }

  void GiveBack(size_t i, const vmci_connection_outcome& outcome) {
    Socket& socket = sockets_[i];
    if ((outcome.actions & VMCI_CONNECTION_STOP_TIMER) != 0) {
      RC_ASSERT(socket.has_timer);
      socket.has_timer = false;
    }
    if ((outcome.actions & VMCI_CONNECTION_UNSUBSCRIBE) != 0) {
      RC_ASSERT(socket.is_subscribed);
      socket.is_subscribed = false;
    }
    if ((outcome.actions & VMCI_CONNECTION_DETACH) == 0) return;
    const Handle handle = HandleOf(outcome.handle);
    RC_ASSERT(socket.pairs.erase(handle) == 1);
    if (--pairs_[handle].parties == 1)
      detachments_.emplace_back(socket.machine == kHostContext ? kVmContext : kHostContext, handle);
  }

  void Take(size_t i, const vmci_connection_outcome& outcome) {
    Socket& socket = sockets_[i];
    if ((outcome.actions & VMCI_CONNECTION_START_TIMER) != 0) {
      RC_ASSERT(!socket.has_timer);
      socket.has_timer = true;
      socket.timer = outcome.connection.handle;
    }
    if ((outcome.actions & VMCI_CONNECTION_SUBSCRIBE) != 0) {
      RC_ASSERT(!socket.is_subscribed);
      socket.is_subscribed = true;
    }
    if ((outcome.actions & VMCI_CONNECTION_ALLOCATE) != 0)
      asks_.push_back({i, outcome.handle, outcome.size, false});
    if ((outcome.actions & VMCI_CONNECTION_ATTACH) != 0)
      asks_.push_back({i, outcome.handle, outcome.size, true});
  }

  void Send(size_t i, const vmci_connection_event& event, const vmci_connection_outcome& outcome) {
    if ((outcome.actions & VMCI_CONNECTION_SEND) != 0) {
      vmci_packet packet = outcome.packet;
      packet.src_context = sockets_[i].machine;
      mail_.push_back(packet);
    }
    if ((outcome.actions & VMCI_CONNECTION_ANSWER_RESET) != 0)
      Answer(event.packet, VMCI_PACKET_RST);
    if ((outcome.actions & VMCI_CONNECTION_ANSWER_INVALID) != 0)
      Answer(event.packet, VMCI_PACKET_INVALID);
  }

  // What a listener and its children have to do with each other.
  void Family(size_t i, const vmci_connection_event& event,
              const vmci_connection_outcome& outcome) {
    if ((outcome.actions & VMCI_CONNECTION_OPEN_CHILD) != 0) {
      const vmci_connection& listener = outcome.connection;
      RC_ASSERT(listener.pending + listener.ready <= listener.backlog);
      vmci_connection child;
      vmci_connection_inherit(&child, &sockets_[i].connection);
      Add(child, sockets_[i].machine);
      sockets_.back().is_child = sockets_.back().is_pending = true;
      vmci_connection_event open = event;
      open.kind = VMCI_ON_OPEN;
      RC_ASSERT(Do(size() - 1, open) == 0);
    }
    if ((outcome.actions & VMCI_CONNECTION_CHILD_READY) != 0) {
      sockets_[i].is_pending = false;
      sockets_[i].is_ready = true;
      if (Call(kListener, VMCI_ON_CHILD_READY) != 0) Call(i, VMCI_ON_CLOSE);
    }
    if ((outcome.actions & VMCI_CONNECTION_CHILD_DROPPED) != 0) {
      RC_ASSERT(sockets_[i].is_pending);
      sockets_[i].is_pending = false;
      Call(kListener, VMCI_ON_CHILD_DROPPED);
    }
    if ((outcome.actions & VMCI_CONNECTION_CLOSE_CHILDREN) == 0) return;
    for (size_t child = 0; child < size(); ++child) {
      if (!sockets_[child].is_pending && !sockets_[child].is_ready) continue;
      sockets_[child].is_ready = false;
      Call(child, VMCI_ON_CLOSE);
    }
  }

  // What it has is what its state says, and one pair at most, beside those that came too late.
  void ExpectOwnSound(size_t i) const {
    const Socket& socket = sockets_[i];
    const vmci_connection& c = socket.connection;
    const bool is_handshake =
        c.state == VMCI_CONNECTION_SYN_SENT || c.state == VMCI_CONNECTION_SYN_RECEIVED;
    const size_t held = c.pair == VMCI_CONNECTION_PAIR_HELD ? 1 : 0;
    const auto untold = std::count_if(asks_.begin(), asks_.end(), [&](const Ask& ask) {
      return ask.socket == i && ask.is_there;
    });
    RC_ASSERT(socket.has_timer == is_handshake);
    RC_ASSERT(socket.is_pending == (c.state == VMCI_CONNECTION_SYN_RECEIVED));
    RC_ASSERT(socket.is_subscribed == (c.pair != VMCI_CONNECTION_NO_PAIR));
    RC_ASSERT(socket.pairs.size() == held + static_cast<size_t>(untold));
    const bool is_established = c.state == VMCI_CONNECTION_ESTABLISHED;
    RC_ASSERT((held == 1 || !is_established));
    if (held == 0) return;
    RC_ASSERT(socket.pairs.count(HandleOf(c.handle)) == 1u);
    RC_ASSERT(pairs_.at(HandleOf(c.handle)).size == c.size);
  }

  // Who is established has a peer at the pair's other end, or is about to be told that it has left.
  void ExpectPeerSound(const Socket& socket) const {
    const vmci_connection& c = socket.connection;
    if (c.state != VMCI_CONNECTION_ESTABLISHED) return;
    const Pair& pair = pairs_.at(HandleOf(c.handle));
    const std::pair<uint32_t, Handle> told = {socket.machine, HandleOf(c.handle)};
    const bool is_told =
        std::find(detachments_.begin(), detachments_.end(), told) != detachments_.end();
    RC_ASSERT(pair.was_attached);
    const bool is_gone = (c.flags & VMCI_CONNECTION_PEER_GONE) != 0;
    RC_ASSERT((pair.parties == 2 || is_told || is_gone));
  }

  std::vector<Socket> sockets_;
  std::vector<vmci_packet> mail_;
  std::vector<Ask> asks_;
  std::map<Handle, Pair> pairs_;
  std::vector<std::pair<uint32_t, Handle>> detachments_;
  uint32_t next_ = 1024;
};

}  // namespace vmcheck::core
