// In which order a machine receives what is sent to it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace vmcheck::vsock {

enum class Order : std::uint8_t { oldest_first, newest_first, any };

// Whether the message of a number, of the first `count`, may be received next. `goes_to` says where
// a message goes. In any order, equal ones stand side by side, and the first of them stands for
// all.
template <typename Message, std::size_t kMost, typename GoesTo>
bool may_overtake(const std::array<Message, kMost>& all, std::uint32_t count, std::uint32_t number,
                  Order order, GoesTo goes_to) {
  if (order == Order::any) return number == 0 || all[number] != all[number - 1];
  const bool newest = order == Order::newest_first;
  const std::uint32_t first = newest ? number + 1 : 0;
  const std::uint32_t end = newest ? count : number;
  for (std::uint32_t i = first; i < end; ++i) {
    if (goes_to(all[i]) == goes_to(all[number])) return false;
  }
  return true;
}

}  // namespace vmcheck::vsock
