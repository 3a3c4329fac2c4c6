// The states of a queue pair in the host's broker, and what changes them: the protocol's table,
// written beside pair.h and not from it.
#pragma once

#include <cstdint>
#include <span>

#include "model/qpair/broker/core.h"
#include "sim/run/property.h"

namespace vmcheck::device::broker {

// What a party asks for.
enum class Trigger : std::uint8_t { none, alloc, set_page_store, unmap, map, detach };

// Who asks: bits.
inline constexpr std::uint8_t kByHost = 1;
inline constexpr std::uint8_t kByMachine = 2;       // which gives its memory with the pair
inline constexpr std::uint8_t kByOlderMachine = 4;  // which gives it later
inline constexpr std::uint8_t kByAnyMachine = kByMachine | kByOlderMachine;

// What the other party is told.
enum class Told : std::uint8_t { nothing, attach, detach };

struct Transition {
  vmci_pair_state from;
  Trigger trigger;
  std::uint8_t by;
  vmci_pair_state to;
  Told told;
  run::Property reached;  // that some run makes it
};

// All there are.
std::span<const Transition> transitions();

// The one that this is; null: there is none.
const Transition* find_transition(unsigned int from, Trigger trigger, std::uint8_t by,
                                  unsigned int to);

}  // namespace vmcheck::device::broker
