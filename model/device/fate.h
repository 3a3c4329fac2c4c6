// What comes to machines from outside: the host writes and rings, and whatever can go wrong goes
// wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "model/device/machines.h"

namespace vmcheck::device {

// Makes a machine that is powered on, with the next id and without faults.
void begin_anew(std::span<Member> members, std::uint32_t number, const Driver& driver,
                const MachinesBounds& bounds, Left& left);

// From now on faults strike the machine, and its device lies.
void unleash(Member& member, const MachinesBounds& bounds);

// One step.
class Fate {
 public:
  // Where these faults are possible, and a run winds down or not.
  Fate(const Driver& driver, const MachinesBounds& bounds, std::span<Member> members, Left& left,
       run::Chooser& chooser, state::Observer& observer, run::Options possible_faults,
       bool winds_down)
      : driver_(driver),
        bounds_(bounds),
        members_(members),
        left_(left),
        chooser_(chooser),
        observer_(observer),
        possible_faults_(possible_faults),
        winds_down_(winds_down),
        hypervisor_(world::Machines(members)) {}

  enum Action : std::uint32_t { kLive, kReset, kRestart, kRing, kMeddle, kWrite, kActions };

  // What is to happen to a machine.
  struct Choice {
    Action action;
    std::uint32_t machine;
  };

  // Whether there may be a step to make.
  static bool is_on(const MachinesBounds& bounds, std::span<const Member> members, const Left& left,
                    run::Options possible_faults, bool winds_down);

  // None: there is none.
  std::optional<Choice> choose();

  // Makes it. False: it is none after all.
  bool make(Choice choice);

 private:
  static constexpr auto kAll = std::make_index_sequence<kActions>();

  template <std::size_t... kAction>
  run::Options actions(std::index_sequence<kAction...>) const;
  template <std::size_t... kAction>
  run::Options machines_for(std::uint32_t action, std::index_sequence<kAction...>) const;
  template <std::uint32_t kAction>
  run::Options machines_for() const;
  template <std::uint32_t kAction>
  bool is_on() const;
  template <std::uint32_t kAction>
  bool may() const;
  template <std::uint32_t kAction>
  bool may(const Member& member) const;
  bool may_be_reached(const Member& member) const;
  bool may_restart(const Member& member) const;
  bool is_hosted(const Member& member) const;
  bool write(std::uint32_t machine);
  bool ring(std::uint32_t machine);
  bool meddle(std::uint32_t machine);
  bool reset(std::uint32_t machine);
  bool live(std::uint32_t machine);
  void kill(std::uint32_t machine);
  void restart(std::uint32_t machine);
  static bool can_change(const world::Context& context, std::uint32_t slot, std::uint32_t how);
  void change(Member& member, std::uint32_t slot, std::uint32_t how);
  static void exchange(world::Context& context, std::uint32_t slot);
  bool may_strike(std::uint8_t left, world::FaultClass what) const;
  bool strikes(std::uint8_t& left, world::FaultClass what);

  const Driver& driver_;
  const MachinesBounds& bounds_;
  std::span<Member> members_;
  Left& left_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  run::Options possible_faults_;
  bool winds_down_;
  world::Hypervisor hypervisor_;
};

}  // namespace vmcheck::device
