// Lines of cells as columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vmcheck {

// Each column as wide as its widest cell and two spaces from the next, those from `right` on
// aligned to the right. Empty cells at the end of a line take no space. All lines have as many
// cells.
std::string to_columns(const std::vector<std::vector<std::string>>& lines, std::size_t right);

}  // namespace vmcheck
