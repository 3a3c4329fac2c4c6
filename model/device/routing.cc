#include "model/device/routing.h"

#include <fmt/format.h>

#include <cstddef>

#include "model/device/properties.h"

namespace vmcheck::device {
namespace {

namespace oracle = world::oracle;
using oracle::Destination;

constexpr std::int32_t kNoResources = -19;

// A host's program has no privileges.
constexpr std::uint8_t kPrivilegesOfHost = 0;

bool is_datagram(const Program& program) {
  return program.operation == Program::Operation::send;
}

oracle::Source source_of(const Member& from) {
  const std::uint32_t context = from.program.from.context;
  if (context == VMCI_ID_INVALID) return oracle::Source::none;
  return context == from.context.id ? oracle::Source::own : oracle::Source::old;
}

}  // namespace

Routing::Routing(std::span<const Member> members, const MachinesBounds& bounds)
    : members_(members), bounds_(bounds) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    before_[i] = {members[i].context.sent, members[i].context.datagrams};
  }
}

void Routing::demand(std::uint32_t machine, std::int32_t result, state::Observer& observer) const {
  const Member& from = members_[machine];
  const oracle::Outcome expected = oracle::find_outcome(question(machine));
  const bool refused =
      result == kNoResources && expected.reaches != Destination::nobody && may_refuse(from);
  const bool as_written = result == expected.result &&
                          (!is_datagram(from.program) || reached(machine) == expected.reaches);
  observer.always(property::kRouted, refused || as_written, [&] {
    return fmt::format("machine {}'s program sends to context {}: the result is {}, not {}",
                       machine, from.program.to.context, result, expected.result);
  });
}

oracle::Question Routing::question(std::uint32_t machine) const {
  const Member& from = members_[machine];
  return {.sent = is_datagram(from.program) ? oracle::Sent::datagram : oracle::Sent::ring,
          .destination = destination(from),
          .source = source_of(from),
          .in_use = true,
          .carries = (from.context.rules & world::kBetweenMachines) != 0,
          .may_interact = may_interact(from),
          .is_there = is_there(from)};
}

Destination Routing::destination(const Member& from) const {
  const std::uint32_t context = from.program.to.context;
  if (context == VMCI_ID_INVALID) return Destination::nobody;
  if (context == world::kHypervisor) return Destination::hypervisor;
  if (context == world::kHost) return Destination::host;
  if (context == from.context.id) return Destination::itself;
  return find(from, context) != nullptr ? Destination::another : Destination::nowhere;
}

// The machine of a context, among those with the same host; null: there is none.
const Member* Routing::find(const Member& from, std::uint32_t context) const {
  for (const Member& member : members_) {
    const bool is_sibling = member.context.host == from.context.host;
    if (is_sibling && member.context.id == context && member.context.life != world::Life::killed)
      return &member;
  }
  return nullptr;
}

bool Routing::may_interact(const Member& from) const {
  const Member* to = find(from, from.program.to.context);
  const std::uint8_t other = to == nullptr ? kPrivilegesOfHost : to->context.privileges;
  return oracle::may_interact(static_cast<oracle::Privilege>(from.context.privileges),
                              static_cast<oracle::Privilege>(other));
}

// Whether a doorbell that is rung is the host's, or linked.
bool Routing::is_there(const Member& from) const {
  const vmci_handle to = from.program.to;
  if (to.context == world::kHost) return to.resource == world::kHostResource;
  const Member* other = find(from, to.context);
  if (other == nullptr) return false;
  for (const world::Link& link : other->context.links) {
    if (link.linked != 0 && link.resource == to.resource) return true;
  }
  return false;
}

// Whether there is no room for a datagram, or the hypervisor has refused what it could have done.
bool Routing::may_refuse(const Member& from) const {
  const Member* to = find(from, from.program.to.context);
  const bool full = to != nullptr && !to->context.has_room();
  return is_datagram(from.program) && (full || from.faults.hypercalls < bounds_.faults.hypercalls);
}

// Whom this step's datagram has reached; Destination::any: more than one, or one twice.
Destination Routing::reached(std::uint32_t machine) const {
  Destination to = Destination::nobody;
  std::uint32_t times = 0;
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    const world::Context& context = members_[i].context;
    const auto sent = static_cast<std::uint8_t>(context.sent - before_[i].to_machine);
    const std::uint32_t to_host = context.datagrams - before_[i].to_host;
    times += sent + to_host;
    if (sent != 0) to = i == machine ? Destination::itself : Destination::another;
    if (to_host != 0) to = Destination::host;
  }
  return times > 1 ? Destination::any : to;
}

}  // namespace vmcheck::device
