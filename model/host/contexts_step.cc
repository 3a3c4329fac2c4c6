// Datagrams between a host's contexts, and the ends of those who send and get them.
#include "model/host/contexts_step.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "model/host/contexts_drive.h"
#include "model/host/properties.h"

namespace vmcheck::device::host {
namespace {

using run::ChoiceKind;

// Who makes a step.
enum Actor : std::uint32_t {
  kSender = 0,
  kWorker = kSender + kParties,
  kFetcher,
  kRemover = kFetcher + kParties,
  kDestroyer,
  kRinger,
  kCollector = kRinger + 2,
  kSetter,
  kRaiser,
  kActors
};

vmci_datagram& datagram_of(Sender& sender) {
  return *reinterpret_cast<vmci_datagram*>(sender.header.data());
}

std::uint32_t party_of(std::uint32_t context) {
  return static_cast<std::uint32_t>(std::find(kIds.begin(), kIds.end(), context) - kIds.begin());
}

}  // namespace

std::uint8_t serial_of(std::span<const std::byte> header) {
  vmci_datagram datagram;
  std::memcpy(&datagram, header.data(), sizeof datagram);
  return static_cast<std::uint8_t>(datagram.payload_size);
}

std::uint8_t Waiting::pop() {
  const std::uint8_t first = serials[0];
  std::copy(serials.begin() + 1, serials.end(), serials.begin());
  serials.back() = 0;
  --count;
  return first;
}

bool is_at_work(const ContextState& state) {
  return std::any_of(state.senders.begin(), state.senders.end(),
                     [](const Sender& sender) { return sender.runs != 0; }) ||
         state.works != 0 || (state.removing != 0 && state.removal_sleeps == 0) ||
         (state.destroying != 0 && state.destroy_sleeps == 0) || state.setting != 0 ||
         state.ringing[0] != 0 || state.ringing[1] != 0 || state.raise != 0;
}

bool ContextStep::make() {
  const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, kActors);
  if (who < kWorker) return send(who - kSender);
  if (who >= kFetcher && who < kRemover) return fetch(who - kFetcher);
  if (who >= kRinger && who < kCollector) return ring(who - kRinger);
  switch (who) {
    case kWorker:
      return work();
    case kRemover:
      return remove();
    case kDestroyer:
      return destroy();
    case kCollector:
      return collect();
    case kSetter:
      return set_byte();
    default:
      return raise();
  }
}

void ContextStep::reach(const run::Property& property, bool reached) {
  if (!reached) return;
  const auto& all = bounds_.reached;
  observer_.sometimes(property, std::find(all.begin(), all.end(), &property) != all.end());
}

void ContextStep::woken() {
  state_.removal_sleeps = 0;
  state_.destroy_sleeps = 0;
}

void ContextStep::told(std::uint32_t context) {
  const std::uint32_t party = party_of(context);
  if (party < kParties && state_.present[party] == 1)
    state_.told[party] = kToldDatagrams | kToldBells;
  if (party == 1) state_.raise = 1;
}

std::array<unsigned, kParties> ContextStep::counts() const {
  std::array<unsigned, kParties> all{};
  for (std::uint32_t i = 0; i < kParties; ++i) {
    for (std::uint32_t slot = 0; slot < VMCI_CONTEXTS_MAX; ++slot) {
      const vmci_broker_context& context = state_.host->broker.contexts[slot];
      if (context.state == VMCI_CONTEXT_PRESENT && context.id == kIds[i])
        all[i] = state_.host->contexts[slot].mailbox.count;
    }
  }
  return all;
}

void ContextStep::add(std::uint32_t party, std::uint8_t privileges) {
  vmci_u32 id = 0;
  const vmci_context_request request{kIds[party], 0, VMCI_VERSION_WITH_MEMORY, privileges};
  const int result =
      drive([&](vmci_host& host) { return core_.add_context(&host, &request, &id); });
  observer_.always(property::kResult, result == VMCI_SUCCESS && id == kIds[party],
                   [&] { return fmt::format("a machine is not taken in: {}", result); });
  state_.present[party] = 1;
  state_.told[party] = 0;
}

void ContextStep::begin() {
  state_.present[kHost] = 1;
  add(1, 0);
  add(2, 0);
  vmci_handle created{};
  drive([&](vmci_host& host) {
    return core_.endpoint_create(&host, kAtOnce, 0, 0, kAtOnce, &created);
  });
  drive([&](vmci_host& host) {
    return core_.endpoint_create(&host, kLater, VMCI_ENDPOINT_FLAG_DELAYED, 0, kLater, &created);
  });
  drive([&](vmci_host& host) {
    return core_.doorbell_create(&host, kWithDoorbell, 0, kWithDoorbell, &created);
  });
  for (const vmci_u32 resource : {7U, 8U}) {
    drive([&](vmci_host& host) {
      return core_.register_doorbell(&host, kIds[1], {kIds[1], resource});
    });
  }
}

bool ContextStep::begin_send(std::uint32_t party) {
  Sender& sender = state_.senders[party];
  if (sender.left == 0 || state_.present[party] != 1) return false;
  std::uint32_t to = chooser_.choose(ChoiceKind::value, 4);
  if ((bounds_.to >> to & 1) == 0) return false;
  --sender.left;
  sender.runs = 1;
  sender.serial = ++state_.serials;
  sender.failures = state_.faults.memory;
  vmci_datagram& datagram = datagram_of(sender);
  datagram.dst = {VMCI_CONTEXT_HOST, to + 1};
  if (to >= 2) datagram.dst = {kIds[to - 1], 9};
  datagram.src = {kIds[party], kAtOnce};
  datagram.payload_size = sender.serial;
  sender.steps->size = VMCI_DATAGRAM_HEADER_SIZE + sender.serial;
  sender.steps->sender = kIds[party];
  return true;
}

bool ContextStep::send(std::uint32_t party) {
  Sender& sender = state_.senders[party];
  if (sender.runs == 0 && !begin_send(party)) return false;
  observer_.note([&] {
    return fmt::format("context {} sends datagram {}, phase {}", kIds[party], sender.serial,
                       static_cast<unsigned>(sender.steps->phase));
  });
  const auto before = counts();
  const vmci_host_kept kept = sender.steps->kept;
  sending_ = party;
  sender.steps->datagram = &datagram_of(sender);
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.send_step(&host, &*sender.steps); });
  sender.steps->datagram = nullptr;
  if (sender.steps->kept != kept) sender.kept = 1;
  watch_send(party, before);
  if (made == VMCI_STEP_DONE) finish_send(party);
  return true;
}

// Whether a context may be given something by another, as things are.
bool ContextStep::may_take(std::uint32_t party, std::uint32_t to) const {
  const bool restricted =
      to == 1 && state_.removals < bounds_.removals && bounds_.returns_restricted;
  return state_.present[to] == 1 && (party == kHost || to == kHost || party == to) && !restricted;
}

// What the step has put into a mailbox.
void ContextStep::watch_send(std::uint32_t party, const std::array<unsigned, kParties>& before) {
  Sender& sender = state_.senders[party];
  const auto now = counts();
  for (std::uint32_t i = 0; i < kParties; ++i) {
    if (now[i] <= before[i]) continue;
    observer_.always(property::kAllowed, may_take(party, i), [&] {
      return fmt::format("datagram {} is taken for context {}", sender.serial, kIds[i]);
    });
    state_.waiting[i].push(sender.serial);
  }
}

// Who is gone, or was so while it was on its way, is a reason.
bool ContextStep::is_reason(const Sender& sender, std::uint32_t party) const {
  const vmci_datagram& datagram = datagram_of(const_cast<Sender&>(sender));
  const bool to_host = datagram.dst.context == VMCI_CONTEXT_HOST;
  const bool removed = state_.removals < bounds_.removals;
  const bool destroyed = state_.destroys < (bounds_.destroyed != 0 ? 1 : 0);
  switch (sender.steps->result) {
    case VMCI_ERROR_NO_MEM:
      return sender.failures != state_.faults.memory;
    case VMCI_ERROR_INVALID_ARGS:
      return (removed && party == 1) ||
             (destroyed && party == kHost && bounds_.destroyed == kAtOnce);
    case VMCI_ERROR_DST_UNREACHABLE:
      return !to_host && (removed || (party != kHost && datagram.dst.context != kIds[party]));
    case VMCI_ERROR_INVALID_RESOURCE:
      return to_host && destroyed;
    case VMCI_ERROR_NO_ACCESS:
      return removed && bounds_.returns_restricted;
    case VMCI_ERROR_NO_RESOURCES:
      return to_host;
    default:
      return false;
  }
}

void ContextStep::finish_send(std::uint32_t party) {
  Sender& sender = state_.senders[party];
  const int result = sender.steps->result;
  observer_.always(property::kResult, result >= VMCI_SUCCESS || is_reason(sender, party), [&] {
    return fmt::format("datagram {} is refused: {}", sender.serial, result);
  });
  reach(property::kNotCopied, result == VMCI_ERROR_NO_MEM);
  reach(property::kFull, result == VMCI_ERROR_NO_RESOURCES);
  reach(property::kTooLate,
        result < VMCI_SUCCESS && sender.kept != 0 && result != VMCI_ERROR_NO_RESOURCES);
  sender.steps.clear();
  sender.header = {};
  sender.runs = 0;
  sender.serial = 0;
  sender.kept = 0;
  sender.failures = 0;
}

int ContextStep::datagram_for_program(std::uint32_t program, std::span<const std::byte> header) {
  const std::uint8_t serial = serial_of(header);
  const bool sent = sending_ != kParties;
  const std::uint8_t expected = sent ? state_.senders[sending_].serial : state_.in_hand;
  observer_.note([&] { return fmt::format("  calls program {} with {}", program, serial); });
  observer_.always(property::kInOrder, serial == expected && serial != 0, [&] {
    return fmt::format("program {} gets datagram {}, not {}", program, serial, expected);
  });
  observer_.always(property::kNotAfterwards, state_.gone != program, [&] {
    return fmt::format("program {} is called, and its endpoint is gone", program);
  });
  reach(property::kCalled, sent);
  reach(property::kDeferred, !sent);
  if (!sent) state_.in_hand = 0;
  return VMCI_SUCCESS;
}

bool ContextStep::work() {
  if (state_.works == 0 && state_.told[kHost] == 0) return false;
  if (state_.works == 0) state_.told[kHost] = 0;
  state_.works = 1;
  observer_.note([&] {
    return fmt::format("deferred work, phase {}", static_cast<unsigned>(state_.work->phase));
  });
  const unsigned before = counts()[kHost];
  const unsigned rung = state_.host->contexts[VMCI_HOST_SLOT].rung;
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.programs_step(&host, &*state_.work); });
  if (counts()[kHost] < before) {
    const bool there = state_.waiting[kHost].count != 0 && state_.in_hand == 0;
    observer_.always(property::kInOrder, there,
                     [] { return std::string("deferred work takes what there is not"); });
    if (there) state_.in_hand = state_.waiting[kHost].pop();
  }
  if (state_.host->contexts[VMCI_HOST_SLOT].rung < rung) {
    state_.bell_in_hand = state_.rung[1];
    state_.rung[1] = 0;
  }
  if (made != VMCI_STEP_DONE) return true;
  observer_.always(property::kInOrder, state_.in_hand == 0 && state_.bell_in_hand == 0,
                   [] { return std::string("deferred work has forgotten somebody"); });
  state_.work.clear();
  state_.works = 0;
  return true;
}

// Whoever runs the machine copies the datagram out and gives the copy back.
bool ContextStep::fetch(std::uint32_t party) {
  if (party == kHost || (state_.told[party] & kToldDatagrams) == 0 || state_.present[party] != 1)
    return false;
  vmci_fetch fetch{};
  fetch.context = kIds[party];
  fetch.room = VMCI_DATAGRAM_SIZE_MAX;
  observer_.note([&] { return fmt::format("machine {} fetches", kIds[party]); });
  const int result = drive([&](vmci_host& host) { return core_.fetch(&host, &fetch); });
  Waiting& waiting = state_.waiting[party];
  if (result < VMCI_SUCCESS) {
    observer_.always(
        property::kInOrder, result == VMCI_ERROR_NO_MORE_DATAGRAMS && waiting.count == 0, [&] {
          return fmt::format("machine {} is not given what there is: {}", kIds[party], result);
        });
    state_.told[party] &= kToldBells;
    return true;
  }
  world::KeptDatagram& kept = state_.memory.kept[fetch.kept - 1U];
  const std::uint8_t serial = serial_of(kept.bytes);
  const std::uint8_t expected = waiting.count != 0 ? waiting.pop() : std::uint8_t{0};
  observer_.always(property::kInOrder, serial == expected && kept.used[0] != 0, [&] {
    return fmt::format("machine {} fetches datagram {}, not {}", kIds[party], serial, expected);
  });
  reach(property::kFetched, true);
  kept = {};
  return true;
}

// The first machine dies, and comes back.
bool ContextStep::remove() {
  if (state_.removal_sleeps != 0) return false;
  if (state_.removing == 0) {
    if (state_.present[1] == 0) {
      observer_.note([] { return std::string("the machine comes back"); });
      add(1, bounds_.returns_restricted ? VMCI_PRIVILEGE_RESTRICTED : 0);
      return true;
    }
    if (state_.removals == 0) return false;
    --state_.removals;
    state_.removing = 1;
    state_.present[1] = 2;
    state_.removal->pairs.context = kIds[1];
    reach(property::kDropped, state_.waiting[1].count != 0);
    state_.waiting[1] = {};
    state_.rung[0] = 0;
    state_.told[1] = 0;
  }
  observer_.note([&] {
    return fmt::format("the machine is being removed, phase {}",
                       static_cast<unsigned>(state_.removal->phase));
  });
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.remove_context_step(&host, &*state_.removal); });
  if (made == VMCI_STEP_WAIT) {
    state_.removal_sleeps = 1;
    reach(property::kWaited, true);
  }
  if (made != VMCI_STEP_DONE) return true;
  observer_.always(property::kResult, state_.removal->pairs.result == VMCI_SUCCESS,
                   [] { return std::string("a machine that is there cannot be removed"); });
  state_.removal.clear();
  state_.removing = 0;
  state_.present[1] = 0;
  return true;
}

bool ContextStep::destroy() {
  if (state_.destroy_sleeps != 0) return false;
  if (state_.destroying == 0) {
    if (state_.destroys == 0) return false;
    --state_.destroys;
    state_.destroying = 1;
    state_.destroy->handle = {VMCI_CONTEXT_HOST, bounds_.destroyed};
  }
  observer_.note([] { return std::string("a program gives up its endpoint"); });
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.endpoint_destroy_step(&host, &*state_.destroy); });
  if (made == VMCI_STEP_WAIT) {
    state_.destroy_sleeps = 1;
    reach(property::kWaited, true);
  }
  if (made != VMCI_STEP_DONE) return true;
  state_.destroy.clear();
  state_.destroying = 0;
  state_.gone = bounds_.destroyed;
  return true;
}

}  // namespace vmcheck::device::host
