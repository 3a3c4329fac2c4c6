// A socket of a machine's: the core's.
#pragma once

#include "tools/kernel_peer/machine.h"

extern "C" {
#include <driver_core/stack/call.h>
}

namespace vmcheck::kernel_peer {

class MachineSocket final : public Socket {
 public:
  MachineSocket(Machine& machine, unsigned int slot) : machine_(machine), slot_(slot) {}

  int set_option(replay::OptionName name, std::uint64_t value) override;
  int listen(std::uint32_t port, std::uint32_t backlog) override;
  std::unique_ptr<Socket> accept() override;
  int connect(std::uint32_t context, std::uint32_t port) override;
  int connected() override;
  int send(std::span<const std::uint8_t> bytes) override;
  int receive(std::span<std::uint8_t> bytes) override;
  int shut_down(std::uint32_t halves) override;
  void close() override;

 private:
  int move(unsigned int kind, void* bytes, std::size_t length);
  int call(vmci_call& call);

  Machine& machine_;
  unsigned int slot_;
};

}  // namespace vmcheck::kernel_peer
