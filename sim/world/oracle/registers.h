// What a driver may do to the device's registers, and when: the protocol's description as tables,
// independent of the code of the device and of the core.
#pragma once

#include <cstdint>
#include <optional>

namespace vmcheck::world::oracle {

// How far a driver has come.
enum class Phase : std::uint8_t {
  untouched,     // the device is as after power on or a reset
  known,         // its capabilities have been read
  chosen,        // those that are used have been written; buffers in memory are still to be told of
  sized,         // it knows how large pages are,
  in_addressed,  // where the buffer for what it gives is,
  ready,         // and all that it must to take datagrams
  masked,        // and which causes may interrupt
  enabled,
  disabled,  // interrupts are off, and nothing is sent; handlers that still run go on
};

enum class Access : std::uint8_t {
  read_status,
  read_causes,
  read_capabilities,
  read_result,
  write_capabilities,
  write_page_shift,
  write_in_high,
  write_out_high,
  write_mask,
  enable,
  disable,
  reset,
  send,
  receive,
};

enum class Direction : std::uint8_t { read, write };

// Of a device's sort: bits.
inline constexpr std::uint8_t kPorts = 1;      // datagrams go through ports
inline constexpr std::uint8_t kMemory = 2;     // or through memory
inline constexpr std::uint8_t kOneVector = 4;  // for all causes

// What an access to the register at that offset in bytes is, of a device that offers those
// capabilities; the value is what is written. None: there is no such register, it cannot be read
// or written, or not with that value.
std::optional<Access> find_access(std::uint32_t offset, Direction direction, std::uint32_t value,
                                  std::uint8_t offered);

// The phase behind an access to a device of that sort. None: the access is not allowed.
std::optional<Phase> find_next_phase(Phase phase, Access access, std::uint8_t sort);

// The names of registers, "?" where there is none, and of phases, for people.
const char* name_of_register(std::uint32_t offset);
const char* name_of(Phase phase);

}  // namespace vmcheck::world::oracle
