#include "tools/kernel_peer/machine.h"

#include <fmt/format.h>

#include <chrono>

#include "tools/kernel_peer/failure.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kPages = 2048;
constexpr auto kPatience = std::chrono::seconds(10);

}  // namespace

Machine::Machine(std::uint32_t wished) : sockets_(std::make_unique<vmci_user_sockets>()) {
  const int result = vmci_user_sockets_begin(sockets_.get(), wished, kPages);
  demand(result >= VMCI_SUCCESS, fmt::format("a machine begins: {}", result));
}

Machine::~Machine() {
  vmci_user_sockets_end(sockets_.get());
}

unsigned int Machine::open() {
  unsigned int slot = 0;
  const int result = vmci_stack_open(&sockets_->stack, VMCI_SOCKET_STREAM, 0, 0, &slot);
  demand(result == VMCI_SUCCESS, fmt::format("a socket is opened: {}", result));
  return slot;
}

int Machine::set_buffer_size(unsigned int slot, std::uint64_t bytes) {
  int result = VMCI_SUCCESS;
  for (const vmci_u32 name :
       {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE, VMCI_OPTION_BUFFER_SIZE}) {
    vmci_option option{};
    option.value = bytes;
    if (result >= VMCI_SUCCESS) {
      result = vmci_stack_set_option(&sockets_->stack, slot, VMCI_AF_VSOCK, name, 8, &option);
    }
  }
  return result;
}

int Machine::listen(unsigned int slot, std::uint32_t port, std::uint32_t backlog) {
  const int bound = vmci_stack_bind(&sockets_->stack, slot, {VMCI_CID_ANY, port}, 1);
  return bound < VMCI_SUCCESS ? bound : vmci_stack_listen(&sockets_->stack, slot, backlog);
}

int Machine::accept(unsigned int slot, unsigned int& child) {
  return vmci_stack_accept(&sockets_->stack, slot, &child);
}

int Machine::call(vmci_call& call) {
  vmci_user_call(sockets_.get(), vmci_call_step(&sockets_->node, &call));
  return call.result;
}

int Machine::connect(unsigned int slot, std::uint32_t context, std::uint32_t port) {
  vmci_call connect;
  vmci_call_init(&connect, slot, VMCI_CALL_CONNECT);
  connect.remote = {context, port};
  return call(connect);
}

int Machine::await_connected(unsigned int slot) {
  int result = VMCI_EINPROGRESS;
  await("an attempt to connect is over", [&] {
    result = vmci_stack_connected(&sockets_->stack, slot);
    return result != VMCI_EINPROGRESS;
  });
  return result;
}

int Machine::move(unsigned int slot, unsigned int kind, void* bytes, std::size_t length) {
  vmci_stream stream;
  vmci_stream_init(&stream, slot, kind);
  vmci_user_call(sockets_.get(), vmci_stream_step(&sockets_->node, &stream, bytes, length));
  return stream.result < VMCI_SUCCESS ? stream.result : static_cast<int>(stream.count);
}

int Machine::send(unsigned int slot, std::span<const std::uint8_t> bytes) {
  return move(slot, VMCI_STREAM_SEND, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

int Machine::receive(unsigned int slot, std::span<std::uint8_t> bytes) {
  return move(slot, VMCI_STREAM_RECEIVE, bytes.data(), bytes.size());
}

int Machine::shut_down(unsigned int slot, std::uint32_t mode) {
  vmci_call shutdown;
  vmci_call_init(&shutdown, slot, VMCI_CALL_SHUTDOWN);
  shutdown.mode = mode;
  return call(shutdown);
}

void Machine::close(unsigned int slot) {
  vmci_call close;
  vmci_call_init(&close, slot, VMCI_CALL_CLOSE);
  call(close);
}

void Machine::await(const std::string& what, const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!is_so()) {
    demand(std::chrono::steady_clock::now() < end, what + " in time");
    vmci_user_serve(&sockets_->device, 1);
  }
}

void Machine::demand_empty() {
  demand(sockets_->device.pairs == nullptr, "no queue pair is left");
  demand(sockets_->device.clock.first == nullptr, "no timer is left");
}

}  // namespace vmcheck::kernel_peer
