// What a replayed connection is held to, and how a difference is told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/replay/connection_event.h"
#include "tools/replay/diverged.h"

namespace vmcheck::replay {

// That a packet is one of those that are allowed; returns which. `whose` says who would send them.
// Throws Diverged, which names the first field in which it differs from the nearest ones.
std::size_t require_one_of(const std::vector<WirePacket>& allowed, const WirePacket& packet,
                           std::string_view whose);

// That a number, or a handle, is the one that it should be. Throws Diverged.
void require_equal(std::string_view field, std::uint64_t expected, std::uint64_t got);
void require_equal(std::string_view field, const Pair32& expected, const Pair32& got);

// Throws Diverged unless it holds.
void require(bool holds, const std::string& headline);

// A line for a packet: "NEGOTIATE2 2:1:5000 -> 42:1:40000 protocols 1 payload 65536 0".
std::string to_text(const WirePacket& packet);

}  // namespace vmcheck::replay
