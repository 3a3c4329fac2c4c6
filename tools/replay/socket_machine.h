// The recorded machine: the core in its place, held to what it did.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/replay/expected_packets.h"
#include "tools/replay/side.h"

namespace vmcheck::replay {

// The core is told what was asked of the machine's socket and what it received; what the core sends
// and asks for is what was recorded, one after the other, to the last field. All throw Diverged.
//
// Where the core differs from shipped drivers on purpose (kernel_differences.h), what these do is
// as good, if that is allowed.
//
// What the machine saw of the peer's index when it decided on a notification is not recorded: it is
// what it saw before or what it saw next. Each that explains what follows is gone on with.
class SocketMachine {
 public:
  SocketMachine(const SocketCore& core, std::uint32_t context, bool allow_differences)
      : core_(core), side_(core, context), allow_differences_(allow_differences) {}

  void advance(std::uint64_t t_us);
  void listen(const Listens& how);
  void connect(const Connects& how);
  void receive(const Receives& what);
  void pair(const Paired& how);
  void hear(const PeerPaired& what);
  void move(const Moved& how);
  void wait(const Waits& how);
  void shut_down(const ShutsDown& how);
  void close(const Closes& how);
  void leave(const Leaves& what);
  void look(const Looks& what);
  void set(const SetsOption& what) { side_.set(what); }

  // The machine is recorded to have sent a packet, or not to have sent one.
  void require_sent(const WirePacket& packet);
  void require_nothing_owed();

 private:
  // How it may have gone.
  struct Course {
    vmci_notify notify{};         // of size 0 before there is a connection
    std::uint64_t peer_tail = 0;  // the peer's indices, as they were seen
    std::uint64_t peer_head = 0;
    std::vector<WirePacket> owed = {};  // what the core sends, and is not recorded yet
  };

  // What is seen and what then follows from it.
  using Decide = void (*)(const SocketCore&, const vmci_notify&, const vmci_notify_view&,
                          std::uint64_t, vmci_notify_outcome&);

  void settle();
  void decide(std::optional<std::uint64_t> head, std::optional<std::uint64_t> tail, Decide by,
              std::uint64_t argument);
  void follow(const Course& before, Decide by, std::uint64_t argument, std::vector<Course>& then);
  void allow_as_shipped(std::uint64_t written);
  void require_possible(const Moved& how) const;
  void require_left(const Pair32& handle, std::int64_t result);
  void forget_rings();
  std::uint64_t used(std::uint64_t tail, std::uint64_t head) const;
  vmci_notify_view view(const Course& course) const;
  std::uint64_t size() const { return courses_.front().notify.size; }
  std::uint64_t ready(const Course& course) const;

  const SocketCore& core_;
  Side side_;
  bool allow_differences_;
  std::uint64_t tail_ = 0;  // the machine's own indices
  std::uint64_t head_ = 0;
  std::uint64_t read_tail_ = 0;  // the peer's, as they were read last
  std::uint64_t read_head_ = 0;
  std::vector<Course> courses_{Course{}};  // at least one
};

}  // namespace vmcheck::replay
