// Numbers in texts.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vmcheck::replay {

// The number that a text is, whole, in a base; nothing for anything else, and for one that is out
// of range.
template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The same of 64 bits, in base 16 behind "0x".
inline std::optional<std::uint64_t> parse_natural(std::string_view text) {
  const bool is_hex = text.substr(0, 2) == "0x";
  return parse_number<std::uint64_t>(is_hex ? text.substr(2) : text, is_hex ? 16 : 10);
}

}  // namespace vmcheck::replay
