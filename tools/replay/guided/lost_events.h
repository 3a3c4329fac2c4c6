// The gaps of a trace, and how many events may be missing in each.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace vmcheck::replay::guided {

// Gaps count from 1. What happened since a gap may have happened in any that is behind it.
class LostEvents {
 public:
  // More than are ever looked for: nobody knows how many.
  static constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

  // A gap, in which so many events are missing; nothing: nobody knows.
  void add(std::optional<std::uint64_t> count);

  // How many gaps there were so far.
  std::uint64_t gaps() const { return gaps_; }

  // How many events may be missing behind the first `since` gaps that nothing has needed yet.
  std::uint64_t left(std::uint64_t since) const;

  // So many of them are needed. They are taken of the earliest gaps: who asks next knows of no
  // gap that this one does not, so nobody is left without who could have had some.
  void take(std::uint64_t since, std::uint64_t count);

  // Nobody will ask for one of the first so many gaps.
  void forget(std::uint64_t gaps);

 private:
  struct Part {
    std::uint64_t gap = 0;
    std::uint64_t left = 0;  // not 0
  };

  std::uint64_t gaps_ = 0;
  std::vector<Part> parts_;  // by gap
};

}  // namespace vmcheck::replay::guided
