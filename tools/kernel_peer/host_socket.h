// A socket of the guest's kernel, which is the host of our machines: AF_VSOCK, and never blocking.
// Errors are errno values, negative, as those of our own sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vmcheck::kernel_peer {

class HostSocket {
 public:
  HostSocket();
  ~HostSocket() { close(); }
  HostSocket(HostSocket&& other) noexcept;
  HostSocket& operator=(HostSocket&& other) noexcept;

  int listen(std::uint32_t port, int backlog);
  HostSocket accept();  // not is_open(): nobody waits
  int connect(std::uint32_t context, std::uint32_t port);
  int set_buffer_size(std::uint64_t bytes);  // for connections that begin behind that
  int error();                               // that waits to be told, if one does
  int send(std::span<const std::uint8_t> bytes);
  int receive(std::span<std::uint8_t> bytes);
  int shut_down(int how);
  bool is_writable();
  bool is_open() const { return file_ >= 0; }
  void close();

 private:
  explicit HostSocket(int file) : file_(file) {}

  int file_;
};

}  // namespace vmcheck::kernel_peer
