// The machine's side of a queue pair's life: its client, and what its driver asks the broker for.
#include "model/qpair/lifecycle/pair_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "model/qpair/lifecycle/pair_drive.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using Life = Client::Life;
using run::ChoiceKind;

enum Actor : std::uint32_t {
  kClient,
  kRemover,
  kProgram,
  kEnd,
  kHostEvents,
  kKeeper,
  kMachineEvents,
  kThird,
  kOthers
};

}  // namespace

const vmci_pair* pair_of(const vmci_broker& broker, const vmci_handle& handle) {
  const auto* found =
      std::find_if(std::begin(broker.pairs), std::end(broker.pairs), [&](const auto& entry) {
        return entry.pair.state != VMCI_PAIR_NEW && entry.pair.handle.context == handle.context &&
               entry.pair.handle.resource == handle.resource;
      });
  return found == std::end(broker.pairs) ? nullptr : &found->pair;
}

bool PairStep::make() {
  const std::optional<std::uint32_t> who = chooser_.choose_enabled(
      ChoiceKind::schedule, kOthers + MachineStep::kActors, [&] { return enabled(); });
  if (!who || !(*who < kOthers ? act(*who) : machine_.act_enabled(*who - kOthers))) return false;
  const std::uint8_t woken = state_.machine.take_wake();
  if (woken != 0) state_.sleeping = 0;
  if ((woken & world::Processor::kByDriver) != 0) state_.client.sleeping = 0;
  return true;
}

// Those who may have a step.
run::Options PairStep::enabled() const {
  using Removal = PairState::Life;
  const Client& client = state_.client;
  const Program& program = state_.program;
  const Keeper& keeper = state_.keeper;
  const Third& third = state_.third;
  run::Options of_machine = 0;  // whose processors and device stand still when it is stopped
  if (keeper.stopped == 0) {
    const bool removes = state_.life == Removal::removing ||
                         (state_.life == Removal::in_use && state_.removals != 0);
    of_machine = machine_.enabled() << kOthers |
                 run::option(kClient, client.sleeping == 0 &&
                                          (client.life != Life::none || state_.allocations != 0)) |
                 run::option(kRemover, state_.sleeping == 0 && removes) |
                 run::option(kMachineEvents, keeper.told != 0 && state_.machine.context.has_room());
  }
  return of_machine |
         run::option(kProgram, program.call_sleeps == 0 &&
                                   (program.does != Program::Does::nothing || may_call())) |
         run::option(kEnd, program.end_sleeps == 0 && (program.moves != 0 || moves() != 0)) |
         run::option(kHostEvents, state_.host_told != 0) |
         run::option(kKeeper, keeper.sleeping == 0 &&
                                  (keeper.does != Keeper::Does::nothing || keeps() != 0)) |
         run::option(kThird, third.sleeping == 0 &&
                                 (third.tries != 0 ||
                                  (state_.third_calls != 0 && find_open_pair() != nullptr)));
}

bool PairStep::act(std::uint32_t who) {
  switch (who) {
    case kClient:
      return client();
    case kRemover:
      remove();
      return true;
    case kProgram:
      program();
      return true;
    case kEnd:
      return end();
    case kHostEvents:
      fetch();
      return true;
    case kKeeper:
      return keep();
    case kThird:
      third();
      return true;
    default:
      deliver();
      return true;
  }
}

void PairStep::probe() {
  vmci_step made = VMCI_STEP_AGAIN;
  while (made == VMCI_STEP_AGAIN) {
    made = machine_.drive(
        [&](vmci_guest& guest) { return driver_.probe_step(&guest, &*state_.probe); });
  }
}

bool PairStep::is_in_use() const {
  return state_.life == PairState::Life::in_use && state_.machine.device.gone == 0;
}

const vmci_broker_pair* PairStep::find_pair() const {
  const auto& pairs = state_.broker->pairs;
  const auto* found = std::find_if(std::begin(pairs), std::end(pairs), [&](const auto& entry) {
    return entry.pair.handle.context == state_.client.handle.context &&
           entry.pair.handle.resource == state_.client.handle.resource;
  });
  return found == std::end(pairs) ? nullptr : found;
}

// Whether what the broker was like is a reason for an error of the client's allocation.
bool PairStep::is_reason(const vmci_broker& broker, const vmci_broker_operation& call) const {
  const vmci_pair_request& request = call.request;
  const vmci_pair* pair = pair_of(broker, request.handle);
  const bool open = pair != nullptr && (pair->state == VMCI_PAIR_CREATED_NO_MEM ||
                                        pair->state == VMCI_PAIR_CREATED_MEM);
  const auto* context = std::find_if(std::begin(broker.contexts), std::end(broker.contexts),
                                     [&](const auto& one) { return one.id == request.context; });
  const vmci_u64 bytes = request.produce_size + request.consume_size;
  switch (call.result) {
    case VMCI_ERROR_NOT_FOUND:  // the host has not created it yet, or it has gone
      return pair == nullptr && (request.flags & VMCI_QUEUE_PAIR_ATTACH_ONLY) != 0;
    case VMCI_ERROR_UNAVAILABLE:  // its end has come, or not all are told of that
      return pair != nullptr && !open;
    case VMCI_ERROR_NO_ACCESS:  // the machine had another id when one of the two began
      if (open && pair->creator_privileges != 0) return true;
      return open ? pair->peer != VMCI_ID_INVALID && pair->peer != request.context
                  : request.handle.context != request.context &&
                        request.handle.context != request.peer;
    case VMCI_ERROR_QUEUEPAIR_MISMATCH:
      return open && (pair->produce_size != request.produce_size ||
                      pair->consume_size != request.consume_size);
    case VMCI_ERROR_NO_RESOURCES:
      return broker.registry.first_free >= VMCI_BROKER_PAIRS_MAX ||
             (context != std::end(broker.contexts) &&
              (context->pairs >= VMCI_CONTEXT_PAIRS_MAX ||
               context->bytes + bytes > VMCI_QUEUE_PAIR_BYTES_MAX));
    default:
      return false;
  }
}

// The hypervisor has the broker do it to the end, before the machine goes on.
std::int32_t PairStep::alloc(std::uint32_t, std::span<const std::uint8_t> message,
                             std::size_t number_bytes) {
  const std::optional<PairRequest> asked = read_request(message, number_bytes, state_.memory);
  observer_.always(world::property::kMessages, asked.has_value(), [] {
    return std::string("the hypervisor is told of pages that are not those of the pair");
  });
  if (!asked) return VMCI_ERROR_INVALID_ARGS;
  const auto& areas = state_.memory.areas;
  observer_.always(
      property::kHeaders,
      is_fresh(areas[asked->produce.number - 1U], asked->context, asked->resource) &&
          is_fresh(areas[asked->consume.number - 1U], asked->context, asked->resource),
      [] { return std::string("a queue's header is not that of an empty one of the pair"); });
  state::Padded<vmci_broker_operation> call{};
  vmci_pair_request& request = call->request;
  request.handle = {asked->context, asked->resource};
  request.produce_size = asked->produce_size;
  request.consume_size = asked->consume_size;
  request.pages = state_.memory.areas[asked->produce.number - 1U].pages +
                  std::uint64_t{state_.memory.areas[asked->consume.number - 1U].pages};
  request.context = state_.machine.context.id;
  request.peer = asked->peer;
  request.flags = asked->flags;
  call->store = {asked->produce, asked->consume};
  const std::uint8_t failures = state_.host_faults.memory;
  state::Padded<vmci_broker> before = state_.broker;
  run_through([&](vmci_broker& broker) {
    if (call->phase == VMCI_BROKER_CLAIM) before = state_.broker;  // who waits may go on
    return host_.alloc_step(&broker, &*call);
  });
  const bool struck = call->result == VMCI_ERROR_NO_MEM && state_.host_faults.memory != failures;
  observer_.always(
      property::kResult, call->result >= VMCI_SUCCESS || struck || is_reason(*before, *call),
      [&] { return fmt::format("the broker refuses without a reason: {}", call->result); });
  const vmci_pair* pair = pair_of(*before, request.handle);
  const bool fits = pair == nullptr ||
                    (pair->creator_privileges == 0 && pair->produce_size == request.produce_size &&
                     pair->consume_size == request.consume_size);
  observer_.always(property::kResult, call->result < VMCI_SUCCESS || fits,
                   [] { return std::string("the broker gives a pair to whom it does not fit"); });
  reach(property::kMismatch, call->result == VMCI_ERROR_QUEUEPAIR_MISMATCH);
  reach(property::kDenied, call->result == VMCI_ERROR_NO_ACCESS && !fits);
  state_.refusal = static_cast<std::int8_t>(std::min<int>(call->result, VMCI_SUCCESS));
  if (call->result == VMCI_SUCCESS_QUEUEPAIR_CREATE) {
    state_.program.written = 0;
    state_.program.read = 0;
  }
  reach(property::kRefusedByBroker, call->result < VMCI_SUCCESS);
  return std::min<int>(call->result, VMCI_SUCCESS);
}

std::int32_t PairStep::detach(std::uint32_t, std::uint32_t context, std::uint32_t resource) {
  state::Padded<vmci_broker_operation> call{};
  call->request.handle = {context, resource};
  call->request.context = state_.machine.context.id;
  run_through([&](vmci_broker& broker) { return host_.detach_step(&broker, &*call); });
  return std::min<int>(call->result, VMCI_SUCCESS);
}

// Whoever runs the machine has it leave all pairs.
void PairStep::reset(std::uint32_t machine) {
  for (std::uint32_t i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_pair pair = state_.broker->pairs[i].pair;
    if (vmci_pair_party(&pair, state_.machine.context.id) == 0) continue;
    detach(machine, pair.handle.context, pair.handle.resource);
  }
  state_.parted = 1;
}

bool PairStep::client() {
  const Client& client = state_.client;
  if (client.life == Life::live) return use();
  if (client.life == Life::none) begin_allocation();
  go_on();
  return true;
}

void PairStep::begin_allocation() {
  --state_.allocations;
  Request request{{VMCI_ID_INVALID, VMCI_ID_INVALID}, kHostContext, 0, kProduceSize, kConsumeSize};
  if (bounds_.host_creates) {
    request.handle = {kHostContext, kOfferedResource};
    request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
  }
  state_.parted = 0;
  state_.client.happened = bounds_.host_creates ? state_.said : state_.said & bit_of(News::resumed);
  state_.refusal = 0;
  client_step().allocate(request, 1);
}

void PairStep::go_on() {
  Client& client = state_.client;
  const bool allocates = client.life == Life::allocating;
  observer_.note([&] {
    return fmt::format("the client {}, phase {}", allocates ? "allocates" : "detaches",
                       static_cast<unsigned>(client.steps->phase));
  });
  const vmci_step made = client_step().go_on();
  if (made == VMCI_STEP_DONE) allocates ? finish_allocation() : finish_detachment();
}

void PairStep::finish_allocation() {
  Client& client = state_.client;
  const int result = client.steps->result;
  const bool memory = result == VMCI_ERROR_NO_MEM;
  const bool struck = state_.machine.faults.memory != bounds_.faults.memory ||
                      state_.host_faults.memory != bounds_.host_faults;
  const bool gone = result == VMCI_ERROR_DEVICE_NOT_FOUND && !is_in_use();
  const bool no_room = result == VMCI_ERROR_NO_RESOURCES &&
                       state_.machine.faults.hypercalls != bounds_.faults.hypercalls;
  const bool refused = no_room || (result < VMCI_SUCCESS && result == state_.refusal);
  observer_.always(property::kResult,
                   result >= VMCI_SUCCESS || (memory && struck) || gone || refused,
                   [&] { return fmt::format("the client's allocation gives {}", result); });
  reach(property::kNoMemory, memory);
  state_.refusal = 0;
  if (result < VMCI_SUCCESS) {
    client = {};
    return;
  }
  client.life = Life::live;
  client.steps.clear();
}

void PairStep::finish_detachment() {
  Client& client = state_.client;
  const int result = client.steps->result;
  const bool struck = state_.machine.faults.hypercalls != bounds_.faults.hypercalls;
  observer_.always(property::kResult, result >= VMCI_SUCCESS || struck,
                   [&] { return fmt::format("the client's detachment gives {}", result); });
  if (result < VMCI_SUCCESS) {
    reach(property::kRefused, true);
    client.life = Life::live;
    client.steps.clear();
    return;
  }
  client = {};
}

// What the host has written can be read also when it has left.
bool PairStep::use() {
  enum Use : std::uint32_t { kWrite, kRead, kDetach, kUses };
  const bool has_peer = state_.parted == 0;
  const auto what = chooser_.choose_enabled(ChoiceKind::value, kUses, [&] {
    return run::option(kWrite, has_peer && state_.client_bytes != 0) |
           run::option(kRead, has_peer && state_.program.written != state_.client.read) |
           run::option(kDetach, true);
  });
  if (!what) return false;
  if (*what == kWrite) write();
  if (*what == kRead) read();
  if (*what == kDetach) begin_detachment();
  return true;
}

void PairStep::begin_detachment() {
  observer_.note([] { return std::string("the client begins to detach"); });
  client_step().detach();
  go_on();
}

void PairStep::write() {
  Client& client = state_.client;
  const bool full = client.written - state_.program.read == kProduceSize - 1;
  --state_.client_bytes;
  observer_.note([] { return std::string("the client writes a byte"); });
  const int result = client_step().write(static_cast<std::uint8_t>(kFromClient + client.written));
  observer_.always(property::kFifo, result == (full ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_SUCCESS),
                   [&] { return fmt::format("the client writes: {}", result); });
  if (!full) ++client.written;
}

void PairStep::read() {
  Client& client = state_.client;
  observer_.note([] { return std::string("the client reads a byte"); });
  std::uint8_t byte = 0;
  const int result = client_step().read(byte);
  observer_.always(property::kFifo, result >= VMCI_SUCCESS && byte == kFromHost + client.read, [&] {
    return fmt::format("the client reads {:#x} as byte {}: {}", byte, client.read, result);
  });
  ++client.read;
  reach(property::kReadAfterwards, state_.program.has == 0);
  reach(property::kExchanged, state_.program.read > 0);
}

void PairStep::peer_changed(std::uint32_t, std::uint32_t, std::uint32_t event) {
  const News news = news_of(event);
  Client& client = state_.client;
  observer_.note([&] { return fmt::format("  tells the client of event {}", event); });
  observer_.always(property::kNotAfterwards, client.has_pair(),
                   [] { return std::string("the client is told of a peer, and has no pair"); });
  const bool true_news = (client.happened & bit_of(news)) != 0;
  observer_.always(property::kTold, news > client.told && true_news, [&] {
    return fmt::format("the client is told of event {}, which is no news", event);
  });
  client.told = news;
  reach(property::kToldAttach, news == News::attached);
  reach(property::kToldDetach, news == News::detached);
  reach(property::kToldResumed, news == News::resumed);
  reach(property::kToldEarly, client.life == Life::allocating);
}

void PairStep::remove() {
  using Removal = PairState::Life;
  if (state_.life == Removal::in_use) {
    --state_.removals;
    state_.life = Removal::removing;
  }
  observer_.note([] { return std::string("the driver gives up the device"); });
  const vmci_step made = machine_.drive(
      [&](vmci_guest& guest) { return driver_.remove_step(&guest, &*state_.probe); });
  if (made == VMCI_STEP_WAIT) state_.sleeping = 1;
  if (made != VMCI_STEP_DONE) return;
  state_.life = Removal::removed;
  state_.probe.clear();
}

}  // namespace vmcheck::device::lifecycle
