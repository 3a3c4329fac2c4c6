#include "sim/state/random/seed.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "sim/state/random/generator.h"

namespace vmcheck::state::random {
namespace {

// The number that the whole text is, if it is one and fits.
std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

std::uint64_t parse_seed(std::string_view text) {
  if (text.empty()) throw std::invalid_argument("the seed is empty");
  const bool hexadecimal = text.substr(0, 2) == "0x";
  const auto number = hexadecimal ? parse_number(text.substr(2), 16) : parse_number(text, 10);
  if (number) return *number;
  return XXH3_64bits(text.data(), text.size());
}

std::uint64_t run_seed(std::uint64_t campaign, std::uint64_t run) {
  return mix(mix(campaign) + run);
}

}  // namespace vmcheck::state::random
