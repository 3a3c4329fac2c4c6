// What is behind the machine: the hypervisor's answers, and the host as the peer.
#include <fmt/format.h>

#include <algorithm>

#include "model/qpair/lifecycle/guest_step.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using run::ChoiceKind;
using Kind = world::Message::Kind;

constexpr std::uint8_t kFromClient = 0x20;
constexpr std::uint8_t kFromHost = 0x40;

}  // namespace

HostPair* GuestStep::find(std::uint32_t context, std::uint32_t resource) {
  const auto found =
      std::find_if(state_.pairs.begin(), state_.pairs.end(), [&](const HostPair& pair) {
        return pair.life != HostPair::Life::none && pair.context == context &&
               pair.resource == resource;
      });
  return found == state_.pairs.end() ? nullptr : &*found;
}

bool GuestStep::knows(world::Queue queue) const {
  if (state_.machine.device.gone != 0) return false;
  return std::any_of(state_.pairs.begin(), state_.pairs.end(), [&](const HostPair& pair) {
    return pair.is_machines() && (pair.produce == queue.number || pair.consume == queue.number);
  });
}

std::int32_t GuestStep::take(HostPair& pair, const PairRequest& request, HostPair::Life life) {
  pair = {};
  pair.context = request.context;
  pair.resource = request.resource;
  pair.life = life;
  pair.produce = request.produce.number;
  pair.consume = request.consume.number;
  return VMCI_SUCCESS;
}

std::int32_t GuestStep::alloc(std::uint32_t, std::span<const std::uint8_t> message,
                              std::size_t number_bytes) {
  const std::optional<PairRequest> request = read_request(message, number_bytes, state_.memory);
  const bool good = request && request->produce_size == kProduceSize &&
                    request->consume_size == kConsumeSize && request->peer == kHostContext;
  observer_.always(world::property::kMessages, good, [] {
    return std::string("the hypervisor is told of pages that are not those of the pair");
  });
  if (!good) return VMCI_ERROR_INVALID_ARGS;
  const auto& areas = state_.memory.areas;
  observer_.always(
      property::kHeaders,
      is_fresh(areas[request->produce.number - 1U], request->context, request->resource) &&
          is_fresh(areas[request->consume.number - 1U], request->context, request->resource),
      [] { return std::string("a queue's header is not that of an empty one of the pair"); });
  HostPair* pair = find(request->context, request->resource);
  if (pair != nullptr && pair->life == HostPair::Life::offered)
    return take(*pair, *request, HostPair::Life::attached);
  if (pair != nullptr) return VMCI_ERROR_ALREADY_EXISTS;
  if ((request->flags & VMCI_QUEUE_PAIR_ATTACH_ONLY) != 0) return VMCI_ERROR_NOT_FOUND;
  if (request->context != state_.machine.context.id) return VMCI_ERROR_NO_ACCESS;
  const auto free = std::find_if(state_.pairs.begin(), state_.pairs.end(), [](const HostPair& one) {
    return one.life == HostPair::Life::none;
  });
  if (free == state_.pairs.end()) return VMCI_ERROR_NO_RESOURCES;
  return take(*free, *request, HostPair::Life::known);
}

std::int32_t GuestStep::detach(std::uint32_t, std::uint32_t context, std::uint32_t resource) {
  HostPair* pair = find(context, resource);
  if (pair == nullptr || !pair->is_machines()) return VMCI_ERROR_NOT_FOUND;
  *pair = {};
  return VMCI_SUCCESS;
}

void GuestStep::reset(std::uint32_t) {
  for (HostPair& pair : state_.pairs) {
    if (pair.is_machines()) pair = {};
  }
}

// What the host does with one of the pairs. It is told that the device is gone.
bool GuestStep::use_as_host(std::uint32_t number) {
  HostPair& pair = state_.pairs[number];
  if (!pair.is_machines() || state_.machine.device.gone != 0) return false;
  const bool attached = pair.life == HostPair::Life::attached;
  switch (chooser_.choose(ChoiceKind::value, 5)) {
    case 0:
      if (pair.life != HostPair::Life::known || !tell(pair, News::attached)) return false;
      pair.life = HostPair::Life::attached;
      return true;
    case 1:
      if (!attached || !tell(pair, News::detached)) return false;
      pair.life = HostPair::Life::left;
      return true;
    case 2:
      return attached && exchange(pair, true);
    case 3:
      return attached && exchange(pair, false);
    default:
      return stray(pair);
  }
}

// Queues an event for the machine, if there is room for it.
bool GuestStep::tell(const HostPair& pair, News news) {
  if (!state_.machine.context.has_room()) return false;
  observer_.note([&] {
    return fmt::format("the host {} pair {}", news == News::attached ? "attaches to" : "leaves",
                       pair.resource);
  });
  machine_.hypervisor().tell(kMachine,
                             news == News::attached ? Kind::pair_attached : Kind::pair_detached,
                             pair.context, pair.resource, kHostContext);
  if (pair.context == kHostContext) state_.said |= bit_of(news);
  for (Client& client : state_.clients) {
    if (!client.has_pair() || client.handle.context != pair.context ||
        client.handle.resource != pair.resource) {
      continue;
    }
    client.happened |= bit_of(news);
    client.owed = std::max(client.owed, news);
  }
  return true;
}

// An event that has been sent before, or is about a peer that this pair does not have.
bool GuestStep::stray(const HostPair& pair) {
  if (state_.strays == 0 || !state_.machine.context.has_room()) return false;
  const bool repeated = chooser_.choose(ChoiceKind::value, 2) == 1;
  const bool left = pair.life == HostPair::Life::left;
  const bool offered = pair.context == kHostContext;
  if (repeated && (pair.life == HostPair::Life::known || (offered && !left))) return false;
  --state_.strays;
  observer_.note([&] {
    return fmt::format("an event about pair {} {}", pair.resource,
                       repeated ? "is sent again" : "names a stranger");
  });
  const Kind again = left || offered ? Kind::pair_detached : Kind::pair_attached;
  machine_.hypervisor().tell(kMachine, repeated ? again : Kind::pair_detached, pair.context,
                             pair.resource, repeated ? kHostContext : kStranger);
  return true;
}

// The host moves a byte through the memory that the machine named.
bool GuestStep::exchange(HostPair& pair, bool writes) {
  const bool there = state_.memory.find({pair.produce}) != nullptr &&
                     state_.memory.find({pair.consume}) != nullptr;
  observer_.always(world::property::kLifetimes, there,
                   [] { return std::string("the host uses a queue that was freed"); });
  if (!there) return true;
  if (writes) {
    if (state_.bytes == 0 ||
        !write_byte(pair, state_.memory, static_cast<std::uint8_t>(kFromHost + pair.written))) {
      return false;
    }
    observer_.note([&] { return fmt::format("the host writes to pair {}", pair.resource); });
    --state_.bytes;
    ++pair.written;
    return true;
  }
  std::uint8_t byte = 0;
  if (!read_byte(pair, state_.memory, byte)) return false;
  observer_.note([&] { return fmt::format("the host reads from pair {}", pair.resource); });
  observer_.always(property::kFifo, byte == kFromClient + pair.read,
                   [&] { return fmt::format("the host reads {:#x} as byte {}", byte, pair.read); });
  ++pair.read;
  return true;
}

// The machine gets another id. The hypervisor that it has now knows none of its pairs.
bool GuestStep::migrate() {
  if (state_.migrations == 0 || !is_in_use() || !state_.machine.context.has_room(2)) return false;
  --state_.migrations;
  state_.said |= bit_of(News::resumed);
  observer_.note([] { return std::string("the machine is migrated"); });
  state_.pairs = {};
  machine_.hypervisor().migrate(kMachine, state_.machine.context.id + 1);
  machine_.hypervisor().tell(kMachine, Kind::pairs_resumed, 0, 0, 0);
  for (Client& client : state_.clients) {
    if (!client.has_pair()) continue;
    client.happened |= bit_of(News::resumed);
    client.owed = News::resumed;
  }
  return true;
}

}  // namespace vmcheck::device::lifecycle
