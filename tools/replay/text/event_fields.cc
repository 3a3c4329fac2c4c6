#include "tools/replay/text/event_fields.h"

#include <fmt/core.h>

#include <optional>

#include "tools/replay/parse_number.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay {

std::string_view EventFields::value(std::string_view name) const {
  for (std::size_t at = message_.find(name); at != std::string_view::npos;
       at = message_.find(name, at + 1)) {
    const std::size_t behind = at + name.size();
    const bool begins = at == 0 || message_[at - 1] == ' ';
    if (!begins || behind >= message_.size() || message_[behind] != '=') continue;
    const std::string_view rest = message_.substr(behind + 1);
    return rest.substr(0, rest.find(' '));
  }
  return {};
}

std::uint64_t EventFields::natural(std::string_view name, std::uint64_t most) const {
  const auto number = parse_natural(value(name));
  if (!number || *number > most) {
    reject(name, most == std::numeric_limits<std::uint64_t>::max()
                     ? "an integer from 0"
                     : fmt::format("an integer from 0 to {}", most));
  }
  return *number;
}

std::uint32_t EventFields::natural_32(std::string_view name) const {
  return static_cast<std::uint32_t>(natural(name, std::numeric_limits<std::uint32_t>::max()));
}

std::int64_t EventFields::integer(std::string_view name) const {
  const std::string_view text = value(name);
  if (const auto number = parse_number<std::int64_t>(text)) return *number;
  const auto bits = parse_natural(text);
  if (!bits) reject(name, "an integer of 64 bits");
  return static_cast<std::int64_t>(*bits);
}

void EventFields::reject(std::string_view name, const std::string& expected) const {
  const std::string_view got = value(name);
  throw BadInput(place_, fmt::format("field {}: expected {}, got {}", quote(name), expected,
                                     got.empty() ? "no such field" : quote(got)));
}

}  // namespace vmcheck::replay
