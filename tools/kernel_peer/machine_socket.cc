#include "tools/kernel_peer/machine_socket.h"

#include <array>

extern "C" {
#include <driver_core/stack/stream.h>
}

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kSecond = 1000000;

}  // namespace

int MachineSocket::set_option(replay::OptionName name, std::uint64_t value) {
  static constexpr std::array kNames{VMCI_OPTION_BUFFER_SIZE, VMCI_OPTION_BUFFER_MIN_SIZE,
                                     VMCI_OPTION_BUFFER_MAX_SIZE, VMCI_OPTION_CONNECT_TIMEOUT};
  const vmci_u32 number = kNames[static_cast<std::size_t>(name)];
  vmci_option option{};
  option.value = value;
  if (name == replay::OptionName::connect_timeout_us) {
    option.value = value / kSecond;
    option.microseconds = value % kSecond;
  }
  return vmci_stack_set_option(&machine_.sockets().stack, slot_, VMCI_AF_VSOCK, number,
                               vmci_option_length(number), &option);
}

int MachineSocket::listen(std::uint32_t port, std::uint32_t backlog) {
  vmci_stack& stack = machine_.sockets().stack;
  const int bound = vmci_stack_bind(&stack, slot_, {VMCI_CID_ANY, port}, 1);
  return bound < VMCI_SUCCESS ? bound : vmci_stack_listen(&stack, slot_, backlog);
}

std::unique_ptr<Socket> MachineSocket::accept() {
  unsigned int child = 0;
  const int result = vmci_stack_accept(&machine_.sockets().stack, slot_, &child);
  if (result < VMCI_SUCCESS) return nullptr;
  return std::make_unique<MachineSocket>(machine_, child);
}

int MachineSocket::call(vmci_call& call) {
  vmci_user_call(&machine_.sockets(), vmci_call_step(&machine_.sockets().node, &call));
  return call.result;
}

int MachineSocket::connect(std::uint32_t context, std::uint32_t port) {
  vmci_call connect;
  vmci_call_init(&connect, slot_, VMCI_CALL_CONNECT);
  connect.remote = {context, port};
  return call(connect);
}

int MachineSocket::connected() {
  return vmci_stack_connected(&machine_.sockets().stack, slot_);
}

int MachineSocket::move(unsigned int kind, void* bytes, std::size_t length) {
  vmci_user_sockets& sockets = machine_.sockets();
  vmci_stream stream;
  vmci_stream_init(&stream, slot_, kind);
  vmci_user_call(&sockets, vmci_stream_step(&sockets.node, &stream, bytes, length));
  return stream.result < VMCI_SUCCESS ? stream.result : static_cast<int>(stream.count);
}

int MachineSocket::send(std::span<const std::uint8_t> bytes) {
  return move(VMCI_STREAM_SEND, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

int MachineSocket::receive(std::span<std::uint8_t> bytes) {
  return move(VMCI_STREAM_RECEIVE, bytes.data(), bytes.size());
}

int MachineSocket::shut_down(std::uint32_t halves) {
  vmci_call shutdown;
  vmci_call_init(&shutdown, slot_, VMCI_CALL_SHUTDOWN);
  shutdown.mode = halves;
  return call(shutdown);
}

void MachineSocket::close() {
  vmci_call close;
  vmci_call_init(&close, slot_, VMCI_CALL_CLOSE);
  call(close);
}

}  // namespace vmcheck::kernel_peer
