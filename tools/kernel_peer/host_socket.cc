#include "tools/kernel_peer/host_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
// It needs what sys/socket.h defines.
#include <linux/vm_sockets.h>

#include <cerrno>
#include <utility>

namespace vmcheck::kernel_peer {
namespace {

int result_of(ssize_t returned) {
  return returned < 0 ? -errno : static_cast<int>(returned);
}

sockaddr_vm address_of(std::uint32_t context, std::uint32_t port) {
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = context;
  address.svm_port = port;
  return address;
}

template <typename Call>
int with_address(std::uint32_t context, std::uint32_t port, const Call& call) {
  const sockaddr_vm address = address_of(context, port);
  return result_of(call(reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
}

}  // namespace

HostSocket::HostSocket() : file_(socket(AF_VSOCK, SOCK_STREAM | SOCK_NONBLOCK, 0)) {}

HostSocket::HostSocket(HostSocket&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

HostSocket& HostSocket::operator=(HostSocket&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

int HostSocket::listen(std::uint32_t port, int backlog) {
  const int bound = with_address(
      VMADDR_CID_ANY, port,
      [&](const sockaddr* address, socklen_t size) { return bind(file_, address, size); });
  return bound < 0 ? bound : result_of(::listen(file_, backlog));
}

HostSocket HostSocket::accept() {
  return HostSocket(accept4(file_, nullptr, nullptr, SOCK_NONBLOCK));
}

int HostSocket::connect(std::uint32_t context, std::uint32_t port) {
  return with_address(context, port, [&](const sockaddr* address, socklen_t size) {
    return ::connect(file_, address, size);
  });
}

int HostSocket::set_buffer_size(std::uint64_t bytes) {
  const auto set = [&](int option) {
    return result_of(setsockopt(file_, AF_VSOCK, option, &bytes, sizeof(bytes)));
  };
  const int least = set(SO_VM_SOCKETS_BUFFER_MIN_SIZE);
  if (least < 0) return least;
  const int most = set(SO_VM_SOCKETS_BUFFER_MAX_SIZE);
  return most < 0 ? most : set(SO_VM_SOCKETS_BUFFER_SIZE);
}

int HostSocket::error() {
  int error = 0;
  socklen_t size = sizeof(error);
  const int got = result_of(getsockopt(file_, SOL_SOCKET, SO_ERROR, &error, &size));
  return got < 0 ? got : -error;
}

int HostSocket::send(std::span<const std::uint8_t> bytes) {
  return result_of(::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

int HostSocket::receive(std::span<std::uint8_t> bytes) {
  return result_of(recv(file_, bytes.data(), bytes.size(), 0));
}

int HostSocket::shut_down(int how) {
  return result_of(shutdown(file_, how));
}

bool HostSocket::is_writable() {
  pollfd file{file_, POLLOUT, 0};
  return poll(&file, 1, 0) > 0 && (file.revents & POLLOUT) != 0;
}

void HostSocket::close() {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

}  // namespace vmcheck::kernel_peer
