#include "tools/vmcheck/validators.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace vmcheck {
namespace {

// CLI11's own check lets numbers that are too large pass as the largest.
std::optional<std::uint64_t> parse_count(const std::string& text, std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  const bool good = parsed.ec == std::errc() && parsed.ptr == end && number > 0 && number <= most;
  return good ? std::optional(number) : std::nullopt;
}

std::string expected_count(std::uint64_t most, const std::string& text) {
  return fmt::format("expected a number from 1 to {}, got \"{}\"", most, text);
}

}  // namespace

CLI::Validator count_validator() {
  return CLI::Validator(
      [](std::string& text) {
        return parse_count(text, UINT64_MAX) ? std::string() : expected_count(UINT64_MAX, text);
      },
      "", "count");
}

CLI::Validator mebibytes_transform() {
  return CLI::Validator(
      [](std::string& text) {
        constexpr std::uint64_t kMost = UINT64_MAX >> 20;
        const auto number = parse_count(text, kMost);
        if (!number) return expected_count(kMost, text);
        text = std::to_string(*number << 20);
        return std::string();
      },
      "", "mebibytes");
}

CLI::Validator seconds_validator() {
  return CLI::Validator(
      [](std::string& text) {
        char* end = nullptr;
        const double seconds = std::strtod(text.c_str(), &end);
        const bool good = !text.empty() && *end == '\0' && seconds > 0 && std::isfinite(seconds);
        return good ? std::string()
                    : fmt::format("expected a positive number of seconds, got \"{}\"", text);
      },
      "", "seconds");
}

}  // namespace vmcheck
