#include "tools/kernel_peer/machine.h"

#include <fmt/core.h>

#include "tools/kernel_peer/failure.h"
#include "tools/kernel_peer/machine_socket.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kPages = 2048;

}  // namespace

Machine::Machine(std::uint32_t wished) : sockets_(std::make_unique<vmci_user_sockets>()) {
  const int result = vmci_user_sockets_begin(sockets_.get(), wished, kPages);
  demand(result >= VMCI_SUCCESS, fmt::format("a machine begins: {}", result));
  recorder_.emplace(*sockets_);
}

std::unique_ptr<Socket> Machine::open() {
  unsigned int slot = 0;
  const int result = vmci_stack_open(&sockets_->stack, VMCI_SOCKET_STREAM, 0, 0, &slot);
  demand(result == VMCI_SUCCESS, fmt::format("a socket is opened: {}", result));
  return std::make_unique<MachineSocket>(*this, slot);
}

bool Machine::serve(int milliseconds) {
  return !is_gone_ && vmci_user_serve(&sockets_->device, milliseconds) != 0;
}

void Machine::crash() {
  if (!is_gone_) vmci_user_sockets_end(sockets_.get());
  is_gone_ = true;
}

void Machine::demand_empty() const {
  demand(sockets_->device.pairs == nullptr, "no queue pair is left");
  demand(sockets_->device.clock.first == nullptr, "no timer is left");
}

}  // namespace vmcheck::kernel_peer
