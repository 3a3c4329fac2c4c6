#include "model/device/fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/world/events.h"

namespace vmcheck::device {
namespace {

using run::ChoiceKind;
using world::FaultClass;
using world::Message;

// To whom the host writes.
constexpr std::array<std::uint32_t, 3> kReaders{kPromptEndpoint, kLaterEndpoint, kDetachSubscriber};

// Those that are there, or have been.
run::Options readers(const Member& member) {
  const auto& things = member.program.things;
  return run::options_of(kReaders, [&](std::uint32_t reader) { return things[reader].id != 0; });
}

// Doorbells that can be rung.
run::Options linked(const Member& member) {
  return run::options_of(member.context.links,
                         [](const world::Link& link) { return link.linked != 0; });
}

bool is_suspended(const Member& member) {
  return member.context.life == world::Life::suspended;
}

// Messages that wait.
run::Options queued(const Member& member) {
  return run::options_of(member.context.messages, [](const Message& message) {
    return message.where == Message::Where::queued;
  });
}

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

// Asked before each step: so only what is quickly seen.
bool Fate::is_on(const MachinesBounds& bounds, std::span<const Member> members, const Left& left,
                 run::Options possible_faults, bool winds_down) {
  const auto may_strike = [&](std::uint8_t most, FaultClass what) {
    return world::may_strike(most, what, possible_faults);
  };
  return (!winds_down && (left.messages != 0 || bounds.restarts)) ||
         may_strike(bounds.faults.datagrams, FaultClass::datagrams) ||
         may_strike(bounds.faults.resets, FaultClass::resets) ||
         may_strike(bounds.faults.machines, FaultClass::machines) ||
         std::any_of(members.begin(), members.end(), is_suspended);
}

template <std::size_t... kAction>
run::Options Fate::actions(std::index_sequence<kAction...>) const {
  return (run::option(kAction, may<kAction>()) | ...);
}

// The machines that an action can be about.
template <std::size_t... kAction>
run::Options Fate::machines_for(std::uint32_t action, std::index_sequence<kAction...>) const {
  return ((action == kAction ? machines_for<kAction>() : 0) | ...);
}

template <std::uint32_t kAction>
run::Options Fate::machines_for() const {
  return run::options_of(members_, [&](const Member& member) { return may<kAction>(member); });
}

template <std::uint32_t kAction>
bool Fate::may() const {
  return is_on<kAction>() &&
         std::any_of(members_.begin(), members_.end(),
                     [&](const Member& member) { return may<kAction>(member); });
}

// Whether the scenario has the action, and in random runs this run.
template <std::uint32_t kAction>
bool Fate::is_on() const {
  switch (kAction) {
    case kWrite:
    case kRing:
      return left_.messages != 0 && !winds_down_;
    case kMeddle:
      return may_strike(bounds_.faults.datagrams, FaultClass::datagrams);
    case kReset:
      return may_strike(bounds_.faults.resets, FaultClass::resets);
    case kLive:
      return bounds_.faults.machines != 0;
    default:
      return bounds_.restarts && !winds_down_;
  }
}

template <std::uint32_t kAction>
bool Fate::may(const Member& member) const {
  const bool killed = member.context.life == world::Life::killed;
  switch (kAction) {
    case kWrite:
      return may_be_reached(member) && member.context.has_room() && readers(member) != 0;
    case kRing:
      return may_be_reached(member) && linked(member) != 0;
    case kMeddle:
      return member.faults.datagrams != 0 && queued(member) != 0;
    case kReset:
      return !killed && member.device.gone == 0 && member.faults.resets != 0;
    case kLive:
      return !killed &&
             (is_suspended(member) || may_strike(member.faults.machines, FaultClass::machines));
    default:
      return may_restart(member);
  }
}

// Whether its host can write to it, and ring.
bool Fate::may_be_reached(const Member& member) const {
  return member.context.life != world::Life::killed && member.device.gone == 0 && is_hosted(member);
}

// Who is killed or done, on a host that runs.
bool Fate::may_restart(const Member& member) const {
  const bool killed = member.context.life == world::Life::killed;
  const bool done = (member.life == Member::Life::failed || member.life == Member::Life::removed) &&
                    member.program.has_ended() && member.is_quiet();
  return (killed || done) && is_hosted(member);
}

std::optional<Fate::Choice> Fate::choose() {
  const auto action =
      chooser_.choose_enabled(ChoiceKind::value, kActions, [&] { return actions(kAll); });
  if (!action) return std::nullopt;
  const auto machines = static_cast<std::uint32_t>(members_.size());
  const auto machine = chooser_.choose_enabled(ChoiceKind::value, machines,
                                               [&] { return machines_for(*action, kAll); });
  if (!machine) return std::nullopt;
  return Choice{static_cast<Action>(*action), *machine};
}

bool Fate::make(Choice choice) {
  switch (choice.action) {
    case kWrite:
      return write(choice.machine);
    case kRing:
      return ring(choice.machine);
    case kMeddle:
      return meddle(choice.machine);
    case kReset:
      return reset(choice.machine);
    case kLive:
      return live(choice.machine);
    default:
      restart(choice.machine);
      return true;
  }
}

bool Fate::may_strike(std::uint8_t left, FaultClass what) const {
  return world::may_strike(left, what, possible_faults_);
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
  const Member& member = members_[machine];
  const auto chosen =
      chooser_.choose_enabled(ChoiceKind::value, kReaders.size(), [&] { return readers(member); });
  if (!chosen) return false;
  take(left_.messages);
  const std::uint32_t to = kReaders[*chosen];
  observer_.note(
      [&] { return fmt::format("machine {}'s {} is sent a message", machine, name_of(to)); });
  hypervisor_.send(machine, is_endpoint(to) ? Message::Kind::datagram : Message::Kind::peer_detach,
                   member.program.things[to].id);
  return true;
}

bool Fate::ring(std::uint32_t machine) {
  Member& member = members_[machine];
  const auto chosen =
      chooser_.choose_enabled(ChoiceKind::value, world::kLinks, [&] { return linked(member); });
  if (!chosen) return false;
  take(left_.messages);
  const world::Link& link = member.context.links[*chosen];
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
  const auto chosen =
      chooser_.choose_enabled(ChoiceKind::value, world::kMessages, [&] { return queued(member); });
  if (!chosen) return false;
  const std::uint32_t slot = *chosen;
  const std::uint32_t how = chooser_.choose(ChoiceKind::value, 4);
  if (!can_change(member.context, slot, how) ||
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
  world::count_event();
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
  if (!strikes(member.faults.resets, FaultClass::resets)) return false;
  observer_.note([&] { return fmt::format("machine {}'s device forgets everything", machine); });
  world::count_event();
  if (member.context.giving != 0) member.deceive();
  hypervisor_.forget(machine);
  member.program.forgo();
  return true;
}

// Suspends a machine, migrates or kills it. One that is suspended is resumed at no cost.
bool Fate::live(std::uint32_t machine) {
  Member& member = members_[machine];
  world::Context& context = member.context;
  const std::uint32_t what = chooser_.choose(ChoiceKind::value, 3);
  const bool resumes = what == 0 && is_suspended(member);
  const bool movable = context.host == 0 && context.has_room() && member.device.gone == 0;
  if (what == 1 && !movable) return false;
  if (!resumes && !strikes(member.faults.machines, FaultClass::machines)) return false;
  observer_.note([&] {
    static constexpr std::array<const char*, 3> kVerbs{"suspended", "migrated", "killed"};
    return fmt::format("machine {} is {}", machine, resumes ? "resumed" : kVerbs[what]);
  });
  world::count_event();
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

void Fate::restart(std::uint32_t machine) {
  observer_.note([&] { return fmt::format("machine {} begins anew", machine); });
  world::count_event();
  begin_anew(members_, machine, driver_, bounds_, left_);
  unleash(members_[machine], bounds_);
}

}  // namespace vmcheck::device
