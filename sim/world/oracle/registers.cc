#include "sim/world/oracle/registers.h"

#include <array>
#include <cstddef>

namespace vmcheck::world::oracle {
namespace {

using enum Access;
using enum Direction;

constexpr std::uint32_t kAllBits = 0xffffffff;

// An access, with what may be written: all bits of `must`, and any of `may`.
struct Register {
  enum class Bits : std::uint8_t { any, offered };
  std::uint32_t offset;
  const char* name;
  Direction direction;
  std::uint32_t must;
  std::uint32_t may;
  Access access;
  Bits bits = Bits::any;  // offered: none but those of capabilities that the device offers
};

constexpr std::array kRegisters{
    Register{0x00, "STATUS", read, 0, 0, read_status},
    Register{0x04, "CONTROL", write, 1, 0, reset},
    Register{0x04, "CONTROL", write, 2, 0, enable},
    Register{0x04, "CONTROL", write, 4, 0, disable},
    Register{0x08, "ICR", read, 0, 0, read_causes},
    Register{0x0c, "IMR", write, 1, 6, write_mask},
    Register{0x10, "DATA_OUT", write, 0, 0, send},
    Register{0x14, "DATA_IN", read, 0, 0, receive},
    Register{0x18, "CAPS", read, 0, 0, read_capabilities},
    Register{0x18, "CAPS", write, 4, 0x3b, write_capabilities, Register::Bits::offered},
    Register{0x1c, "RESULT_LOW", read, 0, 0, read_result},
    Register{0x24, "DATA_OUT_LOW", write, 0, kAllBits, send},
    Register{0x28, "DATA_OUT_HIGH", write, 0, kAllBits, write_out_high},
    Register{0x2c, "DATA_IN_LOW", write, 0, kAllBits, receive},
    Register{0x30, "DATA_IN_HIGH", write, 0, kAllBits, write_in_high},
    Register{0x34, "GUEST_PAGE_SHIFT", write, 0, 0x3f, write_page_shift},
};

// An access that is allowed, of devices whose sort has all those bits. With one vector others may
// be on the line: its handler asks for the cause, and does what that says, as soon as it is there.
struct Move {
  Phase phase;
  Access access;
  std::uint8_t sort;
  Phase next;
};

constexpr std::array kMoves{
    Move{Phase::untouched, read_capabilities, 0, Phase::known},
    Move{Phase::known, read_capabilities, 0, Phase::known},
    Move{Phase::known, write_capabilities, kPorts, Phase::ready},
    Move{Phase::known, write_capabilities, kMemory, Phase::chosen},
    Move{Phase::chosen, write_page_shift, kMemory, Phase::sized},
    Move{Phase::sized, write_in_high, kMemory, Phase::in_addressed},
    Move{Phase::in_addressed, write_out_high, kMemory, Phase::ready},

    Move{Phase::ready, send, 0, Phase::ready},
    Move{Phase::ready, read_result, 0, Phase::ready},
    Move{Phase::ready, read_status, 0, Phase::ready},
    Move{Phase::ready, receive, kOneVector, Phase::ready},
    Move{Phase::ready, read_causes, kOneVector, Phase::ready},
    Move{Phase::ready, write_mask, 0, Phase::masked},
    Move{Phase::ready, disable, 0, Phase::disabled},

    Move{Phase::masked, send, 0, Phase::masked},
    Move{Phase::masked, read_result, 0, Phase::masked},
    Move{Phase::masked, read_status, 0, Phase::masked},
    Move{Phase::masked, receive, kOneVector, Phase::masked},
    Move{Phase::masked, read_causes, kOneVector, Phase::masked},
    Move{Phase::masked, enable, 0, Phase::enabled},
    Move{Phase::masked, disable, 0, Phase::disabled},

    Move{Phase::enabled, send, 0, Phase::enabled},
    Move{Phase::enabled, read_result, 0, Phase::enabled},
    Move{Phase::enabled, read_status, 0, Phase::enabled},
    Move{Phase::enabled, receive, 0, Phase::enabled},
    Move{Phase::enabled, read_causes, kOneVector, Phase::enabled},
    Move{Phase::enabled, disable, 0, Phase::disabled},

    Move{Phase::disabled, read_status, 0, Phase::disabled},
    Move{Phase::disabled, receive, 0, Phase::disabled},
    Move{Phase::disabled, read_causes, kOneVector, Phase::disabled},
    Move{Phase::disabled, disable, 0, Phase::disabled},
    Move{Phase::disabled, reset, 0, Phase::untouched},
};

bool fits(const Register& row, std::uint32_t value, std::uint8_t offered) {
  const std::uint32_t limit = row.bits == Register::Bits::offered ? offered : kAllBits;
  return (value & row.must) == row.must && (value & ~(row.must | row.may)) == 0 &&
         (value & ~limit) == 0;
}

}  // namespace

std::optional<Access> find_access(std::uint32_t offset, Direction direction, std::uint32_t value,
                                  std::uint8_t offered) {
  for (const Register& row : kRegisters) {
    if (row.offset == offset && row.direction == direction && fits(row, value, offered)) {
      return row.access;
    }
  }
  return std::nullopt;
}

std::optional<Phase> find_next_phase(Phase phase, Access access, std::uint8_t sort) {
  for (const Move& row : kMoves) {
    if (row.phase == phase && row.access == access && (row.sort & ~sort) == 0) return row.next;
  }
  return std::nullopt;
}

const char* name_of_register(std::uint32_t offset) {
  for (const Register& row : kRegisters) {
    if (row.offset == offset) return row.name;
  }
  return "?";
}

const char* name_of(Phase phase) {
  static constexpr std::array kNames{"untouched", "known",  "chosen",  "sized",   "in addressed",
                                     "ready",     "masked", "enabled", "disabled"};
  return kNames[static_cast<std::size_t>(phase)];
}

}  // namespace vmcheck::world::oracle
