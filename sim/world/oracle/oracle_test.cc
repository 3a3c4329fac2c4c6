// The tables themselves: they answer everything, and no row of theirs is idle.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <set>

#include "sim/world/oracle/registers.h"
#include "sim/world/oracle/routes.h"

namespace vmcheck::world::oracle {
namespace {

constexpr std::uint8_t kOffered = 0x2c;
constexpr int kAccesses = static_cast<int>(Access::receive) + 1;
constexpr int kPhases = static_cast<int>(Phase::disabled) + 1;

template <typename Function>
void for_each_sort(const Function& function) {
  for (const std::uint8_t window : {kPorts, kMemory}) {
    for (const std::uint8_t vectors : {std::uint8_t{0}, kOneVector}) {
      function(static_cast<std::uint8_t>(window | vectors));
    }
  }
}

// The phases that a driver of a device of that sort can come to from there.
std::set<Phase> phases_from(Phase from, std::uint8_t sort) {
  std::set<Phase> seen{from};
  std::set<Phase> fresh{from};
  while (!fresh.empty()) {
    const Phase phase = *fresh.begin();
    fresh.erase(fresh.begin());
    for (int access = 0; access < kAccesses; ++access) {
      const auto next = find_next_phase(phase, static_cast<Access>(access), sort);
      if (next && seen.insert(*next).second) fresh.insert(*next);
    }
  }
  return seen;
}

TEST(Registers, EachPhaseIsReachedAndLeadsToAReset) {
  std::set<Phase> reached;
  for_each_sort([&](std::uint8_t sort) {
    const std::set<Phase> phases = phases_from(Phase::untouched, sort);
    for (const Phase phase : phases) {
      EXPECT_TRUE(phases_from(phase, sort).contains(Phase::untouched)) << name_of(phase);
    }
    reached.insert(phases.begin(), phases.end());
  });
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(kPhases));
}

TEST(Registers, EachAccessIsOfARegisterAndAllowedSometime) {
  std::set<Access> named;
  for (std::uint32_t offset = 0; offset < 0x40; ++offset) {
    for (std::uint32_t value = 0; value < 0x40; ++value) {
      for (const Direction direction : {Direction::read, Direction::write}) {
        const auto access = find_access(offset, direction, value, kOffered);
        if (access) named.insert(*access);
      }
    }
  }
  std::set<Access> allowed;
  for_each_sort([&](std::uint8_t sort) {
    for (int phase = 0; phase < kPhases; ++phase) {
      for (int i = 0; i < kAccesses; ++i) {
        const auto access = static_cast<Access>(i);
        if (find_next_phase(static_cast<Phase>(phase), access, sort)) allowed.insert(access);
      }
    }
  });
  EXPECT_EQ(named.size(), static_cast<std::size_t>(kAccesses));
  EXPECT_EQ(allowed, named);
}

TEST(Registers, RefuseBitsThatNobodyOffers) {
  EXPECT_EQ(find_access(0x18, Direction::write, 0x2c, kOffered), Access::write_capabilities);
  EXPECT_EQ(find_access(0x18, Direction::write, 0x3c, kOffered), std::nullopt);
  EXPECT_EQ(find_access(0x18, Direction::write, 0x08, kOffered), std::nullopt);
  EXPECT_EQ(find_access(0x04, Direction::write, 3, kOffered), std::nullopt);
  EXPECT_EQ(find_access(0x04, Direction::read, 0, kOffered), std::nullopt);
  EXPECT_EQ(find_access(0x0c, Direction::write, 8 | 1, kOffered), std::nullopt);
  EXPECT_EQ(find_access(0x34, Direction::write, 0x40, kOffered), std::nullopt);
}

TEST(Routes, PrivilegesAreTheSameBothWays) {
  using enum Privilege;
  for (const Privilege one : {none, restricted, trusted}) {
    for (const Privilege other : {none, restricted, trusted}) {
      EXPECT_EQ(may_interact(one, other), may_interact(other, one));
    }
    EXPECT_TRUE(may_interact(one, trusted));
  }
  EXPECT_FALSE(may_interact(restricted, restricted));
  EXPECT_FALSE(may_interact(restricted, none));
}

// Every question has its row, and all outcomes are somebody's.
TEST(Routes, AnswerEverything) {
  using enum Destination;
  std::set<std::pair<int, Destination>> outcomes;
  for (const Sent sent : {Sent::datagram, Sent::ring}) {
    for (const Destination to : {nobody, hypervisor, host, itself, another, nowhere}) {
      for (const Source source : {Source::own, Source::old, Source::none}) {
        for (unsigned int facts = 0; facts < 16; ++facts) {
          const Outcome outcome =
              find_outcome({sent, to, source, (facts & 1) != 0, (facts & 2) != 0, (facts & 4) != 0,
                            (facts & 8) != 0});
          EXPECT_TRUE(outcome.reaches == nobody ? outcome.result < 0 : outcome.reaches == to);
          outcomes.insert({outcome.result, outcome.reaches});
        }
      }
    }
  }
  EXPECT_EQ(outcomes.size(), 9U);
}

}  // namespace
}  // namespace vmcheck::world::oracle
