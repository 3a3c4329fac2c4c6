#include "tools/replay/stream_bytes.h"

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

// The byte of a word at a position from 0, the lowest, to 7.
unsigned char byte_of(std::uint64_t word, std::uint64_t i) {
  return static_cast<unsigned char>(word >> (8 * i));
}

// Its eight bytes, the lowest first: byte_of() for 0 to 7.
void store(std::uint64_t word, unsigned char* target) {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(target, &word, sizeof(word));
}

}  // namespace

void fill_from_stream(Stream stream, std::uint64_t offset, std::span<unsigned char> target) {
  const std::uint64_t salt = static_cast<std::uint64_t>(stream) << 61;
  std::size_t done = 0;
  while (done < target.size()) {
    const std::uint64_t at = offset + done;
    const std::uint64_t word = scatter(salt + at / kWord);
    if (at % kWord == 0 && target.size() - done >= kWord) {
      store(word, &target[done]);
      done += kWord;
    } else {
      target[done++] = byte_of(word, at % kWord);
    }
  }
}

}  // namespace vmcheck::replay
