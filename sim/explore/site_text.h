// Where an access stands, for people.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "sim/run/access.h"

namespace vmcheck::explore {

// "ring.c:57": the part of a path that a reader of the project knows. Empty for an access that
// tells no line.
inline std::string site_text(run::Site site) {
  if (site.line == 0) return {};
  const std::string_view file = site.file;
  return fmt::format("{}:{}", file.substr(file.find_last_of('/') + 1), site.line);
}

// " (ring.c:57)", to be put behind what happens there.
inline std::string in_parentheses(run::Site site) {
  const std::string text = site_text(site);
  return text.empty() ? text : fmt::format(" ({})", text);
}

}  // namespace vmcheck::explore
