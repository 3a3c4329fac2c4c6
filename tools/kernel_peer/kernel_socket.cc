#include "tools/kernel_peer/kernel_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
// It needs what sys/socket.h defines.
#include <linux/vm_sockets.h>

#include <cerrno>
#include <utility>

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kSecond = 1000000;

int result_of(ssize_t returned) {
  return returned < 0 ? -errno : static_cast<int>(returned);
}

template <typename Call>
int with_address(std::uint32_t context, std::uint32_t port, const Call& call) {
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = context;
  address.svm_port = port;
  return result_of(call(reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
}

std::uint32_t peer_of(int file) {
  sockaddr_vm address{};
  socklen_t size = sizeof(address);
  getpeername(file, reinterpret_cast<sockaddr*>(&address), &size);
  return address.svm_cid;
}

template <typename Value>
int set(int file, int option, const Value& value) {
  return result_of(setsockopt(file, AF_VSOCK, option, &value, sizeof(value)));
}

}  // namespace

KernelSocket::KernelSocket(const std::vector<Trace*>& traces)
    : traces_(traces), file_(socket(AF_VSOCK, SOCK_STREAM | SOCK_NONBLOCK, 0)) {}

KernelSocket::KernelSocket(const std::vector<Trace*>& traces, int file, std::uint32_t context)
    : traces_(traces), file_(file) {
  meet(context);
}

void KernelSocket::meet(std::uint32_t context) {
  for (Trace* trace : traces_) {
    if (trace->context() == context) trace_ = trace;
  }
}

void KernelSocket::tell(const Action& action) const {
  if (trace_ != nullptr) trace_->add(action);
}

int KernelSocket::set_option(replay::OptionName name, std::uint64_t value) {
  for (Trace* trace : traces_) trace->add(replay::PeerSetsOption{{name, value}});
  switch (name) {
    case replay::OptionName::buffer_size:
      return set(file_, SO_VM_SOCKETS_BUFFER_SIZE, value);
    case replay::OptionName::buffer_min_size:
      return set(file_, SO_VM_SOCKETS_BUFFER_MIN_SIZE, value);
    case replay::OptionName::buffer_max_size:
      return set(file_, SO_VM_SOCKETS_BUFFER_MAX_SIZE, value);
    case replay::OptionName::connect_timeout_us:
      break;
  }
  const timeval time{static_cast<time_t>(value / kSecond),
                     static_cast<suseconds_t>(value % kSecond)};
  return set(file_, SO_VM_SOCKETS_CONNECT_TIMEOUT, time);
}

int KernelSocket::listen(std::uint32_t port, std::uint32_t backlog) {
  const int bound = with_address(
      VMADDR_CID_ANY, port,
      [&](const sockaddr* address, socklen_t size) { return bind(file_, address, size); });
  if (bound < 0) return bound;
  for (Trace* trace : traces_) trace->add(replay::PeerListens{port});
  return result_of(::listen(file_, static_cast<int>(backlog)));
}

std::unique_ptr<Socket> KernelSocket::accept() {
  const int file = accept4(file_, nullptr, nullptr, SOCK_NONBLOCK);
  if (file < 0) return nullptr;
  return std::unique_ptr<Socket>(new KernelSocket(traces_, file, peer_of(file)));
}

int KernelSocket::connect(std::uint32_t context, std::uint32_t port) {
  meet(context);
  tell(replay::PeerConnects{0, {context, port}, {}});
  return with_address(context, port, [&](const sockaddr* address, socklen_t size) {
    return ::connect(file_, address, size);
  });
}

// Where it is not, its peer is told that somebody waits.
bool KernelSocket::is_ready(short events) const {
  pollfd file{file_, events, 0};
  return poll(&file, 1, 0) > 0 && (file.revents & events) != 0;
}

int KernelSocket::connected() {
  if (!is_ready(POLLOUT)) return -EINPROGRESS;
  int error = 0;
  socklen_t size = sizeof(error);
  const int got = result_of(getsockopt(file_, SOL_SOCKET, SO_ERROR, &error, &size));
  return got < 0 ? got : -error;
}

int KernelSocket::send(std::span<const std::uint8_t> bytes) {
  const int result = result_of(::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  if (result == -EAGAIN) is_ready(POLLOUT);
  return result;
}

int KernelSocket::receive(std::span<std::uint8_t> bytes) {
  const int result = result_of(recv(file_, bytes.data(), bytes.size(), 0));
  if (result == -EAGAIN) is_ready(POLLIN);
  return result;
}

int KernelSocket::shut_down(std::uint32_t halves) {
  constexpr int kHow[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};
  tell(replay::PeerShutsDown{halves});
  return result_of(shutdown(file_, kHow[halves - 1]));
}

void KernelSocket::close() {
  if (file_ < 0) return;
  release();
  tell(replay::PeerCloses{});
  ::close(std::exchange(file_, -1));
}

void KernelSocket::hold() {
  held_ = std::make_unique<HeldSocket>(file_);
}

}  // namespace vmcheck::kernel_peer
