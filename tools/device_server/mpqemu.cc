#include "tools/device_server/mpqemu.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

// A message: its command, the size of what follows the header, and that.
constexpr std::size_t kHeaderBytes = 16;
constexpr std::size_t kSizeOffset = 8;
constexpr std::uint32_t kReturn = 1;

// What follows the header, by command.
constexpr std::size_t kMostFiles = 8;
constexpr std::size_t kMemoryBytes = 3 * kMostFiles * 8;
constexpr std::size_t kConfigBytes = 12;
constexpr std::size_t kBarBytes = 24;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Keeps the files that came with a message.
void take_files(const msghdr& message, std::vector<FileDescriptor>& files) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr;
       control = CMSG_NXTHDR(const_cast<msghdr*>(&message), control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number;
      std::memcpy(&number, CMSG_DATA(control) + i * sizeof(int), sizeof number);
      files.emplace_back(number);
    }
  }
}

// Fills `bytes`. False: the other side has gone before the first one.
bool read_all(int socket, std::span<std::uint8_t> bytes, std::vector<FileDescriptor>& files) {
  std::size_t have = 0;
  while (have < bytes.size()) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostFiles * sizeof(int))> control;
    iovec into{bytes.data() + have, bytes.size() - have};
    msghdr message{};
    message.msg_iov = &into;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 || (count < 0 && errno == ECONNRESET)) {
      if (have == 0) return false;
      throw std::runtime_error("QEMU went away in the middle of a message");
    }
    if (count < 0) fail("cannot read from QEMU");
    take_files(message, files);
    have += static_cast<std::size_t>(count);
  }
  return true;
}

void demand_size(std::size_t size, std::size_t expected) {
  if (size != expected) {
    throw std::runtime_error(
        fmt::format("QEMU sent {} bytes with a request that has {}: this QEMU speaks another "
                    "version of the protocol of x-pci-proxy-dev",
                    size, expected));
  }
}

std::vector<MemoryRegion> regions(std::span<const std::uint8_t> body,
                                  std::vector<FileDescriptor>& files) {
  demand_size(body.size(), kMemoryBytes);
  std::vector<MemoryRegion> result;
  for (std::size_t i = 0; i < files.size() && i < kMostFiles; ++i) {
    result.push_back({number_at<std::uint64_t>(body, i * 8),
                      number_at<std::uint64_t>(body, (kMostFiles + i) * 8),
                      number_at<std::uint64_t>(body, (2 * kMostFiles + i) * 8),
                      std::move(files[i])});
  }
  return result;
}

Request parse(std::uint32_t number, std::span<const std::uint8_t> body,
              std::vector<FileDescriptor>& files) {
  Request request{.command = static_cast<Request::Command>(number)};
  switch (request.command) {
    case Request::Command::sync_memory:
      request.regions = regions(body, files);
      return request;
    case Request::Command::config_write:
    case Request::Command::config_read:
      demand_size(body.size(), kConfigBytes);
      request.address = number_at<std::uint32_t>(body, 0);
      request.value = number_at<std::uint32_t>(body, 4);
      request.size = number_at<std::uint32_t>(body, 8);
      return request;
    case Request::Command::bar_write:
    case Request::Command::bar_read:
      demand_size(body.size(), kBarBytes);
      request.address = number_at<std::uint64_t>(body, 0);
      request.value = number_at<std::uint64_t>(body, 8);
      request.size = number_at<std::uint32_t>(body, 16);
      request.in_memory = body[20] != 0;
      return request;
    case Request::Command::set_interrupt_files:
    case Request::Command::reset:
      return request;
  }
  throw std::runtime_error(fmt::format("QEMU sent the unknown command {}", number));
}

}  // namespace

std::optional<Request> MpqemuConnection::receive() {
  std::array<std::uint8_t, kHeaderBytes> header;
  std::array<std::uint8_t, kMemoryBytes> body;
  std::vector<FileDescriptor> files;
  if (!read_all(socket_.number(), header, files)) return std::nullopt;
  const auto size = number_at<std::uint64_t>(header, kSizeOffset);
  if (size > body.size())
    throw std::runtime_error(fmt::format("QEMU sent a request of {} bytes", size));
  const std::span<std::uint8_t> rest(body.data(), size);
  if (!rest.empty() && !read_all(socket_.number(), rest, files))
    throw std::runtime_error("QEMU went away in the middle of a message");
  return parse(number_at<std::uint32_t>(header, 0), rest, files);
}

void MpqemuConnection::reply(std::uint64_t value) {
  std::array<std::uint8_t, kHeaderBytes + sizeof value> message{};
  put_number<std::uint32_t>(message, 0, kReturn);
  put_number<std::uint64_t>(message, kSizeOffset, sizeof value);
  put_number<std::uint64_t>(message, kHeaderBytes, value);
  std::span<const std::uint8_t> left = message;
  while (!left.empty()) {
    const ssize_t count = send(socket_.number(), left.data(), left.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) return;  // receive() says so
    if (count < 0) fail("cannot answer QEMU");
    left = left.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace vmcheck::device_server
