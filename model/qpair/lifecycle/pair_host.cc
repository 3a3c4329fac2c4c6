// The host's side of a queue pair's life: its program, and who runs the machine.
#include <fmt/format.h>

#include <algorithm>

#include "model/qpair/lifecycle/pair_drive.h"
#include "model/qpair/lifecycle/pair_step.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using run::ChoiceKind;
using Kind = world::Message::Kind;

// What the keeper can do, nothing among it.
constexpr std::uint32_t kKeeperDoes = 5;

// In one of four ways that a request may not fit its peer's, of which the first is none.
void spoil(vmci_pair_request& request, std::uint32_t way) {
  if (way == 1) ++request.consume_size;
  if (way == 2) request.flags = VMCI_QUEUE_PAIR_NONBLOCK;
  if (way == 3) request.privileges = VMCI_PRIVILEGE_RESTRICTED;
}

}  // namespace

void PairStep::woken() {
  state_.program.call_sleeps = 0;
  state_.program.end_sleeps = 0;
  state_.keeper.sleeping = 0;
  state_.third.sleeping = 0;
}

void PairStep::told(std::uint32_t context) {
  if (context == kHostContext) {
    state_.host_told = 1;
  } else if (context == state_.machine.context.id && state_.keeper.dead == 0) {
    state_.keeper.told = 1;
  }
}

void PairStep::add_machine() {
  const int result = drive([&](vmci_broker& broker) {
    return host_.add_context(&broker, state_.machine.context.id, 0, VMCI_VERSION_WITH_MEMORY);
  });
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("the machine is not taken in: {}", result); });
}

void PairStep::add_third() {
  const int result = drive([&](vmci_broker& broker) {
    return host_.add_context(&broker, kStranger, 0, VMCI_VERSION_WITH_MEMORY);
  });
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("the other machine is not taken in: {}", result); });
}

// A pair that has but one end; null: there is none.
const vmci_broker_pair* PairStep::find_open_pair() const {
  const auto& pairs = state_.broker->pairs;
  const auto* found = std::find_if(std::begin(pairs), std::end(pairs), [](const auto& one) {
    return one.pair.state == VMCI_PAIR_CREATED_NO_MEM || one.pair.state == VMCI_PAIR_CREATED_MEM;
  });
  return found == std::end(pairs) ? nullptr : found;
}

// It means the pair that there is, as if it were its own.
void PairStep::third() {
  Third& third = state_.third;
  if (third.tries == 0) {
    --state_.third_calls;
    third.tries = 1;
    vmci_pair_request& request = third.call->request;
    request.handle = find_open_pair()->pair.handle;
    request.context = kStranger;
    request.peer = kHostContext;
    request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
    request.produce_size = kProduceSize;
    request.consume_size = kConsumeSize;
    request.pages = vmci_pair_pages(request.produce_size, request.consume_size);
  }
  go_on_with_third();
}

void PairStep::go_on_with_third() {
  Third& third = state_.third;
  vmci_broker_operation& call = *third.call;
  const vmci_handle handle = call.request.handle;
  const vmci_pair* pair = pair_of(*state_.broker, handle);
  const bool open = pair != nullptr && (pair->state == VMCI_PAIR_CREATED_NO_MEM ||
                                        pair->state == VMCI_PAIR_CREATED_MEM);
  int expected = VMCI_ERROR_UNAVAILABLE;
  if (pair == nullptr) expected = VMCI_ERROR_NOT_FOUND;
  if (open && pair->creator == kHostContext) expected = VMCI_ERROR_NO_ACCESS;
  if (open && pair->creator != kHostContext) expected = VMCI_ERROR_DST_UNREACHABLE;
  observer_.note([&] {
    return fmt::format("another machine tries to attach, phase {}",
                       static_cast<unsigned>(call.phase));
  });
  const vmci_step made =
      drive([&](vmci_broker& broker) { return host_.alloc_step(&broker, &call); });
  clear_padding(call.outcome.pair);
  if (made == VMCI_STEP_WAIT) third.sleeping = 1;
  observer_.always(property::kThird, made == VMCI_STEP_WAIT || call.result == expected, [&] {
    return fmt::format("another machine is told {}, not {}", call.result, expected);
  });
  reach(property::kTurnedAway, made == VMCI_STEP_DONE && open);
  if (made != VMCI_STEP_DONE) return;
  third.tries = 0;
  third.call.clear();
}

// Whether the program may ask for the pair, or leave it.
bool PairStep::may_call() const {
  if (state_.host_calls == 0) return false;
  if (state_.program.has != 0 || bounds_.host_creates) return true;
  const vmci_broker_pair* pair = find_pair();
  return pair != nullptr && pair->pair.state == VMCI_PAIR_CREATED_MEM;
}

void PairStep::program() {
  if (state_.program.does == Program::Does::nothing) begin_call();
  go_on_with_call();
}

// The program attaches to what the client has created, or creates what it is to attach to.
void PairStep::begin_call() {
  Program& program = state_.program;
  vmci_pair_request& request = program.call->request;
  --state_.host_calls;
  program.does = program.has != 0 ? Program::Does::detaches : Program::Does::allocates;
  program.failures = state_.host_faults.memory;
  if (program.has == 0) {
    const vmci_handle offered{kHostContext, kOfferedResource};
    program.handle = bounds_.host_creates ? offered : find_pair()->pair.handle;
  }
  request.handle = program.handle;
  request.context = kHostContext;
  request.peer = state_.machine.context.id;
  request.produce_size = kConsumeSize;
  request.consume_size = kProduceSize;
  if (program.has == 0 && bounds_.mismatches) spoil(request, chooser_.choose(ChoiceKind::value, 4));
}

// Who creates a pair has it as he likes.
bool PairStep::must_be_refused(const vmci_broker_operation& call) const {
  const vmci_pair_request& request = call.request;
  const bool fits = request.consume_size == kProduceSize && request.privileges == 0;
  return request.flags != 0 || (call.result == VMCI_SUCCESS_QUEUEPAIR_ATTACH && !fits);
}

// Whether there is a reason for an error of the program's allocation.
bool PairStep::is_reason_of_host(const vmci_broker_operation& call) const {
  const vmci_pair_request& request = call.request;
  switch (call.result) {
    case VMCI_ERROR_UNAVAILABLE:
    case VMCI_ERROR_NOT_FOUND:
      return request.flags == 0;
    case VMCI_ERROR_NO_ACCESS:
      return bounds_.migrations > 0 || request.privileges != 0;
    case VMCI_ERROR_QUEUEPAIR_MISMATCH:
      return request.consume_size != kProduceSize;
    case VMCI_ERROR_INVALID_ARGS:
      return request.flags != 0;
    default:
      return false;
  }
}

void PairStep::go_on_with_call() {
  Program& program = state_.program;
  vmci_broker_operation& call = *program.call;
  const bool allocates = program.does == Program::Does::allocates;
  const bool claims = call.phase == VMCI_BROKER_CLAIM;
  observer_.note([&] {
    return fmt::format("the host {}, phase {}", allocates ? "allocates" : "detaches",
                       static_cast<unsigned>(call.phase));
  });
  const vmci_step made = drive([&](vmci_broker& broker) {
    return allocates ? host_.alloc_step(&broker, &call) : host_.detach_step(&broker, &call);
  });
  clear_padding(call.outcome.pair);
  if (made == VMCI_STEP_WAIT) program.call_sleeps = 1;
  if (claims && made == VMCI_STEP_AGAIN && call.result == VMCI_SUCCESS_QUEUEPAIR_CREATE) {
    program.written = 0;
    program.read = 0;
  }
  if (made != VMCI_STEP_DONE) return;
  const int result = call.result;
  const bool right = result >= VMCI_SUCCESS ? !allocates || !must_be_refused(call)
                                            : allocates && is_reason_of_host(call);
  observer_.always(property::kResult, right,
                   [&] { return fmt::format("the host's call gives {}", result); });
  reach(property::kMismatch, result == VMCI_ERROR_QUEUEPAIR_MISMATCH);
  reach(property::kBadFlags, result == VMCI_ERROR_INVALID_ARGS);
  reach(property::kDenied, result == VMCI_ERROR_NO_ACCESS && call.request.privileges != 0);
  program.has = result >= VMCI_SUCCESS ? allocates : program.has;
  program.does = Program::Does::nothing;
  program.failures = 0;
  program.call.clear();
}

// What its end may begin with: to write, or to read.
run::Options PairStep::moves() const {
  const Program& program = state_.program;
  if (program.has == 0) return 0;
  return run::option(0, state_.host_bytes != 0) |
         run::option(1, state_.client.written != program.read);
}

// Its end moves a byte, or finds that there is none.
bool PairStep::end() {
  Program& program = state_.program;
  if (program.moves == 0) {
    const auto reads = chooser_.choose_enabled(ChoiceKind::value, 2, [&] { return moves(); });
    if (!reads) return false;
    if (*reads == 0) --state_.host_bytes;
    program.moves = 1;
    program.end->handle = program.handle;
    program.end->request = *reads != 0 ? VMCI_HOST_DEQUEUE : VMCI_HOST_ENQUEUE;
    program.end->count = 1;
  }
  go_on_with_end();
  return true;
}

void PairStep::go_on_with_end() {
  Program& program = state_.program;
  vmci_host_operation& end = *program.end;
  const bool reads = end.request == VMCI_HOST_DEQUEUE;
  auto byte = static_cast<std::uint8_t>(reads ? 0 : kFromHost + program.written);
  const vmci_source source{&byte, 1};
  const vmci_target target{&byte, 1};
  const vmci_u64 before = end.bytes;
  end.sources = &source;
  end.targets = &target;
  observer_.note([&] {
    return fmt::format("the host's end {}, phase {}", reads ? "reads" : "writes",
                       static_cast<unsigned>(end.phase));
  });
  const vmci_step made =
      drive([&](vmci_broker& broker) { return host_.endpoint_step(&broker, &end); });
  end.sources = nullptr;
  end.targets = nullptr;
  if (end.bytes != before) moved(reads, byte);
  if (made == VMCI_STEP_WAIT) program.end_sleeps = 1;
  if (made != VMCI_STEP_DONE) return;
  const bool known =
      end.result >= VMCI_SUCCESS || end.result == VMCI_ERROR_QUEUEPAIR_NOTATTACHED ||
      end.result == VMCI_ERROR_QUEUEPAIR_NOT_READY || end.result == VMCI_ERROR_QUEUEPAIR_NODATA ||
      end.result == VMCI_ERROR_QUEUEPAIR_NOSPACE ||
      (end.result == VMCI_ERROR_NO_MEM && state_.host_faults.memory != bounds_.host_faults);
  observer_.always(property::kResult, known,
                   [&] { return fmt::format("the host's end gives {}", end.result); });
  reach(property::kAway, end.result == VMCI_ERROR_QUEUEPAIR_NOT_READY);
  program.end.clear();
  program.moves = 0;
}

void PairStep::moved(bool reads, std::uint8_t byte) {
  Program& program = state_.program;
  if (!reads) {
    ++program.written;
    return;
  }
  observer_.always(property::kFifo, byte == kFromClient + program.read, [&] {
    return fmt::format("the host reads {:#x} as byte {}", byte, program.read);
  });
  ++program.read;
}

// The program is told of the machine.
void PairStep::fetch() {
  vmci_event_queue_pair_msg message{};
  observer_.note([] { return std::string("the host fetches an event"); });
  const int result =
      drive([&](vmci_broker& broker) { return host_.next_event(&broker, kHostContext, &message); });
  if (result < VMCI_SUCCESS) state_.host_told = 0;
}

// The machine is told of the program.
void PairStep::deliver() {
  Keeper& keeper = state_.keeper;
  vmci_event_queue_pair_msg message{};
  observer_.note([] { return std::string("an event is fetched for the machine"); });
  const int result = drive([&](vmci_broker& broker) {
    return host_.next_event(&broker, state_.machine.context.id, &message);
  });
  if (result < VMCI_SUCCESS) {
    keeper.told = 0;
    return;
  }
  const bool attached = message.event.event == VMCI_EVENT_PEER_ATTACH;
  const News news = attached ? News::attached : News::detached;
  const vmci_handle handle = message.payload.handle;
  if (bounds_.host_creates) state_.said |= bit_of(news);
  Client& client = state_.client;
  if (client.has_pair() && client.handle.context == handle.context &&
      client.handle.resource == handle.resource) {
    client.happened |= bit_of(news);
    client.owed = std::max(client.owed, news);
  }
  machine_.hypervisor().tell(kMachine, attached ? Kind::pair_attached : Kind::pair_detached,
                             handle.context, handle.resource, kHostContext);
}

bool PairStep::keep() {
  if (state_.keeper.does == Keeper::Does::nothing && !begin_keeping()) return false;
  go_on_keeping();
  return true;
}

// What he may begin with, by what he does then.
run::Options PairStep::keeps() const {
  using enum Keeper::Does;
  const Keeper& keeper = state_.keeper;
  if (keeper.dead != 0) return 0;
  const auto option = [](Keeper::Does does, bool may) {
    return run::option(static_cast<std::uint32_t>(does), may);
  };
  if (keeper.stopped != 0) return option(resumes, true);
  return option(suspends, state_.suspensions != 0) |
         option(migrates, state_.migrations != 0 && is_in_use()) | option(kills, state_.kills != 0);
}

// A machine is stopped before its memory goes away.
bool PairStep::begin_keeping() {
  Keeper& keeper = state_.keeper;
  const auto chosen =
      chooser_.choose_enabled(ChoiceKind::value, kKeeperDoes, [&] { return keeps(); });
  if (!chosen) return false;
  const auto does = static_cast<Keeper::Does>(*chosen);
  if (does == Keeper::Does::suspends) --state_.suspensions;
  if (does == Keeper::Does::migrates) --state_.migrations;
  if (does == Keeper::Does::kills) --state_.kills;
  keeper.does = does;
  keeper.stopped = 1;
  if (does == Keeper::Does::kills) keeper.dead = 1;
  const vmci_broker_pair* pair = find_pair();
  if (does == Keeper::Does::suspends || does == Keeper::Does::resumes) {
    keeper.call().request.context = state_.machine.context.id;
    if (pair != nullptr) {
      keeper.call().request.handle = pair->pair.handle;
      const auto& slots = state_.machine.guest->queue_pairs.slots;
      const vmci_queue_pair& own = slots[state_.client.slot];
      keeper.call().store = {own.produce, own.consume};
      keeper.call().request.pages =
          state_.memory.areas[own.produce.number - 1U].pages +
          std::uint64_t{state_.memory.areas[own.consume.number - 1U].pages};
    }
  } else {
    keeper.removal->context = state_.machine.context.id;
  }
  return true;
}

void PairStep::go_on_keeping() {
  Keeper& keeper = state_.keeper;
  const Keeper::Does does = keeper.does;
  observer_.note([&] {
    static constexpr std::array<const char*, 5> kWhat{"", "suspended", "resumed", "migrated",
                                                      "killed"};
    return fmt::format("the machine is being {}", kWhat[static_cast<std::size_t>(does)]);
  });
  const vmci_step made = drive([&](vmci_broker& broker) {
    if (does == Keeper::Does::suspends) return host_.unmap_step(&broker, &keeper.call());
    if (does == Keeper::Does::resumes) return host_.map_step(&broker, &keeper.call());
    return host_.remove_context_step(&broker, &*keeper.removal);
  });
  clear_padding(keeper.call().outcome.pair);
  if (made == VMCI_STEP_WAIT) keeper.sleeping = 1;
  if (made != VMCI_STEP_DONE) return;
  const bool removes = does == Keeper::Does::migrates || does == Keeper::Does::kills;
  const int result = removes ? keeper.removal->result : keeper.call().result;
  const bool failed = does == Keeper::Does::resumes && result == VMCI_ERROR_NO_MEM;
  const bool none = result == VMCI_ERROR_NOT_FOUND || result == VMCI_ERROR_QUEUEPAIR_NOTSET;
  observer_.always(property::kResult,
                   result >= VMCI_SUCCESS || none ||
                       (failed && state_.host_faults.memory != bounds_.host_faults),
                   [&] { return fmt::format("the machine's memory: {}", result); });
  keeper.does = Keeper::Does::nothing;
  keeper.removal.clear();
  if (does == Keeper::Does::migrates) migrated();
  if (does == Keeper::Does::kills) died();
  if (does == Keeper::Does::resumes && !failed) keeper.stopped = 0;
}

// It goes on elsewhere, with another id and none of its pairs.
void PairStep::migrated() {
  state_.keeper.stopped = 0;
  state_.keeper.told = 0;
  state_.parted = 1;
  state_.said |= bit_of(News::resumed);
  machine_.hypervisor().migrate(kMachine, state_.machine.context.id + 1);
  machine_.hypervisor().tell(kMachine, Kind::pairs_resumed, 0, 0, 0);
  Client& client = state_.client;
  if (client.has_pair()) {
    client.happened |= bit_of(News::resumed);
    client.owed = News::resumed;
  }
  add_machine();
}

// Nothing of it is left, and nobody has its pages pinned.
void PairStep::died() {
  for (world::QueueArea& area : state_.memory.areas) {
    observer_.always(world::property::kLifetimes, area.pins == 0,
                     [] { return std::string("pages of a machine stay pinned that is dead"); });
    area = {};
  }
  state_.client = {};
  state_.keeper.told = 0;
  reach(property::kKilled, true);
}

}  // namespace vmcheck::device::lifecycle
