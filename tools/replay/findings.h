// What a replayed event showed: both sides of every number, and the invariants that broke.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmcheck::replay {

// A number as the trace and the core have it; nothing means null, a value that was not to be had.
// The field's name is that of its ring, if it has one, and its own.
struct Comparison {
  std::string_view ring;
  std::string_view field;
  std::optional<std::uint64_t> recorded;
  std::optional<std::uint64_t> core;
  bool is_signed = false;  // both are numbers with sign

  bool equal() const { return recorded == core; }
};

// Texts that it is given are literals: they must outlive it.
class Findings {
 public:
  void compare(std::string_view field, std::optional<std::uint64_t> recorded,
               std::optional<std::uint64_t> core) {
    compare_in("", field, recorded, core);
  }
  void compare_signed(std::string_view field, std::int64_t recorded, std::int64_t core);
  // The same of a field of which there is one for each ring: "produce_" and "free".
  void compare_in(std::string_view ring, std::string_view field,
                  std::optional<std::uint64_t> recorded, std::optional<std::uint64_t> core) {
    Comparison& each = comparisons_.emplace_back();
    each.ring = ring;
    each.field = field;
    each.recorded = recorded;
    each.core = core;
    are_equal_ = are_equal_ && recorded == core;
  }

  // An invariant that must hold; `broken` says what is wrong when it does not.
  void require(bool holds, std::string_view broken) {
    if (!holds) broken_.push_back(broken);
  }

  // Forgets everything.
  void clear();

  bool good() const { return are_equal_ && broken_.empty(); }

  // The first difference or broken invariant, as the end of a line: `field "moved": recorded 3, the
  // core has 4`. Only when not good().
  std::string headline() const;

  // All comparisons as a table, with differences marked, and all broken invariants.
  std::string table() const;

 private:
  std::vector<Comparison> comparisons_;
  std::vector<std::string_view> broken_;
  bool are_equal_ = true;  // all comparisons
};

}  // namespace vmcheck::replay
