#include "tools/vmcheck/columns.h"

#include <fmt/core.h>

#include <algorithm>

namespace vmcheck {

std::string to_columns(const std::vector<std::vector<std::string>>& lines, std::size_t right) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& line : lines) {
    widths.resize(line.size());
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const std::vector<std::string>& line : lines) {
    std::size_t cells = line.size();
    while (cells > 0 && line[cells - 1].empty()) --cells;
    for (std::size_t i = 0; i < cells; ++i) {
      if (i > 0) text += "  ";
      text += i < right ? fmt::format("{:<{}}", line[i], widths[i])
                        : fmt::format("{:>{}}", line[i], widths[i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace vmcheck
