#include "tools/device_server/mpqemu.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

// QEMU's end, and ours.
struct Link {
  Link() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    qemu = FileDescriptor(ends[0]);
    connection.emplace(FileDescriptor(ends[1]));
  }

  // Sends a request of QEMU's: its command, and the body behind its header.
  void send(std::uint32_t command, const std::vector<std::uint8_t>& body) {
    std::vector<std::uint8_t> message(16 + body.size());
    put_number(message, 0, command);
    put_number<std::uint64_t>(message, 8, body.size());
    std::copy(body.begin(), body.end(), message.begin() + 16);
    EXPECT_EQ(::send(qemu.number(), message.data(), message.size(), 0),
              static_cast<ssize_t>(message.size()));
  }

  FileDescriptor qemu;
  std::optional<MpqemuConnection> connection;
};

TEST(Mpqemu, ReadsAndAnswersAnAccess) {
  Link link;
  std::vector<std::uint8_t> body(24);
  put_number<std::uint64_t>(body, 0, 0xc010);
  put_number<std::uint64_t>(body, 8, 0x55);
  put_number<std::uint32_t>(body, 16, 1);
  body[20] = 1;
  link.send(4, body);
  const auto request = link.connection->receive();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->command, Request::Command::bar_write);
  EXPECT_EQ(request->address, 0xc010U);
  EXPECT_EQ(request->value, 0x55U);
  EXPECT_EQ(request->size, 1U);
  EXPECT_TRUE(request->in_memory);
  EXPECT_TRUE(request->wants_reply());
  link.connection->reply(0x1234);
  std::array<std::uint8_t, 24> reply;
  EXPECT_EQ(recv(link.qemu.number(), reply.data(), reply.size(), 0), 24);
  EXPECT_EQ(number_at<std::uint32_t>(reply, 0), 1U);
  EXPECT_EQ(number_at<std::uint64_t>(reply, 16), 0x1234U);
}

TEST(Mpqemu, EndsWhenQemuGoes) {
  Link link;
  link.qemu = FileDescriptor();
  EXPECT_FALSE(link.connection->receive());
}

TEST(Mpqemu, RefusesWhatIsNotOfTheProtocol) {
  const std::vector<std::uint8_t> access(24);
  for (const std::uint32_t command : {1U, 8U, 0xffffffffU}) {
    Link link;
    link.send(command, access);
    EXPECT_THROW(link.connection->receive(), std::runtime_error) << command;
  }
  Link short_access;
  short_access.send(5, std::vector<std::uint8_t>(12));
  EXPECT_THROW(short_access.connection->receive(), std::runtime_error);
  Link long_request;
  long_request.send(5, std::vector<std::uint8_t>(1000));
  EXPECT_THROW(long_request.connection->receive(), std::runtime_error);
}

TEST(Mpqemu, RefusesARequestThatIsCut) {
  Link link;
  EXPECT_EQ(send(link.qemu.number(), "cut", 3, 0), 3);
  link.qemu = FileDescriptor();
  EXPECT_THROW(link.connection->receive(), std::runtime_error);
}

}  // namespace
}  // namespace vmcheck::device_server
