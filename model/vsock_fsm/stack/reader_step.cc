#include "model/vsock_fsm/stack/reader_step.h"

#include <fmt/core.h>

#include <array>
#include <string>
#include <utility>

#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::reader {
namespace {

using namespace sockets::property;

enum Actor : std::uint32_t { kWriter, kReader, kWork, kActors };

constexpr std::uint16_t kPort = 1026;
constexpr std::uint8_t kFirstByte = 0x20;

constexpr std::array<const char*, 6> kNames{"does nothing", "writes", "shuts down",
                                            "closes",       "polls",  "reads"};

}  // namespace

template <typename Make>
void Step::go(const Make& step) {
  while (run(step) != VMCI_STEP_DONE) {
  }
  while (state_.work_asked != 0) {
    state_.work_asked = 0;
    while (run([&](const vmci_node& node) { return sockets_.work_step(&node, &*state_.work); }) !=
           VMCI_STEP_DONE) {
    }
  }
}

std::uint8_t Step::open() {
  unsigned int slot = 0;
  run([&](const vmci_node& node) {
    return sockets_.open(node.stack, VMCI_SOCKET_STREAM, 0, 0, &slot);
  });
  const vmci_option size{kQueue, 0};
  for (const std::uint32_t name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
    run([&](const vmci_node& node) {
      return sockets_.set_option(node.stack, slot, VMCI_AF_VSOCK, name, 8, &size);
    });
  }
  return static_cast<std::uint8_t>(slot);
}

void Step::begin() {
  run([&](const vmci_node& node) {
    sockets_.init(node.stack, kMachine, 0);
    sockets_.work_init(&*state_.work);
    return 0;
  });
  if (bounds_.is_older) state_.stack->protocols = 0;
  vmci_stack_attachment attachment{};
  go([&](const vmci_node& node) { return sockets_.attach_step(&node, &attachment); });
  const std::uint8_t listener = open();
  run([&](const vmci_node& node) {
    return sockets_.bind(node.stack, listener, {VMCI_CID_ANY, kPort}, 0);
  });
  run([&](const vmci_node& node) { return sockets_.listen(node.stack, listener, 1); });
  state_.writer.slot = open();
  vmci_call call;
  sockets_.call_init(&call, state_.writer.slot, VMCI_CALL_CONNECT);
  call.remote = {VMCI_CID_LOCAL, kPort};
  go([&](const vmci_node& node) { return sockets_.call_step(&node, &call); });
  unsigned int child = 0;
  run([&](const vmci_node& node) { return sockets_.accept(node.stack, listener, &child); });
  sockets_.call_init(&call, listener, VMCI_CALL_CLOSE);
  go([&](const vmci_node& node) { return sockets_.call_step(&node, &call); });
  run([&](const vmci_node& node) {
    sockets_.set_low_mark(node.stack, child, bounds_.low_mark);
    return 0;
  });
  state_.reader.slot = static_cast<std::uint8_t>(child);
  state_.writer.has = 1;
  state_.reader.has = 1;
}

bool Step::make() {
  switch (chooser_.choose(run::ChoiceKind::schedule, kActors)) {
    case kWriter:
      return write();
    case kReader:
      return read();
    default:
      return work();
  }
}

void Step::peer_changed(std::uint32_t, std::uint32_t callback, std::uint32_t event) {
  machine_.drive([&](vmci_guest&) {
    sockets_.peer_changed(&*state_.stack, callback - world::kPeers, event);
    return 0;
  });
}

void Step::wake(std::uint32_t) {
  state_.writer.sleeping = 0;
  state_.reader.sleeping = 0;
  state_.work_sleeps = 0;
}

void Step::wake_socket(std::uint32_t, std::uint32_t number) {
  for (End* end : {&state_.writer, &state_.reader}) {
    if (end->has == 0 || end->slot != number) continue;
    end->woken = 1;
    end->waiting = 0;
  }
}

void Step::demand(bool good, const End& end, int result) {
  observer_.always(kResult, good, [&] {
    return fmt::format("who {}: {}", kNames[static_cast<std::size_t>(end.doing)], result);
  });
}

bool Step::write() {
  End& writer = state_.writer;
  if (writer.has == 0 || writer.sleeping != 0 || writer.waiting != 0) return false;
  if (writer.doing != Doing::nothing) return go_on(writer);
  switch (std::exchange(writer.wants, Doing::nothing)) {
    case Doing::write:
      return begin_write();
    case Doing::shut_down:
      writer.ended = 1;
      return call(writer, Doing::shut_down, VMCI_CALL_SHUTDOWN);
    default:
      break;
  }
  if (writer.ended != 0) return call(writer, Doing::close, VMCI_CALL_CLOSE);
  // He may end before he has written all.
  const std::uint32_t choice = choose(writer.moved == bounds_.bytes ? 2 : 3);
  if (choice == 2) return begin_write();
  writer.ended = 1;
  if (choice == 0) return call(writer, Doing::close, VMCI_CALL_CLOSE);
  return call(writer, Doing::shut_down, VMCI_CALL_SHUTDOWN);
}

bool Step::begin_write() {
  return move(state_.writer, Doing::write, VMCI_STREAM_SEND);
}

bool Step::read() {
  End& reader = state_.reader;
  if (reader.has == 0 || reader.sleeping != 0 || reader.waiting != 0) return false;
  if (reader.doing != Doing::nothing) return go_on(reader);
  switch (std::exchange(reader.wants, Doing::nothing)) {
    case Doing::poll:
      return move(reader, Doing::poll, VMCI_STREAM_POLL);
    case Doing::read:
      reader.doing = Doing::read;
      reader.woken = 0;
      return go_on(reader);
    default:
      break;
  }
  if (reader.ended != 0) return call(reader, Doing::close, VMCI_CALL_CLOSE);
  return begin_read();
}

bool Step::begin_read() {
  End& reader = state_.reader;
  const auto how = static_cast<std::uint8_t>(1U << choose(3));
  reader.waited = 0;
  if ((bounds_.reads & how) == 0) return false;
  if (how == kPolls) return move(reader, Doing::poll, VMCI_STREAM_POLL);
  sockets_.stream_init(&*reader.stream, reader.slot, VMCI_STREAM_RECEIVE);
  if (how == kWaitsForAll) reader.stream->flags = VMCI_MESSAGE_WAIT_ALL;
  reader.doing = Doing::read;
  reader.woken = 0;
  return go_on(reader);
}

bool Step::move(End& end, Doing what, unsigned int kind) {
  sockets_.stream_init(&*end.stream, end.slot, kind);
  end.doing = what;
  end.woken = 0;
  return go_on(end);
}

bool Step::call(End& end, Doing what, unsigned int kind) {
  sockets_.call_init(&*end.call, end.slot, kind);
  end.call->mode = VMCI_SHUTDOWN_SEND;
  end.doing = what;
  return go_on(end);
}

bool Step::go_on(End& end) {
  observer_.note([&] {
    return fmt::format("the {} {}", &end == &state_.writer ? "writer" : "reader",
                       kNames[static_cast<std::size_t>(end.doing)]);
  });
  if (end.doing != Doing::close && end.doing != Doing::shut_down) {
    go_on_moving(end);
    return true;
  }
  const bool done = go_through(
      end.sleeping, [&](const vmci_node& node) { return sockets_.call_step(&node, &*end.call); });
  if (!done) return true;
  // A peer whose inbox is full is told when it is tried again.
  const int result = end.call->result;
  demand(result == VMCI_SUCCESS || (result == VMCI_ENOMEM && end.doing == Doing::shut_down), end,
         result);
  if (result == VMCI_ENOMEM) {
    end.ended = 0;
    end.wants = Doing::shut_down;
  }
  if (end.doing == Doing::close) end.has = 0;
  end.doing = Doing::nothing;
  end.call.clear();
  return true;
}

void Step::go_on_moving(End& end) {
  const bool writes = end.doing == Doing::write;
  const std::uint8_t before = end.moved;
  std::uint8_t byte = static_cast<std::uint8_t>(kFirstByte + end.moved);
  void* bytes = writes ? &byte : end.bytes.data();
  const bool done = go_through(end.sleeping, [&](const vmci_node& node) {
    const auto count = static_cast<std::uint8_t>(end.stream->count);
    const vmci_step made =
        end.doing == Doing::poll
            ? sockets_.poll_step(&node, &*end.stream)
            : sockets_.stream_step(&node, &*end.stream, bytes, writes ? 1 : kRoom);
    end.moved = static_cast<std::uint8_t>(end.moved + end.stream->count - count);
    return made;
  });
  for (std::uint8_t at = before; !writes && at < end.moved; ++at) {
    const std::uint8_t got = end.bytes[end.stream->count + at - end.moved];
    const auto expected = static_cast<std::uint8_t>(kFirstByte + at);
    observer_.always(kFifo, got == expected, [&] {
      return fmt::format("the reader reads {:#x} and not {:#x}", got, expected);
    });
  }
  if (!done) return;
  if (writes) return finish_write();
  if (end.doing == Doing::poll) return finish_poll();
  finish_read();
}

// Unless it was woken while it looked.
void Step::wait(End& end, Doing wants) {
  end.waiting = end.woken == 0 ? 1 : 0;
  end.waited = 1;
  end.wants = wants;
  end.doing = Doing::nothing;
}

void Step::finish_write() {
  End& writer = state_.writer;
  const int result = writer.stream->result;
  const bool is_over = state_.reader.has == 0 || state_.reader.doing == Doing::close;
  demand(result == VMCI_SUCCESS || result == VMCI_EAGAIN || (result == VMCI_EPIPE && is_over),
         writer, result);
  if (result == VMCI_EPIPE) writer.ended = 1;
  reach(kWaitedToWrite, result == VMCI_SUCCESS && writer.waited != 0);
  writer.stream.clear();
  writer.waited = 0;
  if (result == VMCI_EAGAIN) return wait(writer, Doing::write);
  writer.doing = Doing::nothing;
}

// Who is told that he can read reads what there is, and does not wait for more.
void Step::finish_poll() {
  End& reader = state_.reader;
  const std::uint32_t unread = state_.writer.moved - reader.moved;
  const bool is_in = (reader.stream->events & VMCI_POLL_IN) != 0;
  const bool is_enough = unread >= mark_of(bounds_);
  reach(kTaken, state_.stack->sockets[reader.slot].taken.length != 0);
  observer_.always(kMark, !is_in || is_enough || state_.writer.ended != 0, [&] {
    return fmt::format("{} bytes are enough, though {} are asked for", unread, bounds_.low_mark);
  });
  reader.stream.clear();
  if (!is_in) return wait(reader, Doing::poll);
  reach(kWaitedToRead, reader.waited != 0 && unread != 0);
  sockets_.stream_init(&*reader.stream, reader.slot, VMCI_STREAM_RECEIVE);
  reader.polled = 1;
  reader.wants = Doing::read;
  reader.doing = Doing::nothing;
}

// Fewer bytes than were waited for are the last.
void Step::finish_read() {
  End& reader = state_.reader;
  const int result = reader.stream->result;
  const std::uint64_t count = reader.stream->count;
  const std::uint64_t target = reader.stream->flags != 0 ? kRoom : mark_of(bounds_);
  demand(result == VMCI_SUCCESS || result == VMCI_EAGAIN, reader, result);
  const bool is_promised = std::exchange(reader.polled, std::uint8_t{0}) != 0;
  observer_.always(kAgree, result != VMCI_EAGAIN || !is_promised,
                   [] { return std::string("who was told that he can read would wait"); });
  if (result == VMCI_EAGAIN) return wait(reader, Doing::read);
  const bool is_last = state_.writer.ended != 0;
  const bool is_forgotten = state_.writer.has == 0 || state_.writer.doing == Doing::close;
  observer_.always(kMark, count >= target || is_last, [&] {
    return fmt::format("{} bytes are read, though {} are asked for", count, target);
  });
  observer_.always(
      kWhole, count >= target || is_forgotten || reader.moved == state_.writer.moved,
      [&] { return fmt::format("{} of {} bytes are read", reader.moved, state_.writer.moved); });
  reach(kAll, reader.stream->flags != 0 && count == kRoom && reader.waited != 0);
  reach(kWaitedToRead, reader.waited != 0 && count >= target);
  if (count < target) reader.ended = 1;
  reach(kEnd, reader.ended != 0);
  reader.stream.clear();
  reader.bytes = {};
  reader.waited = 0;
  reader.doing = Doing::nothing;
}

bool Step::work() {
  if (state_.working == 0) {
    if (state_.work_asked == 0) return false;
    state_.work_asked = 0;
    state_.working = 1;
  } else if (state_.work_sleeps != 0) {
    return false;
  }
  observer_.note([] { return std::string("the work goes on"); });
  const bool done = go_through(state_.work_sleeps, [&](const vmci_node& node) {
    return sockets_.work_step(&node, &*state_.work);
  });
  if (done) state_.working = 0;
  return true;
}

}  // namespace vmcheck::device::reader
