#include "tools/replay/socket_machine.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace vmcheck::replay {
namespace {

bool is_same(const vmci_notify& a, const vmci_notify& b) {
  const auto all = [](const vmci_notify& one) {
    return std::tie(one.size, one.window, one.window_min, one.produced_laps, one.consumed_laps,
                    one.protocol, one.flags);
  };
  return all(a) == all(b);
}

}  // namespace

void SocketMachine::advance(std::uint64_t t_us) {
  side_.advance(t_us);
  settle();
}

void SocketMachine::listen(const Listens& how) {
  side_.listen(how);
  settle();
}

void SocketMachine::connect(const Connects& how) {
  side_.connect(how);
  settle();
}

void SocketMachine::receive(const Receives& what) {
  side_.receive(what.packet, ready(courses_.front()));
  settle();
  for (const std::uint32_t type : std::exchange(side_.notices, {})) {
    decide(
        what.head, what.tail,
        [](const SocketCore& core, const vmci_notify& notify, const vmci_notify_view& view,
           std::uint64_t of_type, vmci_notify_outcome& outcome) {
          core.notify_receive(&notify, &view, static_cast<vmci_u32>(of_type), 1, &outcome);
        },
        type);
  }
}

void SocketMachine::pair(const Paired& how) {
  require(side_.asked.has_value(), "the core has not asked for a pair");
  const AskedPair asked = *std::exchange(side_.asked, std::nullopt);
  require_equal("handle", asked.handle, how.handle);
  require_equal("size", asked.size, how.size);
  require_equal("attaches", asked.attaches ? 1 : 0, how.attaches ? 1 : 0);
  side_.answer(asked, how.result >= 0);
  settle();
}

// That the peer has come says nothing that its ATTACH does not.
void SocketMachine::hear(const PeerPaired& what) {
  if (what.attached) return;
  side_.peer_left(what.handle, ready(courses_.front()));
  settle();
}

// Bytes in a ring, from its head to its tail.
std::uint64_t SocketMachine::used(std::uint64_t tail, std::uint64_t head) const {
  return (tail + size() - head) % size();
}

// That the peer's index has moved as it can, to where it was read and where it was seen next, and
// that so many bytes were free, or there.
void SocketMachine::require_possible(const Moved& how) const {
  const std::uint64_t seen = how.seen.value_or(how.peer);
  require(how.peer < size() && seen < size(),
          fmt::format("the peer's index, {} and then {}, is beyond the ring", how.peer, seen));
  bool forward = false;
  bool enough = false;
  if (how.fills) {
    forward = used(how.own[0], how.peer) <= used(how.own[0], read_head_) &&
              used(how.own[1], seen) <= used(how.own[1], how.peer);
    enough = how.bytes <= size() - 1 - used(how.own[0], how.peer);
  } else {
    forward = used(how.peer, how.own[0]) >= used(read_tail_, how.own[0]) &&
              used(seen, how.own[1]) >= used(how.peer, how.own[1]);
    enough = how.bytes <= used(how.peer, how.own[0]);
  }
  require(forward, fmt::format("the peer's index, {} and then {}, moved backwards or too far",
                               how.peer, seen));
  require(enough, fmt::format("field \"moved\": recorded {}, more than there was", how.bytes));
}

void SocketMachine::move(const Moved& how) {
  require(size() != 0, "the core has no connection yet");
  std::uint64_t& own = how.fills ? tail_ : head_;
  const char* const name = how.fills ? "tail" : "head";
  require_equal(fmt::format("{}[0]", name), own, how.own[0]);
  require_equal(fmt::format("{}[1]", name), (own + how.bytes) % size(), how.own[1]);
  require_possible(how);
  own = how.own[1];
  (how.fills ? read_head_ : read_tail_) = how.peer;
  for (Course& course : courses_) (how.fills ? course.peer_head : course.peer_tail) = how.peer;
  if (how.fills) {
    decide(
        how.seen, std::nullopt,
        [](const SocketCore& core, const vmci_notify& notify, const vmci_notify_view& view,
           std::uint64_t bytes,
           vmci_notify_outcome& outcome) { core.enqueued(&notify, &view, bytes, &outcome); },
        how.bytes);
    allow_as_shipped(how.bytes);
  } else {
    decide(
        std::nullopt, how.seen,
        [](const SocketCore& core, const vmci_notify& notify, const vmci_notify_view& view,
           std::uint64_t bytes,
           vmci_notify_outcome& outcome) { core.dequeued(&notify, &view, bytes, &outcome); },
        how.bytes);
  }
}

void SocketMachine::wait(const Waits& how) {
  require(size() != 0, "the core has no connection yet");
  decide(
      std::nullopt, std::nullopt,
      [](const SocketCore& core, const vmci_notify& notify, const vmci_notify_view& view,
         std::uint64_t reads, vmci_notify_outcome& outcome) {
        (reads != 0 ? core.reader_waits : core.writer_waits)(&notify, &view, 1, &outcome);
      },
      how.reads ? 1 : 0);
}

void SocketMachine::shut_down(const ShutsDown& how) {
  require(side_.shut_down(how.halves, ready(courses_.front())),
          "the core has nothing to shut down");
  settle();
}

void SocketMachine::close(const Closes& how) {
  require(side_.close(), "the core has nothing to close");
  settle();
  if (how.handle) require_left(*how.handle, how.result);
  forget_rings();
}

// Whoever connects next has others.
void SocketMachine::forget_rings() {
  tail_ = head_ = read_tail_ = read_head_ = 0;
  for (Course& course : courses_) {
    course.notify = {};
    course.peer_head = course.peer_tail = 0;
  }
}

void SocketMachine::leave(const Leaves& what) {
  require_left(what.handle, what.result);
}

void SocketMachine::require_left(const Pair32& handle, std::int64_t result) {
  require(side_.left.size() == 1, "the core leaves no pair");
  require_equal("handle", side_.left.front(), handle);
  require(result == 0, fmt::format("field \"result\": expected 0, as the pair is the core's, "
                                   "recorded {}",
                                   result));
  side_.left.clear();
}

void SocketMachine::look(const Looks& what) {
  require(size() != 0, "the core has no connection yet");
  require(
      what.head < size() && what.tail < size(),
      fmt::format("the peer's indices, {} and {}: one is beyond the ring", what.head, what.tail));
  require(used(tail_, what.head) <= used(tail_, read_head_) &&
              used(what.tail, head_) >= used(read_tail_, head_),
          fmt::format("the peer's indices, {} and {}: one moved backwards or too far", what.head,
                      what.tail));
  read_head_ = what.head;
  read_tail_ = what.tail;
  for (Course& course : courses_) {
    course.peer_head = what.head;
    course.peer_tail = what.tail;
  }
}

std::uint64_t SocketMachine::ready(const Course& course) const {
  const std::uint64_t ring = course.notify.size;
  return ring == 0 ? 0 : (course.peer_tail + ring - head_) % ring;
}

vmci_notify_view SocketMachine::view(const Course& course) const {
  vmci_notify_view seen{};
  seen.ready = ready(course);
  seen.sent = (tail_ + course.notify.size - course.peer_head) % course.notify.size;
  seen.head = head_;
  seen.tail = tail_;
  const vmci_connection* connection = side_.connected();
  if (connection == nullptr) return seen;
  seen.shutdown = connection->shutdown;
  seen.peer_shutdown = connection->peer_shutdown;
  return seen;
}

// With the peer's indices as they were seen before, and as they are seen next.
void SocketMachine::decide(std::optional<std::uint64_t> head, std::optional<std::uint64_t> tail,
                           Decide by, std::uint64_t argument) {
  std::vector<Course> then;
  for (const Course& before : courses_) {
    follow(before, by, argument, then);
    Course later = before;
    later.peer_head = head.value_or(before.peer_head);
    later.peer_tail = tail.value_or(before.peer_tail);
    follow(later, by, argument, then);
  }
  courses_ = std::move(then);
}

void SocketMachine::follow(const Course& before, Decide by, std::uint64_t argument,
                           std::vector<Course>& then) {
  Course after = before;
  const vmci_notify_view seen = view(before);
  vmci_notify_outcome outcome{};
  by(core_, before.notify, seen, argument, outcome);
  after.notify = outcome.notify;
  const auto send = [&](unsigned int action, std::uint32_t type, bool has_place) {
    if ((outcome.actions & action) == 0) return;
    side_.send_notice(type, has_place ? outcome.generation : 0, has_place ? outcome.offset : 0);
  };
  send(VMCI_NOTIFY_SEND_WROTE, VMCI_PACKET_WROTE, false);
  send(VMCI_NOTIFY_SEND_READ, VMCI_PACKET_READ, false);
  send(VMCI_NOTIFY_SEND_WAITING_READ, VMCI_PACKET_WAITING_READ, true);
  send(VMCI_NOTIFY_SEND_WAITING_WRITE, VMCI_PACKET_WAITING_WRITE, true);
  for (const WirePacket& packet : std::exchange(side_.sent, {})) after.owed.push_back(packet);
  const bool known = std::any_of(then.begin(), then.end(), [&](const Course& other) {
    return is_same(other.notify, after.notify) && other.peer_head == after.peer_head &&
           other.peer_tail == after.peer_tail && other.owed == after.owed;
  });
  if (!known) then.push_back(std::move(after));
}

// vsock::kWroteAfterAll: a peer that has begun to read need not be told.
void SocketMachine::allow_as_shipped(std::uint64_t written) {
  if (!allow_differences_) return;
  std::vector<Course> more;
  for (const Course& course : courses_) {
    const bool begun = view(course).sent < written;
    if (!begun || course.notify.protocol != VMCI_NOTIFY_ON_STATE || course.owed.empty()) continue;
    more.push_back(course);
    std::erase_if(more.back().owed,
                  [](const WirePacket& packet) { return packet.type == VMCI_PACKET_WROTE; });
  }
  courses_.insert(courses_.end(), more.begin(), more.end());
}

// Takes what the core sends, whichever way it has gone.
void SocketMachine::settle() {
  const std::vector<WirePacket> sent = std::exchange(side_.sent, {});
  const vmci_connection* connection = side_.connected();
  for (Course& course : courses_) {
    course.owed.insert(course.owed.end(), sent.begin(), sent.end());
    if (course.notify.size != 0 || connection == nullptr || connection->size == 0) continue;
    core_.notify_init(&course.notify, connection->notify, connection->size);
  }
}

void SocketMachine::require_sent(const WirePacket& packet) {
  std::vector<WirePacket> next;
  for (const Course& course : courses_) {
    if (!course.owed.empty()) next.push_back(course.owed.front());
  }
  require_one_of(next, packet, "the core");
  std::erase_if(courses_, [&](const Course& course) {
    return course.owed.empty() || course.owed.front() != packet;
  });
  for (Course& course : courses_) course.owed.erase(course.owed.begin());
}

void SocketMachine::require_nothing_owed() {
  require(side_.left.empty(), "the core leaves a pair, recorded nothing");
  const WirePacket* owed = nullptr;
  bool none = false;
  for (const Course& course : courses_) {
    if (course.owed.empty()) {
      none = true;
    } else if (owed == nullptr) {
      owed = &course.owed.front();
    }
  }
  if (!none) {
    throw Diverged(fmt::format("the core sends {}, recorded nothing", packet_type_name(owed->type)),
                   fmt::format("  {:<10}{}\n", "core", to_text(*owed)));
  }
  std::erase_if(courses_, [](const Course& course) { return !course.owed.empty(); });
}

}  // namespace vmcheck::replay
