#include "model/device/fate.h"

#include <fmt/format.h>

#include <algorithm>

namespace vmcheck::device {
namespace {

using run::ChoiceKind;
using world::FaultClass;
using world::Message;

// Ids of virtual machines' contexts, as far as messages can tell them.
constexpr std::uint8_t kFirstId = 16;

// Among the machines of one host.
bool is_id_used(std::span<const Member> members, std::uint8_t host, std::uint8_t id) {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return member.context.host == host && member.context.id == id;
  });
}

std::uint8_t next_id(std::span<const Member> members, Left& left) {
  while (left.next_id < kFirstId || is_id_used(members, 0, left.next_id)) ++left.next_id;
  return left.next_id++;
}

// Nested machines have the ids that others have outside.
std::uint8_t nested_id(std::span<const Member> members, std::uint8_t host) {
  std::uint8_t id = kContext;
  while (is_id_used(members, host, id)) ++id;
  return id;
}

}  // namespace

void begin_anew(std::span<Member> members, std::uint32_t number, const Driver& driver,
                const MachinesBounds& bounds, Left& left) {
  const std::uint8_t host = bounds.hosts[number];
  const std::uint8_t id = host == 0 ? next_id(members, left) : nested_id(members, host);
  Member& member = members[number];
  member = {};
  power_on(member, driver,
           {.vectors = (bounds.shared >> number & 1) != 0 ? world::Vectors::shared
                                                          : world::Vectors::exclusive,
            .faults = {},
            .in_memory = (bounds.in_memory >> number & 1) != 0,
            .number = static_cast<std::uint8_t>(number),
            .context = id});
  member.context.host = host;
  member.context.rules = bounds.rules;
  member.context.privileges = bounds.privileges[number];
}

// What a device that lies to a probe is told of memory cannot be demanded.
void unleash(Member& member, const MachinesBounds& bounds) {
  member.faults = bounds.faults;
  member.device.lies = bounds.lies;
  if (bounds.lies == 0) return;
  member.device.hostile = bounds.at_will;
  if (member.life == Member::Life::probing) member.device.forgot = 1;
}

bool Fate::make() {
  const std::uint32_t action = chooser_.choose(ChoiceKind::value, 6);
  const auto machines = static_cast<std::uint32_t>(members_.size());
  const std::uint32_t machine = chooser_.choose(ChoiceKind::value, machines);
  switch (action) {
    case 0:
      return write(machine);
    case 1:
      return ring(machine);
    case 2:
      return meddle(machine);
    case 3:
      return reset(machine);
    case 4:
      return live(machine);
    default:
      return restart(machine);
  }
}

bool Fate::strikes(std::uint8_t& left, FaultClass what) {
  return world::strikes(left, what, chooser_);
}

// Whether its host runs, who would write to it.
bool Fate::is_hosted(const Member& member) const {
  return member.context.host == 0 || runs(members_, member.context.host - 1U);
}

// The host writes to an endpoint or a subscriber that is there, or has been.
bool Fate::write(std::uint32_t machine) {
  static constexpr std::array<std::uint32_t, 3> kReaders{kPromptEndpoint, kLaterEndpoint,
                                                         kDetachSubscriber};
  const Member& member = members_[machine];
  const std::uint32_t to = kReaders[chooser_.choose(ChoiceKind::value, kReaders.size())];
  const std::uint32_t resource = member.program.things[to].id;
  if (member.context.life == world::Life::killed || !is_hosted(member) || member.device.gone != 0 ||
      resource == 0 || !member.context.has_room() || !take(left_.messages)) {
    return false;
  }
  observer_.note(
      [&] { return fmt::format("machine {}'s {} is sent a message", machine, name_of(to)); });
  hypervisor_.send(machine, is_endpoint(to) ? Message::Kind::datagram : Message::Kind::peer_detach,
                   resource);
  return true;
}

bool Fate::ring(std::uint32_t machine) {
  Member& member = members_[machine];
  const world::Link& link = member.context.links[chooser_.choose(ChoiceKind::value, world::kLinks)];
  if (link.linked == 0 || member.context.life == world::Life::killed || !is_hosted(member) ||
      member.device.gone != 0 || !take(left_.messages)) {
    return false;
  }
  observer_.note(
      [&] { return fmt::format("machine {}'s doorbell {} is rung", machine, link.resource); });
  hypervisor_.ring(machine, link);
  member.ring(link.resource);
  return true;
}

// Whether it makes a difference: not each message can be cut, and none changes places alone.
bool Fate::can_change(const world::Context& context, std::uint32_t slot, std::uint32_t how) {
  const Message::Kind kind = context.messages[slot].kind;
  const auto queued = [](const Message& one) { return one.where == Message::Where::queued; };
  if (how == 1) return kind == Message::Kind::datagram || kind == Message::Kind::peer_detach;
  if (how == 2) return context.has_room();
  return how != 3 || std::ranges::count_if(context.messages, queued) > 1;
}

// Something happens to a message that waits.
bool Fate::meddle(std::uint32_t machine) {
  Member& member = members_[machine];
  const std::uint32_t slot = chooser_.choose(ChoiceKind::value, world::kMessages);
  const std::uint32_t how = chooser_.choose(ChoiceKind::value, 4);
  const Message& message = member.context.messages[slot];
  if (message.where != Message::Where::queued || !can_change(member.context, slot, how) ||
      !strikes(member.faults.datagrams, FaultClass::datagrams)) {
    return false;
  }
  observer_.note([&] {
    static constexpr std::array<const char*, 4> kVerbs{"is lost", "is cut", "is sent twice",
                                                       "changes places"};
    return fmt::format("a message to machine {} {}", machine, kVerbs[how]);
  });
  change(member, slot, how);
  return true;
}

void Fate::change(Member& member, std::uint32_t slot, std::uint32_t how) {
  Message& message = member.context.messages[slot];
  const bool datagram = message.kind == Message::Kind::datagram;
  switch (how) {
    case 0:
      message.where = Message::Where::handled;
      break;
    case 1:
      message.kind = datagram ? Message::Kind::cut_datagram : Message::Kind::short_detach;
      break;
    case 2:
      member.context.queue(message);
      member.device.interrupt(world::kDatagramCause);
      break;
    default:
      exchange(member.context, slot);
      break;
  }
  member.program.deliveries[slot].owed = 0;
}

void Fate::exchange(world::Context& context, std::uint32_t slot) {
  for (std::uint32_t i = 0; i < world::kMessages; ++i) {
    Message& other = context.messages[i];
    if (i == slot || other.where != Message::Where::queued) continue;
    std::swap(other.sequence, context.messages[slot].sequence);
    return;
  }
}

bool Fate::reset(std::uint32_t machine) {
  Member& member = members_[machine];
  if (member.context.life == world::Life::killed || member.device.gone != 0 ||
      !strikes(member.faults.resets, FaultClass::resets)) {
    return false;
  }
  observer_.note([&] { return fmt::format("machine {}'s device forgets everything", machine); });
  hypervisor_.forget(machine);
  member.program.forgo();
  return true;
}

// Suspends a machine, migrates or kills it. One that is suspended is resumed at no cost.
bool Fate::live(std::uint32_t machine) {
  Member& member = members_[machine];
  world::Context& context = member.context;
  const std::uint32_t what = chooser_.choose(ChoiceKind::value, 3);
  if (context.life == world::Life::killed) return false;
  const bool resumes = what == 0 && context.life == world::Life::suspended;
  const bool movable = context.host == 0 && context.has_room() && member.device.gone == 0;
  if (what == 1 && !movable) return false;
  if (!resumes && !strikes(member.faults.machines, FaultClass::machines)) return false;
  observer_.note([&] {
    static constexpr std::array<const char*, 3> kVerbs{"suspended", "migrated", "killed"};
    return fmt::format("machine {} is {}", machine, resumes ? "resumed" : kVerbs[what]);
  });
  if (what == 0) context.life = resumes ? world::Life::runs : world::Life::suspended;
  if (what == 1) hypervisor_.migrate(machine, next_id(members_, left_));
  if (what == 2) kill(machine);
  return true;
}

// With the machines that it runs.
void Fate::kill(std::uint32_t machine) {
  members_[machine].context.life = world::Life::killed;
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    if (members_[i].context.host == machine + 1) kill(i);
  }
}

bool Fate::restart(std::uint32_t machine) {
  Member& member = members_[machine];
  const bool killed = member.context.life == world::Life::killed;
  const bool done = (member.life == Member::Life::failed || member.life == Member::Life::removed) &&
                    member.program.has_ended() && member.is_quiet();
  const std::uint8_t host = member.context.host;
  if (!bounds_.restarts || (!killed && !done) || (host != 0 && !runs(members_, host - 1U)))
    return false;
  observer_.note([&] { return fmt::format("machine {} begins anew", machine); });
  begin_anew(members_, machine, driver_, bounds_, left_);
  unleash(member, bounds_);
  return true;
}

}  // namespace vmcheck::device
