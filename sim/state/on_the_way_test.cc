#include "sim/state/on_the_way.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vmcheck::state {
namespace {

// Hashes that often have the same place in the table, or are the same.
RC_GTEST_PROP(OnTheWay, KnowsWhatIsOnIt, ()) {
  OnTheWay way;
  std::vector<std::uint64_t> model;
  const auto turns = *rc::gen::inRange<std::uint32_t>(0, 12);
  for (std::uint32_t turn = 0; turn < turns; ++turn) {
    const auto pushes = *rc::gen::inRange<std::uint32_t>(0, 60);
    for (std::uint32_t i = 0; i < pushes; ++i) {
      const auto low = *rc::gen::inRange<std::uint64_t>(0, 4);
      const auto high = *rc::gen::inRange<std::uint64_t>(0, 40);
      const std::uint64_t hash = low + (high << 32);
      const std::uint64_t bytes = way.bytes_with(1);
      way.push(hash);
      RC_ASSERT(way.bytes_with(0) <= bytes);
      model.push_back(hash);
    }
    const auto pops = *rc::gen::inRange<std::size_t>(0, model.size() + 1);
    for (std::size_t i = 0; i < pops; ++i) {
      way.pop();
      model.pop_back();
    }
    for (std::uint64_t low = 0; low < 4; ++low) {
      for (std::uint64_t high = 0; high < 40; ++high) {
        const std::uint64_t hash = low + (high << 32);
        const bool there = std::find(model.begin(), model.end(), hash) != model.end();
        RC_ASSERT(way.contains(hash) == there);
      }
    }
  }
}

}  // namespace
}  // namespace vmcheck::state
