// The bytes that a replay sends: a trace has their number only.
#pragma once

#include <cstdint>
#include <span>

namespace vmcheck::replay {

// A direction of a queue pair. Each has bytes of its own, so that one cannot pass for the other.
enum class Stream : std::uint64_t { produced, consumed };

// Bytes [offset, offset + target.size()) of a stream. They depend on nothing else and have no short
// period: bytes from another place of the stream do not pass for these.
void fill_from_stream(Stream stream, std::uint64_t offset, std::span<unsigned char> target);

}  // namespace vmcheck::replay
