// The host's end of a pair, and the machine's: what they move through its rings.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "model/qpair/broker/broker_drive.h"
#include "model/qpair/broker/properties.h"
#include "sim/world/bytes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::broker {
namespace {

using run::ChoiceKind;

constexpr std::uint32_t kWriter = 8;  // as make() counts who steps

// Offsets in a queue's header.
constexpr std::size_t kTailAt = 8;
constexpr std::size_t kHeadAt = 16;

// A byte of a ring says which ring's it is, and which of which pair's.
std::uint8_t byte_of(const BrokerState& state, std::uint32_t ring, std::uint8_t count) {
  return static_cast<std::uint8_t>(1U << 7 | ring << 6 | (state.pairs & 7U) << 3 | (count & 7U));
}

std::uint64_t index_at(const world::QueueArea& area, std::size_t at) {
  return world::number_at<std::uint64_t>(
      {reinterpret_cast<const std::uint8_t*>(area.header.data()), area.header.size()}, at);
}

void put_index(world::QueueArea& area, std::size_t at, std::uint64_t index) {
  world::put_number<std::uint64_t>(
      {reinterpret_cast<std::uint8_t*>(area.header.data()), area.header.size()}, at, index);
}

}  // namespace

bool BrokerStep::end(bool reads) {
  End& end = state_.ends[reads ? 1 : 0];
  if (end.sleeping != 0) return false;
  if (end.runs == 0) {
    if (end.left == 0 || (state_.parties[kHost].has & 1) == 0) return false;
    --end.left;
    end.runs = 1;
    end.failures = state_.faults.memory;
    end.pair = state_.pairs;
    end.steps->handle = handle_of(state_, 0);
    end.steps->request = reads ? VMCI_HOST_DEQUEUE : VMCI_HOST_ENQUEUE;
    end.steps->count = 1;
    end.steps->blocks = bounds_.blocks ? 1 : 0;
  }
  go_on_with_end(reads);
  return true;
}

void BrokerStep::go_on_with_end(bool reads) {
  End& end = state_.ends[reads ? 1 : 0];
  RingCount& ring = state_.rings[reads ? 0 : 1];
  vmci_host_operation& steps = *end.steps;
  std::uint8_t byte = reads ? std::uint8_t{0} : byte_of(state_, 1, ring.written);
  const vmci_source source{&byte, 1};
  const vmci_target target{&byte, 1};
  const vmci_u64 moved = steps.bytes;
  steps.sources = &source;
  steps.targets = &target;
  observer_.note([&] {
    return fmt::format("the host's end {}, phase {}", reads ? "reads" : "writes",
                       static_cast<unsigned>(steps.phase));
  });
  const vmci_step made =
      drive(static_cast<std::uint8_t>(kWriter + (reads ? 1 : 0)), Trigger::none, VMCI_CONTEXT_HOST,
            [&](vmci_broker& broker) { return host_.endpoint_step(&broker, &steps); });
  steps.sources = nullptr;
  steps.targets = nullptr;
  if (steps.bytes != moved && !bounds_.hostile) {
    const bool right =
        !reads || (ring.read < ring.written && byte == byte_of(state_, 0, ring.read));
    observer_.always(property::kFifo, right && end.pair == state_.pairs, [&] {
      return fmt::format("the host's end moves {:#x} as byte {}", byte,
                         reads ? ring.read : ring.written);
    });
    ++(reads ? ring.read : ring.written);
    reach(property::kExchanged, state_.rings[0].read > 0 && state_.rings[1].read > 0);
    reach(property::kReadElsewhere, reads && state_.moved != 0);
  }
  if (made == VMCI_STEP_WAIT) {
    end.sleeping = 1;
    const auto& pair = state_.broker->pairs[steps.slot].pair;
    reach(property::kBlocked, pair.unmapped != 0);
    reach(property::kStarved, pair.state == VMCI_PAIR_ATTACHED_MEM && steps.result < 0);
  }
  if (made != VMCI_STEP_DONE) return;
  demand_end_result(reads, steps.result);
  end.steps.clear();
  end.runs = 0;
  end.failures = 0;
  end.pair = 0;
}

// What the end says of the pair it has found in this very step.
void BrokerStep::demand_end_result(bool reads, int result) {
  const End& end = state_.ends[reads ? 1 : 0];
  const RingCount& ring = state_.rings[reads ? 0 : 1];
  const auto& pairs = state_.broker->pairs;
  const auto* entry = std::find_if(std::begin(pairs), std::end(pairs), [](const auto& one) {
    return one.pair.state != VMCI_PAIR_NEW && number_of(one.pair.handle) == 0;
  });
  const bool found = entry != std::end(pairs) && end.pair == state_.pairs;
  const bool away =
      found && entry->pair.state == VMCI_PAIR_ATTACHED_NO_MEM && entry->pair.unmapped != 0;
  const bool attached = found && entry->pair.state == VMCI_PAIR_ATTACHED_MEM;
  bool right = false;
  switch (result) {
    case VMCI_ERROR_QUEUEPAIR_NOTATTACHED:
      right = !away && !attached;
      reach(property::kLeftAlone, end.steps->blocks != 0 && found);
      break;
    case VMCI_ERROR_QUEUEPAIR_NOT_READY:
      right = away && !bounds_.blocks;
      reach(property::kNotReady, right);
      break;
    case VMCI_ERROR_NO_MEM:
      right = end.failures != state_.faults.memory;
      reach(property::kNotMapped, right);
      break;
    case VMCI_ERROR_QUEUEPAIR_NOSPACE:
    case VMCI_ERROR_QUEUEPAIR_NODATA:
      right = !bounds_.blocks && (reads == (result == VMCI_ERROR_QUEUEPAIR_NODATA));
      break;
    case VMCI_ERROR_INVALID_SIZE:
      right = bounds_.hostile;
      reach(property::kDisbelieved, right);
      break;
    default:
      right = result >= VMCI_SUCCESS && end.steps->bytes == 1;
  }
  observer_.always(property::kResult, right, [&] {
    return fmt::format("the host's end {}: {}, with {} of {} bytes read",
                       reads ? "reads" : "writes", result, ring.read, ring.written);
  });
}

// The machine that has the pair keeps to the protocol, and says when it has moved a byte.
bool BrokerStep::move_byte(bool reads) {
  const std::uint32_t number = state_.machines[0];
  if (number == 0 || bounds_.hostile || bounds_.sends + bounds_.receives == 0) return false;
  const Party& party = state_.parties[number];
  if ((party.has & 1) == 0 || party.suspended != 0 || !party.is_idle() || party.present != 1)
    return false;
  world::QueueArea& produce = state_.memory.areas[party.stores[0].of_vm.number - 1U];
  world::QueueArea& consume = state_.memory.areas[party.stores[0].of_host.number - 1U];
  RingCount& ring = state_.rings[reads ? 1 : 0];
  if (reads) {
    const std::uint64_t head = index_at(produce, kHeadAt);
    if (head == index_at(consume, kTailAt)) return false;
    observer_.note([] { return std::string("the machine reads a byte"); });
    observer_.always(property::kFifo, consume.bytes[head] == byte_of(state_, 1, ring.read), [&] {
      return fmt::format("the machine reads {:#x} as byte {}", consume.bytes[head], ring.read);
    });
    put_index(produce, kHeadAt, (head + 1) % kConsumeSize);
    ++ring.read;
    const auto& pairs = state_.broker->pairs;
    reach(property::kReadAfterwards,
          std::any_of(std::begin(pairs), std::end(pairs), [](const auto& entry) {
            return entry.pair.state == VMCI_PAIR_SHUTDOWN_MEM && number_of(entry.pair.handle) == 0;
          }));
    reach(property::kExchanged, state_.rings[0].read > 0);
  } else {
    const std::uint64_t tail = index_at(produce, kTailAt);
    const std::uint64_t next = (tail + 1) % kProduceSize;
    if (state_.bytes == 0 || next == index_at(consume, kHeadAt)) return false;
    observer_.note([] { return std::string("the machine writes a byte"); });
    --state_.bytes;
    produce.bytes[tail] = byte_of(state_, 0, ring.written);
    put_index(produce, kTailAt, next);
    ++ring.written;
  }
  woken();
  return true;
}

// A hostile machine writes any word of its headers, which are its own memory.
bool BrokerStep::scribble() {
  if (state_.scribbles == 0) return false;
  static constexpr std::array<std::uint64_t, 4> kWords{0, 1, kProduceSize, UINT64_MAX};
  const world::PageStore& store = state_.parties[1].stores[0];
  const std::uint32_t which = chooser_.choose(ChoiceKind::value, 4);
  const std::uint64_t word = kWords[chooser_.choose(ChoiceKind::value, 4)];
  world::QueueArea* area = state_.memory.find(which < 2 ? store.of_vm : store.of_host);
  if (area == nullptr) return false;
  --state_.scribbles;
  observer_.note([&] { return fmt::format("the machine writes {:#x} into a header", word); });
  put_index(*area, which % 2 == 0 ? kTailAt : kHeadAt, word);
  woken();
  return true;
}

}  // namespace vmcheck::device::broker
