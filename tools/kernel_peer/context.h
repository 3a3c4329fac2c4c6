// A context of the kernel's: a virtual machine as far as it is known there, with memory of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

extern "C" {
#include <driver_core/user/dev_vmci.h>
}

namespace vmcheck::kernel_peer {

class Context {
 public:
  // Memory that it has, in bytes.
  static constexpr std::size_t kMemory = std::size_t{1} << 20;

  // With the id that is wished for, unless another has it. Throws std::runtime_error.
  explicit Context(std::uint32_t wished);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  std::uint32_t id() const { return id_; }
  int file() const { return file_; }
  void* memory() const { return memory_; }

  // The next datagram for it, if there is one.
  std::optional<std::vector<std::uint8_t>> receive() const;

 private:
  std::uint32_t id_ = 0;
  int file_ = -1;
  void* memory_;
};

}  // namespace vmcheck::kernel_peer
