#include "model/qpair/broker/transitions.h"

#include <algorithm>
#include <array>

namespace vmcheck::device::broker {
namespace {

using enum Trigger;
using run::PropertyKind;

run::Property reached(const char* name, const char* statement) {
  return {PropertyKind::sometimes, name, statement};
}

constexpr vmci_pair_state kNew = VMCI_PAIR_NEW;
constexpr vmci_pair_state kCreated = VMCI_PAIR_CREATED_NO_MEM;
constexpr vmci_pair_state kCreatedMem = VMCI_PAIR_CREATED_MEM;
constexpr vmci_pair_state kAttached = VMCI_PAIR_ATTACHED_NO_MEM;
constexpr vmci_pair_state kAttachedMem = VMCI_PAIR_ATTACHED_MEM;
constexpr vmci_pair_state kShutdown = VMCI_PAIR_SHUTDOWN_NO_MEM;
constexpr vmci_pair_state kShutdownMem = VMCI_PAIR_SHUTDOWN_MEM;
constexpr vmci_pair_state kGone = VMCI_PAIR_GONE;

const std::array<Transition, 25>& table() {
  static const std::array<Transition, 25> rows{{
      {kNew, alloc, kByHost, kCreated, Told::nothing,
       reached("host-creates", "the host creates a pair")},
      {kNew, alloc, kByOlderMachine, kCreated, Told::nothing,
       reached("older-machine-creates", "an older machine creates a pair, without memory")},
      {kNew, alloc, kByMachine, kCreatedMem, Told::nothing,
       reached("machine-creates", "a machine creates a pair with its memory")},
      {kCreated, set_page_store, kByOlderMachine, kCreatedMem, Told::nothing,
       reached("creator-gives-memory", "an older machine gives its pair memory")},
      {kCreated, alloc, kByMachine, kAttachedMem, Told::attach,
       reached("machine-attaches", "a machine attaches with its memory")},
      {kCreated, alloc, kByOlderMachine, kAttached, Told::nothing,
       reached("older-machine-attaches", "an older machine attaches, without memory")},
      {kCreatedMem, alloc, kByHost, kAttachedMem, Told::attach,
       reached("host-attaches", "the host attaches")},
      {kAttached, set_page_store, kByOlderMachine, kAttachedMem, Told::attach,
       reached("attacher-gives-memory", "an older machine gives memory to what it attached to")},
      {kCreatedMem, unmap, kByAnyMachine, kCreated, Told::nothing,
       reached("created-unmapped", "the memory of a pair with one party is unmapped")},
      {kAttachedMem, unmap, kByAnyMachine, kAttached, Told::nothing,
       reached("attached-unmapped", "the memory of a pair with two parties is unmapped")},
      {kShutdownMem, unmap, kByAnyMachine, kShutdown, Told::nothing,
       reached("shutdown-unmapped", "the memory of a pair that the host has left is unmapped")},
      {kCreated, map, kByAnyMachine, kCreatedMem, Told::nothing,
       reached("created-mapped", "the memory of a pair with one party is mapped again")},
      {kAttached, map, kByAnyMachine, kAttachedMem, Told::nothing,
       reached("attached-mapped", "the memory of a pair with two parties is mapped again")},
      {kShutdown, map, kByAnyMachine, kShutdownMem, Told::nothing,
       reached("shutdown-mapped", "the memory of a pair that the host has left is mapped again")},
      {kAttached, detach, kByAnyMachine, kShutdown, Told::detach,
       reached("machine-leaves-without-memory", "a machine leaves whose memory is away")},
      {kAttachedMem, detach, kByAnyMachine, kShutdown, Told::detach,
       reached("machine-leaves", "a machine leaves with its memory")},
      {kAttached, detach, kByHost, kShutdown, Told::detach,
       reached("host-leaves-without-memory", "the host leaves while the memory is away")},
      {kAttachedMem, detach, kByHost, kShutdownMem, Told::detach,
       reached("host-leaves", "the host leaves, and the memory stays")},
      {kCreated, detach, kByHost, kGone, Told::nothing,
       reached("host-takes-back", "the host leaves what nobody has attached to")},
      {kCreated, detach, kByAnyMachine, kGone, Told::nothing,
       reached("machine-takes-back-without-memory", "so does a machine whose memory is away")},
      {kCreatedMem, detach, kByAnyMachine, kGone, Told::nothing,
       reached("machine-takes-back", "so does a machine with memory")},
      {kShutdown, detach, kByHost, kGone, Told::nothing,
       reached("host-last", "the host leaves last")},
      {kShutdown, detach, kByAnyMachine, kGone, Told::nothing,
       reached("machine-last-without-memory", "a machine leaves last whose memory is away")},
      {kShutdownMem, detach, kByAnyMachine, kGone, Told::nothing,
       reached("machine-last", "a machine leaves last with its memory")},
      {kGone, none, 0, kNew, Told::nothing,
       reached("told-last", "a pair is gone when who had it has been told of the other")},
  }};
  return rows;
}

}  // namespace

std::span<const Transition> transitions() {
  return table();
}

const Transition* find_transition(unsigned int from, Trigger trigger, std::uint8_t by,
                                  unsigned int to) {
  const auto& rows = table();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Transition& row) {
    return row.from == from && row.to == to && row.trigger == trigger &&
           (row.by == by || (row.by & by) != 0);
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace vmcheck::device::broker
