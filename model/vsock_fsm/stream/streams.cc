#include "model/vsock_fsm/stream/streams.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/handshake.h"
#include "model/vsock_fsm/stream/properties.h"
#include "model/vsock_fsm/stream/turn.h"

namespace vmcheck::vsock::stream {
namespace {

constexpr std::array<const char*, 4> kTasks{"works", "waits", "sleeps", "is done"};

// A reader or a writer who has nothing to wait for: his connection is no more, or there is what he
// waits for. He looks for himself, whatever the core says.
bool need_not_read(const Stream& stream, const Bounds& bounds, std::uint32_t end) {
  const vmci_connection& connection = *stream.ends[end].connection;
  const std::uint32_t most = bounds.size - 1U;
  const std::uint32_t enough = std::min<std::uint32_t>(bounds.ends[end].lowat, most);
  return connection.state != VMCI_CONNECTION_ESTABLISHED ||
         (connection.shutdown & VMCI_SHUTDOWN_RECEIVE) != 0 ||
         (connection.peer_shutdown & VMCI_SHUTDOWN_SEND) != 0 ||
         std::uint32_t{stream.to(end).ready()} + stream.ends[end].taken >= enough;
}

bool need_not_write(const Stream& stream, const Bounds& bounds, std::uint32_t end) {
  const vmci_connection& connection = *stream.ends[end].connection;
  return connection.state != VMCI_CONNECTION_ESTABLISHED ||
         (connection.shutdown & VMCI_SHUTDOWN_SEND) != 0 ||
         (connection.peer_shutdown & VMCI_SHUTDOWN_RECEIVE) != 0 ||
         stream.from(end).ready() + 1U < bounds.size;
}

}  // namespace

std::vector<run::Property> StreamsModel::properties() const {
  std::vector<run::Property> all{property::kAllReceived, property::kWindow, property::kTakenEarly};
  if (bounds_.protocols == 0) all.push_back(property::kPlace);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void StreamsModel::begin(Stream& stream, run::Chooser& chooser) const {
  const Handshake made =
      shake_hands(*core_.connections, {kVmContext, 20, bounds_.size, bounds_.protocols},
                  {VMCI_CONTEXT_HOST, 5, bounds_.size, bounds_.protocols}, {kVmContext, 1});
  for (std::uint32_t i = 0; i < kEnds; ++i) {
    End& end = stream.ends[i];
    const vmci_connection& connection = i == kHost ? made.server : made.client;
    std::memcpy(&*end.connection, &connection, kConnectionBytes);
    core_.notifications->init(&*end.notify, connection.notify, bounds_.size);
    end.left = bounds_.ends[i].bytes;
    const std::uint32_t calls = bounds_.ends[i].calls;
    end.calls = static_cast<std::uint8_t>(chooser.choose(run::ChoiceKind::value, calls + 1));
  }
  stream.unsent = bounds_.unsent;
  stream.changes =
      static_cast<std::uint8_t>(chooser.choose(run::ChoiceKind::value, bounds_.changes + 1U));
}

bool StreamsModel::step(Stream& stream, run::Chooser& chooser, state::Observer& observer) const {
  return Turn(core_, bounds_, stream, chooser, observer).make();
}

void StreamsModel::check(const Stream& stream, state::Observer& observer) const {
  const auto reach = [&](const run::Property& property, bool reached) {
    const auto& all = bounds_.reached;
    if (std::find(all.begin(), all.end(), &property) != all.end()) {
      observer.sometimes(property, reached);
    }
  };
  for (std::uint32_t i = 0; i < kEnds; ++i) {
    const End& end = stream.ends[i];
    const vmci_notify& notify = *end.notify;
    const bool fits = notify.window_min >= 2 && notify.window_min <= notify.window &&
                      notify.window <= notify.size;
    observer.always(property::kWindow, fits,
                    [&] { return fmt::format("end {} has a window of {}", i, notify.window); });
    const std::uint32_t lowat = std::min<std::uint32_t>(bounds_.ends[i].lowat, bounds_.size - 1U);
    observer.always(property::kTakenEarly, end.taken < lowat, [&] {
      return fmt::format("{} bytes are taken for a reader of {}", end.taken, lowat);
    });
    reach(property::kReaderBlocked, end.reader == Task::sleeps);
    reach(property::kWriterBlocked, end.writer == Task::sleeps);
    reach(property::kBothBlocked, end.reader == Task::sleeps && end.writer == Task::sleeps);
    reach(property::kTaken, end.taken != 0);
    reach(property::kShrunk, notify.window < notify.size);
    reach(property::kRead, end.reader == Task::done && stream.ends[1 - i].has_ended != 0 &&
                               stream.to(i).ready() == 0);
    reach(property::kBroken, end.writer == Task::done && end.left != 0);
    reach(property::kOwed, (notify.flags & (VMCI_NOTIFY_OWES_WROTE | VMCI_NOTIFY_OWES_READ)) != 0);
  }
}

// Where both ends are closed. That nobody sleeps who need not is for the goals to say.
bool StreamsModel::may_end(const Stream& stream) const {
  const bool closed = stream.ends[kHost].is_closed != 0 && stream.ends[kGuest].is_closed != 0;
  return closed || !is_met(0, stream) || !is_met(1, stream);
}

std::string StreamsModel::text(const Stream& stream) const {
  std::string text;
  for (std::uint32_t i = 0; i < kEnds; ++i) {
    const End& end = stream.ends[i];
    text +=
        fmt::format("{}{} {}, writer {}, reader {}, {} in its queue", i == 0 ? "" : "; ", i,
                    state_name(end.connection->state), kTasks[static_cast<std::size_t>(end.writer)],
                    kTasks[static_cast<std::size_t>(end.reader)], stream.from(i).ready());
  }
  text += ';';
  for (std::uint32_t i = 0; i < stream.letter_count; ++i) {
    const Letter& letter = stream.letters[i];
    text += fmt::format(
        " {}", letter.type == Letter::kDetachment ? "detachment" : packet_name(letter.type));
  }
  return text;
}

std::vector<std::string> StreamsModel::fault_classes() const {
  return {bounds_.unsent != 0 ? "notification not sent" : ""};
}

std::vector<run::Property> StreamsModel::goals() const {
  return {property::kReaderWoken, property::kWriterWoken};
}

bool StreamsModel::is_met(std::size_t goal, const Stream& stream) const {
  for (std::uint32_t i = 0; i < kEnds; ++i) {
    const End& end = stream.ends[i];
    if (goal == 0 && end.reader == Task::sleeps && need_not_read(stream, bounds_, i)) return false;
    if (goal == 1 && end.writer == Task::sleeps && need_not_write(stream, bounds_, i)) return false;
  }
  return true;
}

std::vector<state::Process> StreamsModel::processes() const {
  constexpr std::array<const char*, kFairActors> kNames{
      "the packets to", "the writer of", "the reader of", "what is owed by", "the owner of"};
  std::vector<state::Process> all;
  for (const char* name : kNames) {
    for (std::uint32_t i = 0; i < kEnds; ++i) {
      all.push_back({fmt::format("{} end {}", name, i), state::Fairness::weak});
    }
  }
  return all;
}

}  // namespace vmcheck::vsock::stream
