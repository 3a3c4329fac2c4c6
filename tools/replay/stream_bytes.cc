#include "tools/replay/stream_bytes.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kWord = 8;

// Scatters a number over all 64 bits: two rounds of multiply and shift. Any odd multipliers with
// well-mixed bits serve.
std::uint64_t scatter(std::uint64_t number) {
  number = (number + 1) * 0x9e3779b97f4a7c15u;
  number = (number ^ (number >> 32)) * 0xd6e8feb86659fd93u;
  return number ^ (number >> 29);
}

// Its bytes in memory, the lowest first.
std::uint64_t in_memory(std::uint64_t word) {
  return std::endian::native == std::endian::big ? __builtin_bswap64(word) : word;
}

}  // namespace

void fill_from_stream(Stream stream, std::uint64_t offset, std::span<unsigned char> target) {
  std::uint64_t number = (static_cast<std::uint64_t>(stream) << 61) + offset / kWord;
  const std::size_t skipped = offset % kWord;
  if (skipped != 0) {
    const std::uint64_t word = in_memory(scatter(number++));
    const std::size_t count = std::min<std::size_t>(kWord - skipped, target.size());
    std::memcpy(target.data(), reinterpret_cast<const unsigned char*>(&word) + skipped, count);
    target = target.subspan(count);
  }
  for (; target.size() >= kWord; target = target.subspan(kWord)) {
    const std::uint64_t word = in_memory(scatter(number++));
    std::memcpy(target.data(), &word, kWord);
  }
  const std::uint64_t word = in_memory(scatter(number));
  std::memcpy(target.data(), &word, target.size());
}

}  // namespace vmcheck::replay
