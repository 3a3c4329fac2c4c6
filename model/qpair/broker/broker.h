// The host's broker by itself: programs of the host and of virtual machines, or who speaks for
// these, call it one step at a time, while machines die and come back, their memory goes away and
// returns, and the host's end moves bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/qpair/broker/core.h"
#include "model/qpair/broker/transitions.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/host.h"

namespace vmcheck::device::broker {

// Who calls: the host's programs, and two virtual machines.
inline constexpr std::uint32_t kHost = 0;
inline constexpr std::uint32_t kParties = 3;
inline constexpr std::array<std::uint32_t, kParties> kContexts{VMCI_CONTEXT_HOST, 16, 17};

// The handles of pairs: two that everybody knows, and what the host gets by any id.
inline constexpr std::uint32_t kHandles = 2;
inline constexpr std::uint8_t kAnyId = 2;
inline constexpr std::uint32_t kFirstResource = 7;

// Sizes as a machine sees them.
inline constexpr std::uint64_t kProduceSize = 3;
inline constexpr std::uint64_t kConsumeSize = 2;

// What a party can wish for. Without a handle's number it is the first one.
enum class Wish : std::uint8_t {
  alloc,            // to create, or to attach
  attach,           // only
  alloc_other,      // of other sizes
  alloc_second,     // of the second handle
  alloc_large,      // of the second handle, so large that the limit is reached
  alloc_huge,       // of the second handle, and larger than any may be
  alloc_any,        // under an id that is new
  alloc_few_pages,  // with fewer pages than the sizes need
  set_page_store,
  set_few_pages,
  unmap,
  map,
  map_elsewhere,
  map_few_pages,
  detach,
  detach_second,
  detach_any,
};
inline constexpr std::uint32_t kWishes = 17;

constexpr std::uint32_t bit_of(Wish wish) {
  return 1U << static_cast<unsigned>(wish);
}

// Wishes: a bit each.
template <typename... Wishes>
constexpr std::uint32_t wishes(Wishes... all) {
  return (bit_of(all) | ... | 0U);
}

// A party's bounds. A machine of version 0 is not there.
struct PartyBounds {
  std::uint32_t wishes = 0;
  std::uint8_t calls = 0;
  std::uint8_t privileges = 0;
  std::uint32_t version = 0;

  friend bool operator==(const PartyBounds&, const PartyBounds&) = default;
};

inline constexpr std::uint32_t kNewest = 0xb0000;
inline constexpr std::uint32_t kOlder = 0x90000;
inline constexpr std::uint32_t kOldest = 0x80000;

struct BrokerBounds {
  std::array<PartyBounds, kParties> parties;
  std::uint32_t peer = VMCI_ID_INVALID;       // of whom the host wants to be the peer
  std::uint8_t sends = 0;                     // bytes that the host's end writes, or tries to
  std::uint8_t receives = 0;                  // and reads
  std::uint8_t bytes = 0;                     // that a machine writes
  bool blocks = false;                        // the host's end waits for what is not there
  std::uint8_t removals = 0;                  // of machines
  std::uint8_t scribbles = 0;                 // words that a machine writes into its headers
  std::uint8_t faults = 0;                    // pages that cannot be pinned, headers not be mapped
  bool hostile = false;                       // machines ask for anything at any time
  std::vector<const run::Property*> reached;  // what some run must reach
};

// A party, and its call that is under way.
struct Party {
  state::Padded<vmci_broker_operation> call;
  Trigger trigger;  // of it; none: it makes none
  Wish wish;
  std::uint8_t pair;      // which handle
  std::uint8_t sleeping;  // until somebody wakes it
  std::uint8_t calls;     // left
  std::uint8_t failures;  // that may strike yet, when the call began
  std::uint8_t has;       // pairs, a bit each, as it knows
  std::uint8_t present;   // a machine: 0 not, 1 there, 2 leaving
  std::array<world::PageStore, kHandles> stores;
  world::PageStore elsewhere;  // where the memory is moved to
  std::uint8_t told;           // that there are events
  std::uint8_t suspended;      // its memory is away

  bool is_idle() const { return trigger == Trigger::none; }
};

// An operation of the host's end.
struct End {
  state::Padded<vmci_host_operation> steps;
  std::uint8_t runs;
  std::uint8_t sleeping;
  std::uint8_t left;  // operations
  std::uint8_t failures;
  std::uint32_t pair;  // which of a run's
};

// A ring of the first handle's pair: what went through it.
struct RingCount {
  std::uint8_t written;
  std::uint8_t read;
};

struct BrokerState {
  state::Padded<vmci_broker> broker;
  world::QueueMemory memory;
  std::array<Party, kParties> parties;
  std::array<End, 2> ends;  // of the host: who writes, and who reads
  state::Padded<vmci_context_removal> removal;
  std::uint32_t any_id;   // the newest that was given out
  std::uint8_t removing;  // which party; 0: none
  std::uint8_t removal_sleeps;
  std::uint8_t removals;  // left, as the following
  std::uint8_t bytes;
  std::uint8_t scribbles;
  world::Faults faults;            // of the host
  std::uint8_t pairs;              // of the first handle that were created so far
  std::array<RingCount, 2> rings;  // the one that the machine fills, and the host's
  std::array<std::uint8_t, VMCI_BROKER_PAIRS_MAX> holders;  // who has claimed a pair
  std::array<std::uint8_t, kHandles> machines;  // the party to the pair besides the host
  std::array<std::array<std::uint8_t, kParties>, kHandles> owed;  // events: VMCI_BROKER_OWES_
  std::uint8_t moved;  // whether the first handle's memory was
  std::array<std::uint8_t, 7> unused;
};

class Broker final : public state::Model<BrokerState> {
 public:
  Broker(const HostFunctions& host, BrokerBounds bounds)
      : host_(host), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(BrokerState& state, run::Chooser& chooser) const override;
  bool step(BrokerState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const BrokerState& state, state::Observer& observer) const override;
  bool may_end(const BrokerState& state) const override;
  void canonical(BrokerState& state) const override;
  std::string text(const BrokerState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  void check_memory(const BrokerState& state, state::Observer& observer) const;
  void check_accounts(const BrokerState& state, state::Observer& observer) const;
  void check_awake(const BrokerState& state, state::Observer& observer) const;
  void check_nothing_left(const BrokerState& state, state::Observer& observer) const;

  const HostFunctions& host_;
  BrokerBounds bounds_;
};

}  // namespace vmcheck::device::broker
