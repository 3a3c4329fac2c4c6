#include "model/vsock_fsm/stack/reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/vsock_fsm/stack/properties.h"
#include "model/vsock_fsm/stack/reader_step.h"
#include "sim/world/properties.h"

namespace vmcheck::device::reader {
namespace {

using namespace sockets::property;

// Whether nothing is under way that could wake anybody.
bool is_quiet(const State& state) {
  return state.work_asked == 0 && state.working == 0 && state.stack->inbox.count == 0 &&
         state.writer.doing == Doing::nothing && state.reader.doing == Doing::nothing;
}

bool is_idle(const State& state) {
  return is_quiet(state) && state.writer.has == 0 && state.reader.has == 0;
}

// Whether a reader waits though there is what he waits for, or no more will come.
bool reads_in_vain(const State& state, const Bounds& bounds) {
  const End& reader = state.reader;
  if (reader.waiting == 0) return false;
  const std::uint64_t unread = state.writer.moved - reader.moved;
  const bool polls = reader.wants == Doing::poll;
  const std::uint64_t target =
      !polls && reader.stream->flags != 0 ? std::uint64_t{kRoom} : mark_of(bounds);
  return state.writer.ended != 0 || unread + (polls ? 0 : reader.stream->count) >= target;
}

// Whether a writer waits though a reader has read, or taken, all there was, and waits for more.
// While nobody reads he may be told when more has been read.
bool writes_in_vain(const State& state) {
  const std::uint64_t taken = state.stack->sockets[state.reader.slot].taken.length;
  const std::uint64_t queued = state.writer.moved - state.reader.moved - taken;
  return state.writer.waiting != 0 && (state.reader.has == 0 || queued == 0 ||
                                       (state.reader.waiting != 0 && queued < kQueue - 1));
}

bool is_given_back(const State& state) {
  const vmci_stack& stack = *state.stack;
  return std::all_of(std::begin(stack.ports.sockets), std::end(stack.ports.sockets),
                     [](const vmci_socket& socket) { return socket.type == 0; }) &&
         stack.pool.free == VMCI_POOL_BLOCKS && state.machine.guest->queue_pairs.bytes == 0 &&
         std::all_of(state.memory.areas.begin(), state.memory.areas.end(),
                     [](const world::QueueArea& area) { return area.pages == 0; });
}

}  // namespace

std::vector<run::Property> Reader::properties() const {
  std::vector<run::Property> all{world::property::kOneAction,
                                 world::property::kLocks,
                                 world::property::kLifetimes,
                                 world::property::kInPage,
                                 kResult,
                                 kFifo,
                                 kWhole,
                                 kWoken,
                                 kMark,
                                 kNothingLeft};
  if (!bounds_.in_steps) all.push_back(kEnds);
  if ((bounds_.reads & kPolls) != 0) all.push_back(kAgree);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Reader::begin(State& state, run::Chooser& chooser) const {
  start(state.machine, *core_.core->driver, {.vectors = world::Vectors::exclusive, .faults = {}});
  state::Observer observer(properties());
  Step(core_, bounds_, state, chooser, observer).begin();
}

bool Reader::step(State& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(core_, bounds_, state, chooser, observer).make();
}

void Reader::check(const State& state, state::Observer& observer) const {
  if (is_quiet(state)) {
    observer.always(kWoken, !reads_in_vain(state, bounds_) && !writes_in_vain(state),
                    [] { return std::string("who waits would find what he waits for"); });
  }
  if (!is_idle(state)) return;
  observer.always(kNothingLeft, is_given_back(state), [] {
    return std::string("all sockets are closed, but something of one is left");
  });
}

bool Reader::may_end(const State& state) const {
  return is_idle(state) && is_given_back(state);
}

std::string Reader::text(const State& state) const {
  const auto of_end = [](const End& end) {
    return fmt::format("{} bytes{}{}", end.moved, end.waiting != 0 ? ", waiting" : "",
                       end.sleeping != 0 ? ", sleeping" : "");
  };
  return fmt::format("writer: {}; reader: {}, {} taken; {} packets", of_end(state.writer),
                     of_end(state.reader), state.stack->sockets[state.reader.slot].taken.length,
                     state.stack->inbox.count);
}

}  // namespace vmcheck::device::reader
