// An object in a state whose type may have padding, such as a structure of a driver.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace vmcheck::state {

// Begins as all zero bytes. Its padding stays zero as long as its members are assigned one by one,
// and not the object as a whole: so equal objects are equal bytes.
template <typename T>
class Padded {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  T& operator*() { return *reinterpret_cast<T*>(bytes_.data()); }
  const T& operator*() const { return *reinterpret_cast<const T*>(bytes_.data()); }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  // All zero bytes again.
  void clear() { bytes_.fill(std::byte{0}); }

 private:
  // At least aligned as a word, so that such objects fit together in a state.
  static constexpr std::size_t kAlignment = std::max(alignof(T), alignof(std::uint32_t));
  static constexpr std::size_t kSize = (sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;

  alignas(kAlignment) std::array<std::byte, kSize> bytes_;
};

}  // namespace vmcheck::state
