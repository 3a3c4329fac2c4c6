// What a host's platform does for its contexts.
#include "sim/world/contexts.h"

#include <algorithm>
#include <string>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

constexpr int kNoMem = -3;

}  // namespace

// Memory for a copy runs out only by a fault: there are as many as a model can need.
bool Platform::keep_for_host(std::span<const std::byte> datagram, std::uint8_t& kept) {
  act();
  demand_unlocked("copies a datagram");
  if (strikes(clients_.host()->faults().memory, FaultClass::memory, chooser_)) return false;
  auto& all = clients_.contexts()->context_memory().kept;
  auto* free = std::find_if(all.begin(), all.end(),
                            [](const KeptDatagram& copy) { return copy.used[0] == 0; });
  if (free == all.end() || datagram.size() > kDatagramBytes) return false;
  std::copy(datagram.begin(), datagram.end(), free->bytes.begin());
  free->used[0] = 1;
  kept = static_cast<std::uint8_t>(free - all.begin() + 1);
  return true;
}

KeptDatagram& Platform::kept_by_host(std::uint8_t kept) {
  auto& all = clients_.contexts()->context_memory().kept;
  const bool there = kept != 0 && kept <= all.size() && all[kept - 1U].used[0] != 0;
  observer_.always(property::kLifetimes, there,
                   [] { return std::string("a copy is used that has been given back"); });
  return all[there ? kept - 1U : 0];
}

void Platform::forget_for_host(std::uint8_t kept) {
  act();
  demand_unlocked("gives a copy back");
  kept_by_host(kept) = {};
}

int Platform::call_program(std::uint32_t program, std::span<const std::byte> datagram) {
  act();
  demand_unlocked("calls a program");
  return clients_.contexts()->datagram_for_program(program, datagram);
}

void Platform::ring_program(std::uint32_t program) {
  act();
  demand_unlocked("calls a program");
  clients_.contexts()->doorbell_of_program(program);
}

void Platform::announce(std::uint32_t program, std::span<const std::uint8_t> payload) {
  act();
  demand_unlocked("calls a program");
  clients_.contexts()->event_for_program(program, payload);
}

int Platform::pin_byte(std::uint8_t place) {
  act();
  demand_unlocked("pins a byte");
  if (strikes(clients_.host()->faults().memory, FaultClass::memory, chooser_)) return kNoMem;
  ++clients_.contexts()->context_memory().bytes[place - 1U].pins;
  return 0;
}

NotifyByte* Platform::demand_byte(std::uint8_t byte) {
  auto& all = clients_.contexts()->context_memory().bytes;
  const bool there = byte != 0 && byte <= all.size() && all[byte - 1U].pins != 0;
  observer_.always(property::kPins, there,
                   [] { return std::string("a notify byte is used that is not pinned"); });
  return there ? &all[byte - 1U] : nullptr;
}

void Platform::unpin_byte(std::uint8_t byte) {
  act();
  demand_unlocked("unpins a byte");
  if (NotifyByte* pinned = demand_byte(byte)) --pinned->pins;
}

void Platform::store_notify_byte(std::uint8_t byte, std::uint8_t value) {
  if (NotifyByte* pinned = demand_byte(byte)) pinned->value = value;
}

}  // namespace vmcheck::world
