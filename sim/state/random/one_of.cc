#include "sim/state/random/one_of.h"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace vmcheck::state::random {

std::uint32_t plain_one_of(run::Options options, Generator& random) {
  const auto count = static_cast<std::uint32_t>(std::popcount(options));
  for (std::uint32_t before = random.below(count); before > 0; --before) options &= options - 1;
  return static_cast<std::uint32_t>(std::countr_zero(options));
}

#if defined(__x86_64__)
namespace {

[[gnu::target("bmi2,popcnt")]] std::uint32_t one_of_by_rank(run::Options options,
                                                            Generator& random) {
  const std::uint32_t before = random.below(static_cast<std::uint32_t>(std::popcount(options)));
  return static_cast<std::uint32_t>(
      std::countr_zero(_pdep_u64(run::Options{1} << before, options)));
}

}  // namespace
#endif

OneOf fast_one_of() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0) {
    return one_of_by_rank;
  }
#endif
  return nullptr;
}

}  // namespace vmcheck::state::random
