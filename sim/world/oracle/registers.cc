#include "sim/world/oracle/registers.h"

#include <algorithm>
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

static_assert(std::ranges::is_sorted(kRegisters, {}, &Register::offset));
static_assert(std::ranges::is_sorted(kMoves, {}, &Move::phase));

constexpr std::size_t kPhases = 9;
constexpr std::size_t kOffsets = kRegisters.back().offset + 1;

// Of rows that are sorted: where those of each value begin, and where those of the last end.
template <std::size_t kValues, typename Rows, typename Value>
constexpr std::array<std::uint8_t, kValues + 1> beginnings(const Rows& rows, const Value& value) {
  std::array<std::uint8_t, kValues + 1> all{};
  for (std::size_t i = 0; i <= kValues; ++i) {
    while (all[i] < rows.size() && value(rows[all[i]]) < i) ++all[i];
  }
  return all;
}

constexpr auto kOfOffset = beginnings<kOffsets>(kRegisters, [](const Register& row) {
  return static_cast<std::size_t>(row.offset);
});
constexpr auto kOfPhase =
    beginnings<kPhases>(kMoves, [](const Move& row) { return static_cast<std::size_t>(row.phase); });

bool fits(const Register& row, std::uint32_t value, std::uint8_t offered) {
  const std::uint32_t limit = row.bits == Register::Bits::offered ? offered : kAllBits;
  return (value & row.must) == row.must && (value & ~(row.must | row.may)) == 0 &&
         (value & ~limit) == 0;
}

}  // namespace

std::optional<Access> find_access(std::uint32_t offset, Direction direction, std::uint32_t value,
                                  std::uint8_t offered) {
  if (offset >= kOffsets) return std::nullopt;
  for (std::size_t i = kOfOffset[offset]; i < kOfOffset[offset + 1]; ++i) {
    const Register& row = kRegisters[i];
    if (row.direction == direction && fits(row, value, offered)) return row.access;
  }
  return std::nullopt;
}

std::optional<Phase> find_next_phase(Phase phase, Access access, std::uint8_t sort) {
  const auto number = static_cast<std::size_t>(phase);
  for (std::size_t i = kOfPhase[number]; i < kOfPhase[number + 1]; ++i) {
    const Move& row = kMoves[i];
    if (row.access == access && (row.sort & ~sort) == 0) return row.next;
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
