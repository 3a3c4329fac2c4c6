#include "tools/replay/guided/lost_events.h"

#include <algorithm>

namespace vmcheck::replay::guided {

void LostEvents::add(std::optional<std::uint64_t> count) {
  ++gaps_;
  if (count != 0) parts_.push_back({gaps_, count.value_or(kAny)});
}

std::uint64_t LostEvents::left(std::uint64_t since) const {
  std::uint64_t sum = 0;
  for (const Part& part : parts_) {
    if (part.gap > since) sum = part.left > kAny - sum ? kAny : sum + part.left;
  }
  return sum;
}

void LostEvents::take(std::uint64_t since, std::uint64_t count) {
  if (left(since) == kAny) return;
  for (Part& part : parts_) {
    if (part.gap <= since) continue;
    const std::uint64_t taken = std::min(part.left, count);
    part.left -= taken;
    count -= taken;
  }
  std::erase_if(parts_, [](const Part& part) { return part.left == 0; });
}

void LostEvents::forget(std::uint64_t gaps) {
  std::erase_if(parts_, [&](const Part& part) { return part.gap <= gaps; });
}

}  // namespace vmcheck::replay::guided
