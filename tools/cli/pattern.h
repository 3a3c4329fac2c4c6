// Names chosen by patterns on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vmcheck::cli {

// Whether a name matches a pattern: `*` stands for anything and `?` for one character; a pattern
// without either matches every name that contains it.
bool matches(std::string_view pattern, std::string_view name);

// Whether any of the patterns matches; no patterns match everything.
bool matches_any(const std::vector<std::string>& patterns, std::string_view name);

}  // namespace vmcheck::cli
