// A machine as its driver meets it.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/world/context.h"
#include "sim/world/device.h"
#include "sim/world/faults.h"

namespace vmcheck::world {

// What the platform has given to the driver, and what it is doing for it. A plain value.
struct Processor {
  std::uint8_t handling;    // a bit for each vector whose handler runs, as in Device::pending
  std::uint8_t deferring;   // deferred work: kAsked and kRuns
  std::uint8_t woken;       // those whose step waits are to try again: kByDriver, kByPlatform
  std::uint8_t mapped : 4;  // the registers
  std::uint8_t far : 4;     // memory may lie where page numbers have more than 32 bits
  std::uint8_t vectors;     // that call handlers
  std::array<std::uint8_t, 3> memory;  // by its number - 1: 0 none, or as below

  static constexpr std::uint8_t kAllocated = 1;
  static constexpr std::uint8_t kFreed = 2;

  bool has(std::uint8_t number) const { return memory[number - 1U] == kAllocated; }

  static constexpr std::uint8_t kAsked = 1;
  static constexpr std::uint8_t kRuns = 2;

  // All who wait, by the driver; who waits for a handler or deferred work to end, by its end.
  static constexpr std::uint8_t kByDriver = 1;
  static constexpr std::uint8_t kByPlatform = 2;
};

// A plain value.
struct Hardware {
  Device device;
  Context context;
  Processor processor;
  Faults faults;  // left
};

// The machines of a world, by their numbers: of a model's own type, which is derived from Hardware.
class Machines {
 public:
  template <std::derived_from<Hardware> Machine>
  explicit Machines(std::span<Machine> all)
      : first_(all.data()), bytes_(sizeof(Machine)), count_(all.size()) {}

  std::size_t size() const { return count_; }

  Hardware& operator[](std::size_t number) const {
    auto* bytes = reinterpret_cast<std::byte*>(first_) + number * bytes_;
    return *reinterpret_cast<Hardware*>(bytes);
  }

 private:
  Hardware* first_;
  std::size_t bytes_;
  std::size_t count_;
};

}  // namespace vmcheck::world
