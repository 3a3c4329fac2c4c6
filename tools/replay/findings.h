// What a replayed event showed: both sides of every number, and the invariants that broke.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmcheck::replay {

// A number as the trace and the core have it; nothing means null, a value that was not to be had.
struct Comparison {
  std::string field;
  std::string recorded;
  std::string core;

  bool equal() const { return recorded == core; }
};

class Findings {
 public:
  void compare(std::string field, std::optional<std::uint64_t> recorded,
               std::optional<std::uint64_t> core);
  void compare_signed(std::string field, std::int64_t recorded, std::int64_t core);

  // An invariant that must hold; `broken` says what is wrong when it does not.
  void require(bool holds, std::string_view broken);

  bool good() const;

  // The first difference or broken invariant, as the end of a line: `field "moved": recorded 3, the
  // core has 4`. Only when not good().
  std::string headline() const;

  // All comparisons as a table, with differences marked, and all broken invariants.
  std::string table() const;

 private:
  std::vector<Comparison> comparisons_;
  std::vector<std::string> broken_;
};

}  // namespace vmcheck::replay
