#include "sim/fuzz/bytes.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace vmcheck::fuzz {
namespace {

using state::random::Generator;

constexpr std::uint32_t kMostChanges = 8;
constexpr std::uint32_t kLongestPart = 64;

std::ptrdiff_t offset(std::size_t index) {
  return static_cast<std::ptrdiff_t>(index);
}

// A place in a row of bytes, or behind it.
std::size_t place(const Bytes& bytes, Generator& random) {
  return random.below(static_cast<std::uint32_t>(bytes.size()) + 1);
}

std::size_t part_length(const Bytes& bytes, std::size_t begin, Generator& random) {
  const std::size_t longest = std::min<std::size_t>(bytes.size() - begin, kLongestPart);
  return random.below(static_cast<std::uint32_t>(longest) + 1);
}

// Near a limit of some width, or small.
std::uint64_t telling_number(Generator& random) {
  static constexpr std::array<std::uint32_t, 6> kWidths{0, 8, 16, 31, 32, 63};
  const std::uint32_t near = random.below(65);
  const std::uint32_t width = random.below(kWidths.size() + 1);
  const std::uint64_t limit = width == kWidths.size() ? 0 : std::uint64_t{1} << kWidths[width];
  return random.below(2) == 0 ? limit - near : limit + near;
}

// Writes the number's lowest bytes, 1, 2, 4 or 8, most often where such a number would lie.
void put_number(Bytes& bytes, Generator& random) {
  const std::size_t width = std::size_t{1} << random.below(4);
  if (bytes.size() < width) return;
  std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size() - width) + 1);
  if (random.below(4) != 0) at -= at % width;
  const std::uint64_t number = telling_number(random);
  std::memcpy(bytes.data() + at, &number, width);
}

void change(Bytes& bytes, const Bytes& other, Generator& random) {
  const std::size_t at = place(bytes, random);
  const auto here = bytes.begin() + offset(at);
  switch (random.below(6)) {
    case 0:
      if (at < bytes.size()) bytes[at] ^= static_cast<std::uint8_t>(1U << random.below(8));
      break;
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<std::uint8_t>(random.next());
      break;
    case 2:
      put_number(bytes, random);
      break;
    case 3:
      bytes.erase(here, here + offset(part_length(bytes, at, random)));
      break;
    case 4: {
      const Bytes part(here, here + offset(part_length(bytes, at, random)));
      bytes.insert(bytes.begin() + offset(place(bytes, random)), part.begin(), part.end());
      break;
    }
    default: {
      const std::size_t from = place(other, random);
      const auto begin = other.begin() + offset(from);
      bytes.insert(here, begin, begin + offset(part_length(other, from, random)));
      break;
    }
  }
}

// Leaves out half of the bytes, a quarter, and so on down to one. Whether anything was left out.
bool leave_out(Bytes& bytes, const std::function<bool(const Bytes&)>& fails) {
  bool any = false;
  for (std::size_t length = std::max<std::size_t>(bytes.size() / 2, 1); length > 0; length /= 2) {
    for (std::size_t at = 0; at < bytes.size();) {
      Bytes candidate = bytes;
      const std::size_t end = std::min(at + length, bytes.size());
      candidate.erase(candidate.begin() + offset(at), candidate.begin() + offset(end));
      if (fails(candidate)) {
        bytes = std::move(candidate);
        any = true;
      } else {
        at += length;
      }
    }
  }
  return any;
}

bool make_zero(Bytes& bytes, const std::function<bool(const Bytes&)>& fails) {
  bool any = false;
  for (std::uint8_t& byte : bytes) {
    if (byte == 0) continue;
    const std::uint8_t before = byte;
    byte = 0;
    if (fails(bytes)) {
      any = true;
    } else {
      byte = before;
    }
  }
  return any;
}

}  // namespace

Bytes mutate(const std::vector<Bytes>& seeds, std::size_t most, Generator& random) {
  const auto any_seed = [&]() -> const Bytes& {
    return seeds[random.below(static_cast<std::uint32_t>(seeds.size()))];
  };
  Bytes bytes = any_seed();
  const std::uint32_t changes = 1 + random.below(kMostChanges);
  for (std::uint32_t i = 0; i < changes; ++i) change(bytes, any_seed(), random);
  bytes.resize(std::min(bytes.size(), most));
  return bytes;
}

Bytes minimise(const Bytes& input, const std::function<bool(const Bytes&)>& fails) {
  Bytes bytes = input;
  bool smaller = true;
  while (smaller) {
    smaller = leave_out(bytes, fails);
    smaller = make_zero(bytes, fails) || smaller;
  }
  return bytes;
}

}  // namespace vmcheck::fuzz
