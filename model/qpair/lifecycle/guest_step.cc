#include "model/qpair/lifecycle/guest_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/qpair/lifecycle/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using Life = Client::Life;
using run::ChoiceKind;

// The first byte that a client writes, and the host.
constexpr std::uint8_t kFromClient = 0x20;
constexpr std::uint8_t kFromHost = 0x40;

}  // namespace

bool GuestStep::make() {
  const std::uint32_t others = kGuestClients + kGuestClients + 2;
  const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, others + MachineStep::kActors);
  if (!(who < others ? act(who) : machine_.act(who - others))) return false;
  const std::uint8_t woken = state_.machine.take_wake();
  if (woken != 0) state_.sleeping = 0;
  if ((woken & world::Processor::kByDriver) != 0) {
    for (Client& client : state_.clients) client.sleeping = 0;
  }
  return true;
}

bool GuestStep::act(std::uint32_t who) {
  if (who < kGuestClients) return client(who);
  if (who < 2 * kGuestClients) return use_as_host(who - kGuestClients);
  return who == 2 * kGuestClients ? remove() : migrate();
}

bool GuestStep::is_in_use() const {
  return state_.life == GuestState::Life::in_use && state_.machine.device.gone == 0;
}

bool GuestStep::client(std::uint32_t number) {
  Client& client = state_.clients[number];
  if ((bounds_.clients >> number & 1) == 0 || client.sleeping != 0) return false;
  if (client.life == Life::none) return begin_allocation(number);
  if (client.life == Life::live) return use(number);
  go_on(number);
  return true;
}

std::uint16_t GuestStep::failures_left() const {
  return static_cast<std::uint16_t>(state_.machine.faults.memory << 8 |
                                    state_.machine.faults.hypercalls);
}

// What was said of a machine that was migrated may still be on its way, or of a pair that was there
// under a handle which a client gives.
bool GuestStep::begin_allocation(std::uint32_t number) {
  if (state_.allocations == 0) return false;
  --state_.allocations;
  Client& client = state_.clients[number];
  Request request{{VMCI_ID_INVALID, VMCI_ID_INVALID}, kHostContext, 0, kProduceSize, kConsumeSize};
  if (number == kAttacher) {
    request.handle = {kHostContext, kOfferedResource};
    request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
  }
  client.failures = failures_left();
  client.happened = number == kAttacher ? state_.said : state_.said & bit_of(News::resumed);
  client_step(client).allocate(request, static_cast<std::uint8_t>(number + 1));
  go_on(number);
  return true;
}

void GuestStep::go_on(std::uint32_t number) {
  Client& client = state_.clients[number];
  const bool allocates = client.life == Life::allocating;
  observer_.note([&] {
    return fmt::format("client {} {}, phase {}", number, allocates ? "allocates" : "detaches",
                       static_cast<unsigned>(client.steps->phase));
  });
  const bool begins = allocates && client.steps->phase == 0;
  const vmci_step made = client_step(client).go_on();
  reach(property::kWaited, made == VMCI_STEP_WAIT);
  if (begins && number == kCreator && client.steps->result >= VMCI_SUCCESS) {
    observer_.always(property::kFreshIds, client.handle.resource > state_.newest_id, [&] {
      return fmt::format("id {} behind {}", client.handle.resource, state_.newest_id);
    });
    state_.newest_id = client.handle.resource;
  }
  const auto& areas = state_.memory.areas;
  reach(property::kFar, client.steps->result == VMCI_ERROR_NO_MEM &&
                            std::any_of(areas.begin(), areas.end(),
                                        [](const auto& area) { return area.far != 0; }));
  if (made != VMCI_STEP_DONE) return;
  allocates ? finish_allocation(number) : finish_detachment(number);
}

bool GuestStep::is_excused(const Client& client, int result) const {
  const std::uint16_t left = failures_left();
  if (result == VMCI_ERROR_NO_MEM) return client.failures >> 8 != left >> 8;
  if (result == VMCI_ERROR_NO_RESOURCES) return (client.failures & 0xff) != (left & 0xff);
  return false;
}

void GuestStep::finish_allocation(std::uint32_t number) {
  Client& client = state_.clients[number];
  const int result = client.steps->result;
  const bool gone = !is_in_use() && result == VMCI_ERROR_DEVICE_NOT_FOUND;
  const bool late = (state_.said & bit_of(News::resumed)) != 0 && result == VMCI_ERROR_NO_ACCESS;
  const bool none = number == kAttacher && result == VMCI_ERROR_NOT_FOUND &&
                    find(kHostContext, kOfferedResource) == nullptr;
  const bool good = result >= VMCI_SUCCESS || is_excused(client, result) || gone || late || none;
  observer_.always(property::kResult, good,
                   [&] { return fmt::format("client {}'s allocation gives {}", number, result); });
  reach(property::kNoMemory, result == VMCI_ERROR_NO_MEM);
  if (result < VMCI_SUCCESS) {
    client = {};
    return;
  }
  client.life = Life::live;
  client.steps.clear();
}

// Who is refused still has what he had.
void GuestStep::finish_detachment(std::uint32_t number) {
  Client& client = state_.clients[number];
  const int result = client.steps->result;
  observer_.always(property::kResult, result >= VMCI_SUCCESS || is_excused(client, result),
                   [&] { return fmt::format("client {}'s detachment gives {}", number, result); });
  if (result < VMCI_SUCCESS) {
    reach(property::kRefused, true);
    client.life = Life::live;
    client.steps.clear();
    return;
  }
  const auto& slots = state_.machine.guest->queue_pairs.slots;
  reach(property::kKept, slots[client.slot].state == VMCI_QUEUE_PAIR_KEPT);
  reach(property::kGoneOn, state_.life == GuestState::Life::removed);
  client = {};
}

bool GuestStep::use(std::uint32_t number) {
  switch (chooser_.choose(ChoiceKind::value, 3)) {
    case 0:
      return write(number);
    case 1:
      return read(number);
    default:
      break;
  }
  Client& client = state_.clients[number];
  observer_.note([&] { return fmt::format("client {} begins to detach", number); });
  client.failures = failures_left();
  client_step(client).detach();
  go_on(number);
  return true;
}

bool GuestStep::write(std::uint32_t number) {
  Client& client = state_.clients[number];
  const HostPair* pair = find(client.handle.context, client.handle.resource);
  if (state_.bytes == 0 || pair == nullptr) return false;
  const bool full = client.written - pair->read == kProduceSize - 1;
  --state_.bytes;
  observer_.note([&] { return fmt::format("client {} writes a byte", number); });
  const int result =
      client_step(client).write(static_cast<std::uint8_t>(kFromClient + client.written));
  const int expected = full ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_SUCCESS;
  observer_.always(property::kFifo, result == expected, [&] {
    return fmt::format("client {} writes to a ring with {} bytes: {}", number,
                       client.written - pair->read, result);
  });
  if (!full) ++client.written;
  return true;
}

// What the host has written can be read also when it has left.
bool GuestStep::read(std::uint32_t number) {
  Client& client = state_.clients[number];
  const HostPair* pair = find(client.handle.context, client.handle.resource);
  if (pair == nullptr || pair->written == client.read) return false;
  observer_.note([&] { return fmt::format("client {} reads a byte", number); });
  std::uint8_t byte = 0;
  const int result = client_step(client).read(byte);
  observer_.always(property::kFifo, result >= VMCI_SUCCESS && byte == kFromHost + client.read, [&] {
    return fmt::format("client {} reads {:#x} as byte {}: {}", number, byte, client.read, result);
  });
  ++client.read;
  reach(property::kReadAfterwards, pair->life == HostPair::Life::left);
  reach(property::kExchanged, pair->read > 0);
  return true;
}

void GuestStep::peer_changed(std::uint32_t, std::uint32_t callback, std::uint32_t event) {
  const std::uint32_t number = callback - 1;
  const News news = news_of(event);
  Client& client = state_.clients[number];
  observer_.note([&] { return fmt::format("  tells client {} of event {}", number, event); });
  observer_.always(property::kNotAfterwards, client.has_pair(), [&] {
    return fmt::format("client {} is told of a peer, and has no pair", number);
  });
  const bool true_news = (client.happened & bit_of(news)) != 0;
  observer_.always(property::kTold, news > client.told && true_news, [&] {
    return fmt::format("client {} is told of event {}, which is no news", number, event);
  });
  client.told = news;
  reach(property::kToldAttach, news == News::attached);
  reach(property::kToldDetach, news == News::detached);
  reach(property::kToldResumed, news == News::resumed);
  reach(property::kToldEarly, client.life == Life::allocating);
}

bool GuestStep::remove() {
  if (state_.sleeping != 0 || state_.life == GuestState::Life::removed) return false;
  if (state_.life == GuestState::Life::in_use) {
    if (state_.removals == 0) return false;
    --state_.removals;
    state_.life = GuestState::Life::removing;
  }
  observer_.note(
      [&] { return fmt::format("removal, phase {}", static_cast<unsigned>(state_.probe->phase)); });
  const vmci_step made = machine_.drive(
      [&](vmci_guest& guest) { return driver_.remove_step(&guest, &*state_.probe); });
  if (made == VMCI_STEP_WAIT) state_.sleeping = 1;
  if (made != VMCI_STEP_DONE) return true;
  state_.life = GuestState::Life::removed;
  state_.probe.clear();
  return true;
}

}  // namespace vmcheck::device::lifecycle
