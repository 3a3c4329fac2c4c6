#include "model/vsock_fsm/stream/shell.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/stream/properties.h"

namespace vmcheck::vsock::stream {
namespace {

// Copies all of an object but its padding at the end.
template <typename T>
void store(state::Padded<T>& to, const T& from, std::size_t used) {
  std::memcpy(&*to, &from, used);
}

constexpr std::size_t kNotifyBytes = offsetof(vmci_notify, flags) + 1;

// There is always room for what is no notification: both ends' shutdowns, resets and detachments.
constexpr std::uint32_t kNotifications = kLetters - 6;

}  // namespace

vmci_notify_view Shell::view(std::uint32_t end) const {
  const vmci_connection& connection = *stream_.ends[end].connection;
  const Queue& in = stream_.to(end);
  const Queue& out = stream_.from(end);
  vmci_notify_view view{};
  view.ready = in.ready();
  view.taken = stream_.ends[end].taken;
  view.sent = out.ready();
  view.head = in.read % bounds_.size;
  view.tail = out.written % bounds_.size;
  view.shutdown = connection.shutdown;
  view.peer_shutdown = connection.peer_shutdown;
  return view;
}

std::uint8_t Shell::lowat(std::uint32_t end) const {
  return std::min<std::uint8_t>(bounds_.ends[end].lowat, bounds_.size - 1);
}

bool Shell::is_readable(std::uint32_t end) const {
  const vmci_notify_view seen = view(end);
  return core_.notifications->is_readable(&*stream_.ends[end].notify, &seen, lowat(end)) != 0;
}

bool Shell::is_writable(std::uint32_t end) const {
  const vmci_notify_view seen = view(end);
  return core_.notifications->is_writable(&*stream_.ends[end].notify, &seen) != 0;
}

void Shell::write(std::uint32_t end, std::uint8_t bytes) {
  observer_.note([&] { return fmt::format("end {} writes {}", end, bytes); });
  stream_.queues[end].written += bytes;
  stream_.ends[end].left -= bytes;
  stream_.ends[end].wrote = bytes;
}

void Shell::read(std::uint32_t end, std::uint8_t bytes) {
  observer_.note([&] { return fmt::format("end {} reads {}", end, bytes); });
  stream_.queues[1 - end].read += bytes;
  stream_.ends[end].read = bytes;
}

void Shell::tell_written(std::uint32_t end) {
  End& self = stream_.ends[end];
  const std::uint8_t bytes = std::exchange(self.wrote, std::uint8_t{0});
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome outcome{};
  core_.notifications->enqueued(&*self.notify, &seen, bytes, &outcome);
  carry(end, outcome);
}

void Shell::tell_read(std::uint32_t end) {
  End& self = stream_.ends[end];
  const std::uint8_t bytes = std::exchange(self.read, std::uint8_t{0});
  const bool is_taking = std::exchange(self.is_taking, std::uint8_t{0}) != 0;
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome outcome{};
  core_.notifications->dequeued(&*self.notify, &seen, bytes, &outcome);
  carry(end, outcome);
  if (is_taking) wait_anew(end);
}

// Behind a take: who waited is woken, or waits for the rest.
void Shell::wait_anew(std::uint32_t end) {
  End& self = stream_.ends[end];
  if (self.reader != Task::waits && self.reader != Task::sleeps) return;
  if (is_readable(end)) {
    self.reader = Task::works;
  } else {
    reader_waits(end);
  }
}

void Shell::writer_waits(std::uint32_t end) {
  End& self = stream_.ends[end];
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome outcome{};
  core_.notifications->writer_waits(&*self.notify, &seen, 1, &outcome);
  carry(end, outcome);
}

void Shell::reader_waits(std::uint32_t end) {
  End& self = stream_.ends[end];
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome outcome{};
  core_.notifications->reader_waits(&*self.notify, &seen, lowat(end) - seen.taken, &outcome);
  carry(end, outcome);
}

void Shell::carry(std::uint32_t end, const vmci_notify_outcome& outcome) {
  End& self = stream_.ends[end];
  const unsigned int actions = outcome.actions;
  store(self.notify, outcome.notify, kNotifyBytes);
  demand_place(end, outcome);
  notify(end, VMCI_PACKET_WROTE, actions & VMCI_NOTIFY_SEND_WROTE);
  notify(end, VMCI_PACKET_READ, actions & VMCI_NOTIFY_SEND_READ);
  notify(end, VMCI_PACKET_WAITING_READ, actions & VMCI_NOTIFY_SEND_WAITING_READ);
  notify(end, VMCI_PACKET_WAITING_WRITE, actions & VMCI_NOTIFY_SEND_WAITING_WRITE);
  if ((actions & VMCI_NOTIFY_WAKE_READER) != 0 && self.reader == Task::sleeps) {
    self.reader = Task::works;
  }
  if ((actions & VMCI_NOTIFY_WAKE_WRITER) != 0 && self.writer == Task::sleeps) {
    self.writer = Task::works;
  }
  if ((actions & VMCI_NOTIFY_TAKE) != 0) take(end);
}

// A place is so many times around the queue, and so far into it.
void Shell::demand_place(std::uint32_t end, const vmci_notify_outcome& outcome) {
  constexpr unsigned int kSays = VMCI_NOTIFY_SEND_WAITING_READ | VMCI_NOTIFY_SEND_WAITING_WRITE;
  if (bounds_.protocols != 0 || (outcome.actions & kSays) == 0) return;
  const std::uint64_t size = bounds_.size;
  const std::uint64_t named = outcome.generation * size + outcome.offset;
  std::uint64_t place = named;
  if ((outcome.actions & VMCI_NOTIFY_SEND_WAITING_READ) != 0) {
    place = stream_.to(end).read + std::uint64_t{lowat(end)} - stream_.ends[end].taken;
  }
  // The peer's index must be so far that one byte can be written and one stays free.
  if ((outcome.actions & VMCI_NOTIFY_SEND_WAITING_WRITE) != 0) {
    place = stream_.from(end).written + 2 - size;
  }
  observer_.always(property::kPlace, named == place && outcome.offset < size,
                   [&] { return fmt::format("byte {} is named for byte {}", named, place); });
}

void Shell::notify(std::uint32_t end, std::uint8_t type, unsigned int action) {
  if (action == 0) return;
  const bool fails = stream_.letter_count >= kNotifications ||
                     (stream_.unsent != 0 && chooser_.choose_fault(2, 0) != 0);
  if (fails) {
    if (stream_.unsent != 0) --stream_.unsent;
    observer_.note([&] { return fmt::format("  {} cannot be sent", packet_name(type)); });
    core_.notifications->not_sent(&*stream_.ends[end].notify, action);
    return;
  }
  observer_.note([&] { return fmt::format("  {} from end {}", packet_name(type), end); });
  post({static_cast<std::uint8_t>(1 - end), type, 0});
}

void Shell::take(std::uint32_t end) {
  End& self = stream_.ends[end];
  const std::uint8_t ready = stream_.to(end).ready();
  if (ready == 0) {
    wait_anew(end);
    return;
  }
  read(end, ready);
  self.taken += ready;
  self.is_taking = 1;
}

void Shell::retry(std::uint32_t end) {
  observer_.note([&] { return fmt::format("end {} sends what it owes", end); });
  End& self = stream_.ends[end];
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome outcome{};
  core_.notifications->receive(&*self.notify, &seen, VMCI_PACKET_INVALID, lowat(end), &outcome);
  carry(end, outcome);
}

void Shell::apply(std::uint32_t end, const vmci_connection_event& event) {
  End& self = stream_.ends[end];
  const vmci_connection before = *self.connection;
  vmci_connection_outcome outcome{};
  core_.connections->step(&before, &event, &outcome);
  store(self.connection, outcome.connection, kConnectionBytes);
  const unsigned int actions = outcome.actions;
  const auto peer = static_cast<std::uint8_t>(1 - end);
  if ((actions & VMCI_CONNECTION_DETACH) != 0) detach(end);
  if ((actions & VMCI_CONNECTION_SEND) != 0) {
    observer_.note(
        [&] { return fmt::format("  {} from end {}", packet_name(outcome.packet.type), end); });
    post({peer, static_cast<std::uint8_t>(outcome.packet.type),
          static_cast<std::uint8_t>(outcome.packet.mode)});
  }
  if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) post({peer, VMCI_PACKET_RST, 0});
  if ((actions & VMCI_CONNECTION_WAKE_READER) != 0 && self.reader == Task::sleeps) {
    self.reader = Task::works;
  }
  if ((actions & VMCI_CONNECTION_WAKE_WRITER) != 0 && self.writer == Task::sleeps) {
    self.writer = Task::works;
  }
  if ((actions & VMCI_CONNECTION_NOTIFY) == 0) return;
  const vmci_notify_view seen = view(end);
  vmci_notify_outcome told{};
  core_.notifications->receive(&*self.notify, &seen, event.packet.type, lowat(end), &told);
  carry(end, told);
}

void Shell::close(std::uint32_t end) {
  observer_.note([&] { return fmt::format("end {} is closed", end); });
  apply(end, event_of(VMCI_ON_CLOSE));
  End& self = stream_.ends[end];
  self.is_closed = 1;
  self.writer = Task::done;
  self.reader = Task::done;
  self.left = 0;
  self.taken = 0;
  self.calls = 0;
}

void Shell::detach(std::uint32_t end) {
  const std::uint32_t peer = 1 - end;
  if (stream_.is_severed != 0 || stream_.ends[peer].is_closed != 0) return;
  post({static_cast<std::uint8_t>(peer), Letter::kDetachment, 0});
}

void Shell::post(const Letter& letter) {
  auto& all = stream_.letters;
  all.at(stream_.letter_count++) = letter;
  if (bounds_.order != Order::any) return;
  std::sort(all.begin(), all.begin() + stream_.letter_count);
}

}  // namespace vmcheck::vsock::stream
