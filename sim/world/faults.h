// What can go wrong outside the driver.
#pragma once

#include <bit>
#include <cstdint>

namespace vmcheck::run {
class Chooser;
}  // namespace vmcheck::run

namespace vmcheck::world {

// As often as it likes.
inline constexpr std::uint8_t kAnyNumber = 255;

// Whether there is one left of so many; then there is one less.
inline bool take(std::uint8_t& left) {
  if (left == 0) return false;
  if (left != kAnyNumber) --left;
  return true;
}

// How often each still may.
struct Faults {
  std::uint8_t hypercalls = 0;  // the hypervisor has no room for what is asked
  std::uint8_t interrupts = 0;  // the device interrupts for nothing
  std::uint8_t memory = 0;      // there is no memory for a page or a copy
  std::uint8_t removal = 0;     // the device is pulled out
  std::uint8_t lost = 0;        // an interrupt does not reach the processor
  std::uint8_t datagrams = 0;   // one is lost, cut, sent twice, or changes places with another
  std::uint8_t resets = 0;      // the device forgets all that it was told
  std::uint8_t machines = 0;    // one is suspended, resumed, migrated or killed

  // Of one comparison for each class compilers make as many.
  friend constexpr bool operator==(const Faults& one, const Faults& other) {
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
  }
};

enum class FaultClass : std::uint8_t {
  hypercalls,
  interrupts,
  memory,
  removal,
  lost,
  datagrams,
  resets,
  machines,
  lies,       // Device::lies
  unbinding,  // a driver is to leave its device
};

// Whether a fault that still may `left` times is one of the possible ones, a bit for each class, as
// Chooser::possible_faults() gives them.
constexpr bool may_strike(std::uint8_t left, FaultClass what, std::uint64_t possible) {
  return (std::uint64_t{left != 0} & possible >> static_cast<unsigned>(what)) != 0;
}

// Whether a fault strikes that still may `left` times; then it may once less.
bool strikes(std::uint8_t& left, FaultClass what, run::Chooser& chooser);

}  // namespace vmcheck::world
