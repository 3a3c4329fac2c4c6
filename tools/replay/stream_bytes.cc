#include "tools/replay/stream_bytes.h"

namespace vmcheck::replay {
namespace {

// Scatters a number over all 64 bits: two rounds of multiply and shift. Any odd multipliers with
// well-mixed bits serve.
std::uint64_t scatter(std::uint64_t number) {
  number = (number + 1) * 0x9e3779b97f4a7c15u;
  number = (number ^ (number >> 32)) * 0xd6e8feb86659fd93u;
  return number ^ (number >> 29);
}

}  // namespace

void StreamBytes::make(Stream stream, std::size_t size) {
  std::vector<unsigned char>& bytes = bytes_[static_cast<std::size_t>(stream)];
  std::size_t made = bytes.size();
  bytes.resize(size);
  for (; made < kPeriod; ++made) {
    const std::uint64_t number = made + kPeriod * static_cast<std::uint64_t>(stream);
    bytes[made] = static_cast<unsigned char>(scatter(number));
  }
  for (; made < bytes.size(); ++made) bytes[made] = bytes[made - kPeriod];
}

}  // namespace vmcheck::replay
