#include "model/vsock_fsm/stream/turn.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/stream/properties.h"

namespace vmcheck::vsock::stream {

bool Turn::make() {
  const std::uint32_t actor = chooser_.choose(run::ChoiceKind::schedule, kActors * kEnds);
  const std::uint32_t end = actor % kEnds;
  switch (actor / kEnds) {
    case kDelivery:
      return deliver(end);
    case kWriter:
      return write(end);
    case kReader:
      return read(end);
    case kRetry:
      return retry(end);
    case kCloser:
      return close_when_done(end);
    case kOwner:
      return call(end);
    default:
      return change(end);
  }
}

bool Turn::is_connected(std::uint32_t end) const {
  return stream_.ends[end].connection->state == VMCI_CONNECTION_ESTABLISHED;
}

// What comes while the end is locked is looked at later.
bool Turn::deliver(std::uint32_t end) {
  auto& all = stream_.letters;
  if (stream_.letter_count == 0 || stream_.ends[end].is_locked()) return false;
  const std::uint32_t number = choose(stream_.letter_count);
  const auto goes_to = [](const Letter& letter) { return letter.to; };
  if (all[number].to != end) return false;
  if (!may_overtake(all, stream_.letter_count, number, bounds_.order, goes_to)) return false;
  made_by(kDelivery, end);
  const Letter letter = all[number];
  std::move(all.begin() + number + 1, all.begin() + stream_.letter_count, all.begin() + number);
  all[--stream_.letter_count] = {};
  receive(end, letter);
  return true;
}

void Turn::receive(std::uint32_t end, const Letter& letter) {
  const bool detachment = letter.type == Letter::kDetachment;
  observer_.note([&] {
    return fmt::format("{} reaches end {}", detachment ? "a detachment" : packet_name(letter.type),
                       end);
  });
  const End& self = stream_.ends[end];
  const bool answered = !detachment && letter.type != VMCI_PACKET_RST;
  if (self.is_closed != 0) {
    if (answered) shell_.post({static_cast<std::uint8_t>(1 - end), VMCI_PACKET_RST, 0});
    return;
  }
  const vmci_connection& connection = *self.connection;
  vmci_connection_event event = event_of(detachment ? VMCI_ON_PEER_DETACHED : VMCI_ON_PACKET);
  event.ready = stream_.to(end).ready() + std::uint64_t{self.taken};
  event.handle = connection.handle;
  event.packet.type = letter.type;
  event.packet.mode = letter.mode;
  event.packet.src_context = connection.remote_context;
  event.packet.src_port = connection.remote_port;
  event.packet.dst_context = connection.local_context;
  event.packet.dst_port = connection.local_port;
  shell_.apply(end, event);
}

bool Turn::write(std::uint32_t end) {
  End& self = stream_.ends[end];
  if (self.wrote != 0) {
    made_by(kWriter, end);
    shell_.tell_written(end);
    return true;
  }
  const bool works = self.writer == Task::works || self.writer == Task::waits;
  if (!works || self.is_locked()) return false;
  made_by(kWriter, end);
  if (self.left == 0) {
    end_writing(end);
    return true;
  }
  if (!shell_.is_writable(end)) {
    const bool sleeps = self.writer == Task::waits;
    observer_.note([&] { return fmt::format("the writer of end {} sleeps", end); });
    if (!sleeps) shell_.writer_waits(end);
    self.writer = sleeps ? Task::sleeps : Task::waits;
    return true;
  }
  const auto space = static_cast<std::uint8_t>(bounds_.size - 1 - stream_.from(end).ready());
  const unsigned int closed = (self.connection->shutdown & VMCI_SHUTDOWN_SEND) |
                              (self.connection->peer_shutdown & VMCI_SHUTDOWN_RECEIVE);
  if (!is_connected(end) || closed != 0 || space == 0) {
    observer_.note([&] { return fmt::format("the writer of end {} gives up", end); });
    self.writer = Task::done;
    return true;
  }
  self.writer = Task::works;
  shell_.write(end, std::min({space, self.left, bounds_.ends[end].piece}));
  return true;
}

void Turn::end_writing(std::uint32_t end) {
  End& self = stream_.ends[end];
  self.writer = Task::done;
  if (bounds_.ends[end].bytes == 0 || !is_connected(end)) return;
  self.has_ended = 1;
  shut_down(end, VMCI_SHUTDOWN_SEND);
}

void Turn::shut_down(std::uint32_t end, std::uint32_t mode) {
  observer_.note([&] { return fmt::format("end {} shuts down {}", end, mode); });
  vmci_connection_event event = event_of(VMCI_ON_SHUTDOWN);
  event.mode = mode;
  shell_.apply(end, event);
}

bool Turn::read(std::uint32_t end) {
  End& self = stream_.ends[end];
  if (self.read != 0) {
    made_by(kReader, end);
    shell_.tell_read(end);
    return true;
  }
  const bool works = self.reader == Task::works || self.reader == Task::waits;
  if (!works || self.is_locked()) return false;
  const bool open = is_connected(end) && (self.connection->shutdown & VMCI_SHUTDOWN_RECEIVE) == 0;
  const std::uint8_t ready = open ? stream_.to(end).ready() : std::uint8_t{0};
  const std::uint8_t taken = open ? self.taken : std::uint8_t{0};
  if (open && !shell_.is_readable(end)) {
    made_by(kReader, end);
    const bool sleeps = self.reader == Task::waits;
    observer_.note([&] { return fmt::format("the reader of end {} sleeps", end); });
    self.reader = sleeps ? Task::sleeps : Task::waits;
    if (!sleeps) shell_.reader_waits(end);
    return true;
  }
  const std::uint8_t most = taken != 0 ? taken : ready;
  const bool one = choose(most > 1 ? 2 : 1) != 0;
  made_by(kReader, end);
  self.reader = Task::works;
  if (most == 0) {
    end_reading(end);
  } else if (taken != 0) {
    self.taken -= one ? 1 : most;
  } else {
    shell_.read(end, one ? 1 : most);
  }
  return true;
}

// A host cannot read what a guest that has left has written.
void Turn::end_reading(std::uint32_t end) {
  End& self = stream_.ends[end];
  const End& peer = stream_.ends[1 - end];
  observer_.note([&] { return fmt::format("the reader of end {} comes to the end", end); });
  self.reader = Task::done;
  const bool orderly = peer.has_ended != 0 && stream_.is_severed == 0 &&
                       (self.connection->shutdown & VMCI_SHUTDOWN_RECEIVE) == 0 &&
                       (end != kHost || peer.is_closed == 0);
  const bool all = stream_.to(end).ready() == 0 && self.taken == 0;
  observer_.always(property::kAllReceived, !orderly || all, [&] {
    return fmt::format("{} bytes are left", stream_.to(end).ready() + self.taken);
  });
}

bool Turn::retry(std::uint32_t end) {
  const End& self = stream_.ends[end];
  constexpr unsigned int kOwes = VMCI_NOTIFY_OWES_WROTE | VMCI_NOTIFY_OWES_READ;
  if (self.is_closed != 0 || self.is_locked() || (self.notify->flags & kOwes) == 0) return false;
  made_by(kRetry, end);
  shell_.retry(end);
  return true;
}

bool Turn::close_when_done(std::uint32_t end) {
  const End& self = stream_.ends[end];
  const bool done = self.writer == Task::done && self.reader == Task::done;
  if (!done || self.is_closed != 0 || self.is_locked()) return false;
  made_by(kCloser, end);
  shell_.close(end);
  return true;
}

bool Turn::call(std::uint32_t end) {
  End& self = stream_.ends[end];
  const std::uint8_t may = bounds_.ends[end].may;
  if (self.calls == 0 || self.is_locked()) return false;
  const std::uint32_t mode = choose(VMCI_SHUTDOWN_BOTH + 1);
  if ((may & (mode == 0 ? kClose : kShutDown)) == 0) return false;
  if (mode != 0 && !is_connected(end)) return false;
  --self.calls;
  if (mode == 0) {
    shell_.close(end);
  } else {
    shut_down(end, mode);
  }
  return true;
}

// The guest goes on elsewhere, without the pair, or either end loses its transport.
bool Turn::change(std::uint32_t end) {
  if (stream_.changes == 0 || stream_.ends[end].is_locked()) return false;
  const bool moves = choose(2) == 0;
  if (moves && end == kHost) return false;
  --stream_.changes;
  observer_.note([&] {
    return fmt::format("the machine of end {} {}", end, moves ? "moves" : "loses its transport");
  });
  vmci_connection_event event = event_of(moves ? VMCI_ON_RESUMED : VMCI_ON_TRANSPORT_GONE);
  event.ready = stream_.to(end).ready() + std::uint64_t{stream_.ends[end].taken};
  const End& other = stream_.ends[1 - end];
  if (moves && stream_.is_severed == 0 && other.is_closed == 0) {
    shell_.post({static_cast<std::uint8_t>(1 - end), Letter::kDetachment, 0});
  }
  if (stream_.ends[end].is_closed == 0) shell_.apply(end, event);
  stream_.is_severed = 1;
  return true;
}

}  // namespace vmcheck::vsock::stream
