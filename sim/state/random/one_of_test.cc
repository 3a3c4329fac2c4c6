#include "sim/state/random/one_of.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <vector>

namespace vmcheck::state::random {
namespace {

std::vector<OneOf> all_ways() {
  std::vector<OneOf> all{plain_one_of};
  if (fast_one_of() != nullptr) all.push_back(fast_one_of());
  return all;
}

// Few options, or many.
run::Options draw_options() {
  auto options = *rc::gen::arbitrary<run::Options>();
  if (*rc::gen::arbitrary<bool>()) options &= *rc::gen::arbitrary<run::Options>();
  return options | run::option(*rc::gen::inRange(0U, 64U), true);
}

RC_GTEST_PROP(OneOf, IsTheOneThatTheNumberSays, ()) {
  const run::Options options = draw_options();
  const Generator before(*rc::gen::arbitrary<std::uint64_t>());
  std::vector<std::uint32_t> enabled;
  for (std::uint32_t i = 0; i < 64; ++i) {
    if ((options >> i & 1) != 0) enabled.push_back(i);
  }
  Generator random = before;
  const std::uint32_t expected =
      enabled.at(random.below(static_cast<std::uint32_t>(enabled.size())));
  const std::uint64_t next = random.next();
  for (const OneOf one_of : all_ways()) {
    random = before;
    RC_ASSERT(one_of(options, random) == expected);
    RC_ASSERT(random.next() == next);
  }
}

}  // namespace
}  // namespace vmcheck::state::random
