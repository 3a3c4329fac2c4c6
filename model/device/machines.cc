#include "model/device/machines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <optional>

#include "model/device/fate.h"
#include "model/device/properties.h"
#include "model/device/received.h"
#include "model/device/routing.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Life = Member::Life;
using run::ChoiceKind;
using namespace property;
using world::FaultClass;

// A machine's program, its driver's probe and removal, and what MachineStep knows.
constexpr std::uint32_t kActors = 2 + MachineStep::kActors;

// Ways to be privileged: not at all, restricted, trusted.
constexpr std::uint32_t kPrivileges = 3;

// Contexts besides the machines': the host's, none, and one that no machine has.
constexpr std::array<std::uint32_t, 3> kOthers{world::kHost, VMCI_ID_INVALID, 9};

// What a step can change of the machine that it is about, as it was before.
struct Before {
  explicit Before(const Member& member)
      : faults(member.faults), lies(member.device.lies), context(member.guest->context) {}

  world::Faults faults;
  std::uint8_t lies;
  std::uint32_t context;  // as its driver takes it to be
};

// And of any: how many messages it has been sent.
using Sent = std::array<std::uint8_t, kMostMachines>;

Sent sent_to(std::span<const Member> members) {
  Sent sent{};
  for (std::size_t i = 0; i < members.size(); ++i) sent[i] = members[i].context.sent;
  return sent;
}

// One step of the model.
class Step final : public world::Clients {
 public:
  Step(const Driver& driver, const MachinesBounds& bounds, std::span<Member> members, Left& left,
       run::Chooser& chooser, state::Observer& observer)
      : driver_(driver),
        bounds_(bounds),
        members_(members),
        left_(left),
        chooser_(chooser),
        observer_(observer),
        possible_faults_(chooser.possible_faults()),
        winds_down_(chooser.winds_down()),
        may_create_(bounds.things != 0 && left.operations != 0),
        may_remove_(world::may_strike(left.removals, FaultClass::unbinding, possible_faults_)) {}

  // False if it is none.
  bool make() {
    const auto machines = static_cast<std::uint32_t>(members_.size());
    const std::optional<std::uint32_t> chosen = chooser_.choose_enabled(
        ChoiceKind::schedule, machines * kActors + 1, [&] { return enabled(); });
    if (!chosen) return false;
    const std::uint32_t who = *chosen;
    observer_.made_by(who);
    const Sent before = sent_to(members_);
    const bool made =
        who < machines * kActors ? act(who / kActors, who % kActors) : come_from_outside();
    if (!made) return false;
    note_messages(before);
    observer_.changes(changed_);
    return true;
  }

  void doorbell_rung(std::uint32_t machine, std::uint32_t callback) override {
    program(machine).called(callback - 1);
    reach(callback - 1 == kPromptDoorbell ? kCalled : kCalledLater, true);
  }

  void datagram_arrived(std::uint32_t machine, std::uint32_t callback,
                        std::span<const std::uint8_t> datagram) override {
    reach(kFromAnother, is_from_another(datagram));
    reach(callback - 1 == kPromptEndpoint ? kCalled : kCalledLater, true);
    give(machine, callback, datagram, true);
  }

  void event_happened(std::uint32_t machine, std::uint32_t callback,
                      std::span<const std::uint8_t> payload) override {
    give(machine, callback, payload, false);
    reach(kEventHappened, true);
  }

  void answered(std::uint32_t machine, std::int32_t result) override {
    if (!routing_) return;
    const Program::Operation operation = members_[machine].program.operation;
    const bool sends = operation == Program::Operation::send;
    const bool rings = operation == Program::Operation::none;
    if (bounds_.lies == 0 && (sends || rings)) routing_->demand(machine, result, observer_);
    members_[machine].program.note_answer(result);
  }

  // A copy that was never delivered may be given back only if no more fit.
  void forgotten(std::uint32_t machine, std::uint32_t slot) override {
    Delivery& delivery = members_[machine].program.deliveries[slot];
    if (members_[machine].guest->delayed.count == VMCI_DELAYED_MAX) delivery.owed = 0;
  }

 private:
  MachineStep machine_step(std::uint32_t machine) {
    return {world::Machines(members_), members_[machine], driver_, *this, chooser_, observer_};
  }

  ProgramStep program(std::uint32_t machine) {
    Member& member = members_[machine];
    const bool in_order =
        (bounds_.rules & world::kNewestFirst) == 0 && !member.has_struck(FaultClass::datagrams);
    return {member.program,
            member,
            machine,
            machine_step(machine),
            driver_,
            {.in_order = in_order,
             .excused = member.struck != 0 || has_lied(member) || member.life != Life::in_use,
             .only_safety = bounds_.only_safety(),
             .deceived = member.lied != 0,
             .routed = bounds_.lies == 0},
            observer_};
  }

  void reach(const run::Property& property, bool reached) {
    if (!reached) return;
    const auto& all = bounds_.reached;
    observer_.sometimes(property, std::find(all.begin(), all.end(), &property) != all.end());
  }

  void give(std::uint32_t machine, std::uint32_t callback, std::span<const std::uint8_t> bytes,
            bool whole) {
    const Member& member = members_[machine];
    const bool behind_a_lie = member.has_struck(FaultClass::lies);
    const bool owed = behind_a_lie && member.program.is_owed_a_message();
    program(machine).given(callback - 1, bytes, whole);
    reach(kBelieved, owed && !member.program.is_owed_a_message());
  }

  static bool is_from_another(std::span<const std::uint8_t> datagram) {
    vmci_datagram header;
    if (datagram.size() < sizeof header) return false;
    std::copy_n(datagram.begin(), sizeof header, reinterpret_cast<std::uint8_t*>(&header));
    return header.src.context != world::kHost && header.src.context != header.dst.context;
  }

  // Those who may have a step.
  run::Options enabled() const {
    const auto machines = static_cast<std::uint32_t>(members_.size());
    run::Options all = run::option(machines * kActors, may_come_from_outside());
    for (std::uint32_t i = 0; i < machines; ++i) {
      if (runs(members_, i)) all |= enabled_of(members_[i]) << (i * kActors);
    }
    return all;
  }

  // Asked of each machine in each step.
  run::Options enabled_of(const Member& member) const {
    const bool operates = member.program.operation != Program::Operation::none;
    const bool goes_on = operates ? member.program.sleeping == 0 : may_begin(member);
    const bool drives = member.sleeping == 0 && has_driver_step(member.life);
    return run::option(0, goes_on) | run::option(1, drives) | member.enabled(possible_faults_) << 2;
  }

  // Of a probe or removal: the latter may begin.
  bool has_driver_step(Life life) const {
    return life == Life::probing || life == Life::removing || (life == Life::in_use && may_remove_);
  }

  // Whether a program may begin an operation: it creates nothing before the device is in use, and
  // ends what it has at any time but where the run winds down.
  bool may_begin(const Member& member) const {
    return !winds_down_ && (may_create(member) || member.program.has_things());
  }

  bool may_create(const Member& member) const { return may_create_ && member.life >= Life::in_use; }

  // Things that it can do something with.
  run::Options ready(const Member& member) const {
    if (may_create(member)) return bounds_.things;
    return run::options_of(member.program.things,
                           [](const Thing& thing) { return thing.life != Thing::Life::none; });
  }

  bool may_come_from_outside() const {
    return Fate::is_on(bounds_, members_, left_, possible_faults_, winds_down_);
  }

  bool come_from_outside() {
    Fate fate(driver_, bounds_, members_, left_, chooser_, observer_, possible_faults_,
              winds_down_);
    const std::optional<Fate::Choice> choice = fate.choose();
    if (!choice) return false;
    Member& member = members_[choice->machine];
    const Before before(member);
    if (!fate.make(*choice)) return false;
    note_changes(member, before);
    changed_ = state::kAllParts;
    return true;
  }

  bool act(std::uint32_t machine, std::uint32_t actor) {
    Member& member = members_[machine];
    const Before before(member);
    if (!act_of(machine, actor)) return false;
    change(machine);
    note_changes(member, before);
    const std::uint8_t woken = member.take_wake();
    if (woken != 0) member.sleeping = 0;
    if ((woken & world::Processor::kByDriver) != 0) member.program.sleeping = 0;
    return true;
  }

  bool act_of(std::uint32_t machine, std::uint32_t actor) {
    if (actor == 0) return run_program(machine);
    if (actor > 1) return machine_step(machine).act_enabled(actor - 2);
    return run_driver(machine);
  }

  bool run_program(std::uint32_t machine) {
    routing_.emplace(members_, bounds_);
    Program& program_of = members_[machine].program;
    ProgramStep step = program(machine);
    if (program_of.operation != Program::Operation::none) {
      const bool made = step.go_on();
      reach(kWaited, made && program_of.sleeping != 0);
      return made;
    }
    return begin(machine, step);
  }

  // What a program can begin to do with a thing: create or end it; or send from an endpoint or
  // ring, to a like thing of any machine's, the host's, or nobody's.
  std::uint32_t ways() const {
    static_assert(kThings * (1 + kMostMachines + kOthers.size()) <= 64, "they are Options");
    const std::size_t others = bounds_.anywhere ? kOthers.size() : 1;
    return static_cast<std::uint32_t>(1 + members_.size() + others);
  }

  // Those that a program can begin now, with one that is ready.
  run::Options ways_with(const Member& member, std::uint32_t number) const {
    const Thing& thing = member.program.things[number];
    const bool may_use = thing.life != Thing::Life::none && bounds_.sends &&
                         number != kDetachSubscriber && left_.operations != 0;
    if (!may_use) return 1;
    const run::Options absent = run::options_of(
        members_, [&](const Member& to) { return to.program.things[number].id == 0; });
    return (run::option(ways(), true) - 1) & ~(absent << 1);
  }

  // All of these, with all of the things.
  run::Options operations(const Member& member) const {
    const run::Options things = ready(member);
    run::Options all = 0;
    for (std::uint32_t i = 0; i < kThings; ++i) {
      if ((things >> i & 1) != 0) all |= ways_with(member, i) << (i * ways());
    }
    return all;
  }

  bool begin(std::uint32_t machine, ProgramStep& step) {
    const Member& member = members_[machine];
    const auto chosen = chooser_.choose_enabled(ChoiceKind::value, kThings * ways(),
                                                [&] { return operations(member); });
    if (!chosen) return false;
    const std::uint32_t number = *chosen / ways();
    const std::uint32_t way = *chosen % ways();
    const bool is_there = member.program.things[number].life != Thing::Life::none;
    if (way > 0) return use(machine, number, way - 1, step);
    if (is_there) {
      step.end(number);
    } else {
      take(left_.operations);
      step.create(number);
    }
    return step.go_on();
  }

  bool use(std::uint32_t machine, std::uint32_t number, std::uint32_t to, ProgramStep& step) {
    take(left_.operations);
    vmci_handle handle{0, world::kHostResource};
    if (to >= members_.size()) {
      handle.context = kOthers[to - members_.size()];
    } else {
      handle = {members_[to].context.id, members_[to].program.things[number].id};
    }
    if (is_endpoint(number)) {
      step.send(number, handle);
      return step.go_on();
    }
    observer_.note(
        [&] { return fmt::format("machine {} rings context {}", machine, handle.context); });
    if (step.ring(handle)) note_ring(machine, handle);
    return true;
  }

  void note_ring(std::uint32_t machine, vmci_handle doorbell) {
    for (Member& member : members_) {
      const bool is_sibling = member.context.host == members_[machine].context.host;
      if (!is_sibling || member.context.id != doorbell.context) continue;
      member.ring(doorbell.resource);
      change(static_cast<std::uint32_t>(&member - members_.data()));
    }
  }

  // A machine, which is to be checked.
  void change(std::uint32_t machine) { changed_ |= state::Parts{1} << machine; }

  // Probes the device, or at some time removes it.
  bool run_driver(std::uint32_t machine) {
    Member& member = members_[machine];
    if (member.life == Life::in_use) {
      if (!world::strikes(left_.removals, FaultClass::unbinding, chooser_)) return false;
      member.life = Life::removing;
      member.program.forgo();
    }
    const bool probes = member.life == Life::probing;
    observer_.note([&] {
      return fmt::format("machine {}: {}, phase {}", machine, probes ? "probe" : "removal",
                         static_cast<unsigned>(member.probe->phase));
    });
    const vmci_step made = machine_step(machine).drive([&](vmci_guest& guest) {
      return probes ? driver_.probe_step(&guest, &*member.probe)
                    : driver_.remove_step(&guest, &*member.probe);
    });
    if (made == VMCI_STEP_WAIT) member.sleeping = 1;
    if (made == VMCI_STEP_DONE) finish_driver(machine, probes);
    return true;
  }

  void finish_driver(std::uint32_t machine, bool probes) {
    Member& member = members_[machine];
    const bool in_use = probes && member.probe->result >= VMCI_SUCCESS;
    if (probes) {
      observer_.always(
          kResult, in_use || member.struck != 0 || has_changed(member) || bounds_.lies > 0, [&] {
            return fmt::format("machine {}: a probe gives {}", machine, member.probe->result);
          });
    }
    member.life = in_use ? Life::in_use : probes ? Life::failed : Life::removed;
    reach(kInUse, in_use);
    reach(kRemoved, !probes);
    if (in_use) return;
    observer_.always(kGivenBack, member.is_given_back(), [&] {
      return fmt::format("machine {}: memory, registers, interrupts or capabilities are kept",
                         machine);
    });
  }

  // Whether its device has ever lied, in this very step too.
  bool has_lied(const Member& member) const { return member.device.lies != bounds_.lies; }

  // Whether a fault has struck in this very step.
  bool has_changed(const Member& member) const { return member.faults != bounds_.faults; }

  // Faults that have struck.
  void note_changes(Member& member, const Before& before) {
    reach(kMigrated, member.guest->context != before.context && member.life == Life::in_use);
    if (member.faults != before.faults) note_faults(member, before.faults);
    if (bounds_.lies != 0) note_lies(member, before.lies);
    member.undeceive();
  }

  // Messages that are owed.
  void note_messages(const Sent& before) {
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      if (members_[i].context.sent == before[i]) continue;
      note_newest_message(members_[i]);
      change(i);
    }
  }

  void note_newest_message(Member& member) {
    const auto& messages = member.context.messages;
    const auto newest = std::find_if(messages.begin(), messages.end(), [&](const auto& message) {
      return message.where == world::Message::Where::queued &&
             message.sequence == static_cast<std::uint8_t>(member.context.sent - 1);
    });
    if (newest == messages.end()) return;
    note_message(member, static_cast<std::uint32_t>(newest - messages.begin()));
  }

  void note_faults(Member& member, const world::Faults& before) {
    const auto was = std::bit_cast<std::array<std::uint8_t, 8>>(before);
    const auto is = std::bit_cast<std::array<std::uint8_t, 8>>(member.faults);
    for (std::uint32_t i = 0; i < is.size(); ++i) {
      if (is[i] >= was[i]) continue;
      member.strike(static_cast<FaultClass>(i));
      reach(kStruck, true);
    }
  }

  void note_lies(Member& member, std::uint8_t before) {
    reach(kGaveUp, member.guest->lost != 0);
    if (bounds_.only_safety()) {
      member.device.seems_gone = 0;
      if (member.life != Life::probing) member.guest->context_updates = 0;  // only a probe asks
    }
    if (!bounds_.lies_at_times()) return;
    if (member.device.lies < before) {
      member.strike(FaultClass::lies);
      member.deceive();
      reach(kStruck, true);
    }
  }

  // A message is owed to whom it is for, if it is there, and the device in use.
  void note_message(Member& member, std::uint32_t slot) {
    const world::Message& message = member.context.messages[slot];
    Delivery& delivery = member.program.deliveries[slot];
    delivery = {};
    member.program.note_sent(message.sequence);
    if (member.life != Life::in_use || member.device.gone != 0 || member.lied != 0 ||
        member.device.seems_gone != 0) {
      return;
    }
    for (std::uint32_t i = 0; i < kThings; ++i) {
      const Thing& thing = member.program.things[i];
      if (thing.life != Thing::Life::live || is_doorbell(i)) continue;
      const bool for_it =
          is_endpoint(i)
              ? message.kind == world::Message::Kind::datagram && thing.id == message.resource &&
                    (thing.context == message.to || thing.context == VMCI_ID_INVALID)
              : message.kind == world::Message::Kind::peer_detach;
      if (for_it) delivery.owed = static_cast<std::uint8_t>(i + 1);
    }
  }

  const Driver& driver_;
  const MachinesBounds& bounds_;
  std::span<Member> members_;
  Left& left_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  run::Options possible_faults_;
  bool winds_down_;
  bool may_create_;                 // a program whose device is in use, or was, something
  bool may_remove_;                 // a driver, its device
  std::optional<Routing> routing_;  // of a program's step
  state::Parts changed_ = 0;        // machines
};

// Whether a call is owed that no fault may have prevented.
bool is_owed(const Member& member) {
  return (member.program.is_owed_a_message() && !member.may_have_lost_messages()) ||
         (member.program.is_owed_a_ring() && !member.may_have_lost_rings());
}

// Contexts that are no machine's have the first ids, and the last.
bool is_machine_id(std::uint32_t context) {
  return context > world::kHost && context != VMCI_ID_INVALID;
}

void check_member(const Member& member, std::uint32_t number, state::Observer& observer) {
  if (member.device.hostile != 0 && member.life == Life::in_use) {
    observer.always(kMachineId, is_machine_id(member.guest->context), [&] {
      return fmt::format("machine {} takes itself for context {}", number, member.guest->context);
    });
  }
  if (member.context.life == world::Life::killed || !member.is_quiet()) return;
  if (member.life == Life::in_use && member.device.lies != kAnyNumber) {
    observer.always(kDelivered, !is_owed(member), [&] {
      return fmt::format("machine {}: a call is owed, and nothing is under way to make it", number);
    });
    observer.always(kOwnId,
                    member.guest->context == member.context.id || member.may_have_lost_messages() ||
                        member.has_struck(FaultClass::lies),
                    [&] {
                      return fmt::format("machine {} takes itself for context {} and is {}", number,
                                         member.guest->context, member.context.id);
                    });
  }
  observer.always(kNothingLeft, !member.program.has_ended() || member.has_nothing(), [&] {
    return fmt::format("machine {}'s program has nothing, but something of it is left", number);
  });
}

}  // namespace

bool runs(std::span<const Member> members, std::uint32_t number) {
  const world::Context& context = members[number].context;
  return context.life == world::Life::runs &&
         (context.host == 0 || runs(members, context.host - 1U));
}

bool Member::has_struck(FaultClass what) const {
  return (struck >> static_cast<std::uint32_t>(what) & 1) != 0;
}

bool Member::may_have_lost_rings() const {
  using enum FaultClass;
  return has_struck(removal) || has_struck(lost) || has_struck(resets);
}

bool Member::may_have_lost_messages() const {
  using enum FaultClass;
  return may_have_lost_rings() || has_struck(memory) || has_struck(datagrams);
}

void Member::strike(FaultClass what) {
  struck = static_cast<std::uint16_t>(struck | 1U << static_cast<std::uint32_t>(what));
}

void Member::deceive() {
  lied = 1;
  program.forgo();
}

// A message that has been given in part is behind the next one's beginning.
void Member::undeceive() {
  if (lied != 0 && is_quiet() && context.giving == 0) lied = 0;
}

void Member::ring(std::uint32_t resource) {
  if (life != Life::in_use || device.gone != 0 || lied != 0) return;
  for (const std::uint32_t i : {kPromptDoorbell, kLaterDoorbell}) {
    Thing& thing = program.things[i];
    if (thing.id == resource && thing.life == Thing::Life::live) thing.owed = 1;
  }
}

namespace {

// Probes a device with nothing in between.
void probe_at_once(std::span<Member> members, std::uint32_t number, const Driver& driver,
                   run::Chooser& chooser) {
  Member& member = members[number];
  world::Clients nobody;
  state::Observer observer({world::property::kOneAction, world::property::kLocks,
                            world::property::kNoSleep, world::property::kMessages,
                            world::property::kRegisters, world::property::kLifetimes,
                            world::property::kInPage});
  MachineStep step(world::Machines(members), member, driver, nobody, chooser, observer);
  vmci_step made = VMCI_STEP_AGAIN;
  while (made == VMCI_STEP_AGAIN) {
    made = step.drive([&](vmci_guest& guest) { return driver.probe_step(&guest, &*member.probe); });
  }
  member.life = member.probe->result < VMCI_SUCCESS ? Life::failed : Life::in_use;
}

}  // namespace

std::vector<run::Property> MachinesRules::properties() const {
  std::vector<run::Property> all{world::property::kOneAction,
                                 world::property::kLocks,
                                 world::property::kNoSleep,
                                 world::property::kMessages,
                                 world::property::kRegisters,
                                 world::property::kLifetimes,
                                 kResult,
                                 kNothingLeft};
  const bool given =
      (bounds_.things & (1U << kPromptEndpoint | 1U << kLaterEndpoint | 1U << kDetachSubscriber)) !=
      0;
  if (bounds_.operations > 0) all.push_back(kNotAfterwards);
  if (!bounds_.only_safety()) {
    all.insert(all.end(), {kDelivered, kOwnId});
    if (given) all.insert(all.end(), {kContents, kInOrder, kOnce});
  }
  if (bounds_.lies > 0) all.push_back(kMachineId);
  if (bounds_.lies > 0 && given && bounds_.operations > 0) all.push_back(kItsOwn);
  if (bounds_.operations > 1 && bounds_.lies == 0) all.push_back(kRouted);
  if (bounds_.removals > 0 || !bounds_.in_use) all.push_back(kGivenBack);
  const bool doorbells = (bounds_.things & (1U << kPromptDoorbell | 1U << kLaterDoorbell)) != 0;
  if (doorbells || bounds_.in_memory != 0) all.push_back(world::property::kInPage);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void MachinesRules::begin(std::span<Member> members, Left& left, run::Chooser& chooser) const {
  left = {bounds_.operations, bounds_.messages, bounds_.removals,
          static_cast<std::uint8_t>(kContext)};
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    begin_anew(members, i, driver_, bounds_, left);
    if (bounds_.in_use) probe_at_once(members, i, driver_, chooser);
    unleash(members[i], bounds_);
    if (!bounds_.any_host) continue;
    members[i].context.privileges =
        static_cast<std::uint8_t>(chooser.choose(ChoiceKind::value, kPrivileges));
    members[i].context.rules = i == 0 && chooser.choose(ChoiceKind::value, 2) == 1
                                   ? world::kBetweenMachines
                                   : members[0].context.rules;
  }
}

bool MachinesRules::step(std::span<Member> members, Left& left, run::Chooser& chooser,
                         state::Observer& observer) const {
  return Step(driver_, bounds_, members, left, chooser, observer).make();
}

void MachinesRules::check(std::span<const Member> members, state::Observer& observer) const {
  const state::Parts all = (state::Parts{1} << members.size()) - 1;
  for (state::Parts left = observer.changed() & all; left != 0; left &= left - 1) {
    const auto i = static_cast<std::uint32_t>(std::countr_zero(left));
    check_member(members[i], i, observer);
  }
}

bool MachinesRules::may_end(std::span<const Member> members) {
  return std::all_of(members.begin(), members.end(), [&](const Member& member) {
    return !runs(members, static_cast<std::uint32_t>(&member - members.data())) ||
           (member.is_quiet() && member.program.operation == Program::Operation::none &&
            (member.life == Life::in_use || member.life == Life::failed ||
             member.life == Life::removed));
  });
}

void MachinesRules::canonical(std::span<Member> members) const {
  if (!bounds_.only_safety()) return;
  for (Member& member : members) {
    clear_delivered(member);
    member.interrupt->causes &= world::kDatagramCause | world::kNotificationCause;
    for (world::Message& message : member.context.messages) {
      if (message.is_over()) message = {};
    }
  }
}

std::vector<run::Property> MachinesRules::goals() const {
  if (!bounds_.lies_at_times()) return {};
  return {kHandlersEnd};
}

bool MachinesRules::is_met(std::span<const Member> members) {
  return std::all_of(members.begin(), members.end(),
                     [](const Member& member) { return member.processor.handling == 0; });
}

// As Step::make() counts them: of each machine its program, its driver, and what is its own.
std::vector<state::Process> MachinesRules::processes(std::uint32_t machines) {
  using enum state::Fairness;
  std::vector<state::Process> all;
  for (std::uint32_t i = 0; i < machines; ++i) {
    all.push_back({fmt::format("program {}", i), weak});
    all.push_back({fmt::format("probe or removal {}", i), weak});
    const std::vector<state::Process> own = machine_processes(0);
    for (std::size_t j = 1; j < own.size(); ++j) {  // behind the hypervisor
      all.push_back({fmt::format("{} {}", own[j].name, i), own[j].fairness});
    }
  }
  all.push_back({"what comes from outside", none});
  return all;
}

std::string MachinesRules::text(std::span<const Member> members) {
  static constexpr std::array<const char*, 5> kLives{"probing", "failed", "in use", "removing",
                                                     "removed"};
  static constexpr std::array<const char*, 3> kStates{"", ", suspended", ", killed"};
  std::vector<std::string> all;
  for (const Member& member : members) {
    const auto live =
        std::count_if(member.program.things.begin(), member.program.things.end(),
                      [](const Thing& thing) { return thing.life != Thing::Life::none; });
    all.push_back(fmt::format(
        "{}{}, {} of its things{}", kLives[static_cast<std::size_t>(member.life)],
        kStates[static_cast<std::size_t>(member.context.life)], live, member.Machine::text()));
  }
  return fmt::format("{}", fmt::join(all, "; "));
}

}  // namespace vmcheck::device
