// A socket of the guest's kernel, which is the host of our machines: AF_VSOCK.
#pragma once

#include <memory>
#include <vector>

#include "tools/kernel_peer/held_socket.h"
#include "tools/kernel_peer/socket.h"
#include "tools/kernel_peer/trace.h"

namespace vmcheck::kernel_peer {

// What is done with it is told to the traces of those machines that it concerns.
class KernelSocket final : public Socket {
 public:
  explicit KernelSocket(const std::vector<Trace*>& traces);
  ~KernelSocket() override { close(); }

  int set_option(replay::OptionName name, std::uint64_t value) override;
  int listen(std::uint32_t port, std::uint32_t backlog) override;
  std::unique_ptr<Socket> accept() override;
  int connect(std::uint32_t context, std::uint32_t port) override;
  int connected() override;
  int send(std::span<const std::uint8_t> bytes) override;
  int receive(std::span<std::uint8_t> bytes) override;
  int shut_down(std::uint32_t halves) override;
  void close() override;

  // The kernel does nothing with what arrives for it, until it is released.
  void hold();
  void release() { held_.reset(); }

 private:
  KernelSocket(const std::vector<Trace*>& traces, int file, std::uint32_t context);
  void tell(const Action& action) const;
  void meet(std::uint32_t context);
  bool is_ready(short events) const;

  std::vector<Trace*> traces_;
  Trace* trace_ = nullptr;  // of whom it is connected to
  int file_;
  std::unique_ptr<HeldSocket> held_;  // while it is
};

}  // namespace vmcheck::kernel_peer
