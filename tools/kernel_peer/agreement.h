// What two parties answer to the same calls, and where they differ.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>

namespace vmcheck::kernel_peer {

class Agreement {
 public:
  // Tells of so many differences at most, on the standard output.
  explicit Agreement(std::uint64_t most) : most_(most) {}

  // One more call, of which describe() tells.
  template <typename Describe>
  void count(bool agree, const Describe& describe) {
    ++calls_;
    if (agree || differences_++ >= most_) return;
    fmt::print("call {}: {}\n", calls_, std::string(describe()));
  }

  // True if there was no difference.
  bool end() const {
    fmt::print("{} calls, {} differences\n", calls_, differences_);
    return differences_ == 0;
  }

 private:
  std::uint64_t most_;
  std::uint64_t calls_ = 0;
  std::uint64_t differences_ = 0;
};

}  // namespace vmcheck::kernel_peer
