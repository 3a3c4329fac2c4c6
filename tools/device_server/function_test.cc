// The VMCI function as QEMU meets it, without QEMU.
#include "tools/device_server/function.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

constexpr std::uint32_t kContext = 64;
constexpr std::uint64_t kMemoryBytes = 0x10000;
constexpr std::uint64_t kNotifyPage = 0x3000;
constexpr std::uint64_t kPorts = 0xc000;
constexpr std::uint64_t kWindow = 0xfe000000;

// In configuration space.
constexpr std::uint64_t kCommand = 0x04;
constexpr std::uint64_t kPortsBar = 0x10;
constexpr std::uint64_t kWindowBar = 0x14;
constexpr std::uint64_t kInterruptLine = 0x3c;
constexpr std::uint64_t kMsiControl = 0x42;
constexpr std::uint64_t kMsixControl = 0x62;
constexpr std::uint32_t kWindowsOn = 3;
constexpr std::uint32_t kBusMaster = 4;
constexpr std::uint32_t kMsiEnable = 1;
constexpr std::uint32_t kMsixEnable = 0x8000;

// Of the second MSI-X vector.
constexpr std::uint64_t kVectorAddress = 0x10;
constexpr std::uint64_t kVectorData = 0x18;
constexpr std::uint64_t kVectorMask = 0x1c;

// Registers.
constexpr std::uint64_t kControl = 0x04;
constexpr std::uint64_t kIcr = 0x08;
constexpr std::uint64_t kImr = 0x0c;
constexpr std::uint64_t kDataOut = 0x10;
constexpr std::uint64_t kDataIn = 0x14;
constexpr std::uint64_t kCapabilities = 0x18;
constexpr std::uint64_t kResult = 0x1c;

constexpr std::int32_t kInvalidArgs = -2;

struct Handle {
  std::uint32_t context;
  std::uint32_t resource;
};

constexpr Handle kAnonymous{0xffffffff, 0xffffffff};

// A datagram whose payload is these numbers.
std::vector<std::uint8_t> datagram(Handle to, Handle from,
                                   const std::vector<std::uint64_t>& payload) {
  std::vector<std::uint8_t> bytes(24 + 8 * payload.size());
  put_number(bytes, 0, to);
  put_number(bytes, 8, from);
  put_number<std::uint64_t>(bytes, 16, 8 * payload.size());
  for (std::size_t i = 0; i < payload.size(); ++i) put_number(bytes, 24 + 8 * i, payload[i]);
  return bytes;
}

// A message to the hypervisor.
std::vector<std::uint8_t> message(std::uint32_t resource,
                                  const std::vector<std::uint64_t>& payload) {
  return datagram({0, resource}, kAnonymous, payload);
}

std::uint64_t doorbell(std::uint32_t resource) {
  return std::uint64_t{resource} << 32 | kContext;
}

// A guest's machine with the function on its bus, and QEMU's side of both protocols.
class Machine {
 public:
  explicit Machine(const Features& features)
      : function_(features, device_, memory_, qtest_), file_(memfd_create("guest", 0)) {
    EXPECT_EQ(ftruncate(file_, kMemoryBytes), 0);
    Request sync{.command = Request::Command::sync_memory};
    sync.regions.push_back({0, kMemoryBytes, 0, FileDescriptor(dup(file_))});
    function_.handle(sync);
    config(kPortsBar, kPorts);
    config(kWindowBar, kWindow);
    config(kInterruptLine, 11, 1);
    config(kCommand, kWindowsOn | kBusMaster, 2);
  }
  ~Machine() { close(file_); }

  std::uint64_t config(std::uint64_t offset, std::uint32_t value, std::uint32_t size = 4) {
    return handle(Request::Command::config_write, offset, value, size, false);
  }
  void out(std::uint64_t offset, std::uint32_t value, std::uint32_t size = 4) {
    handle(Request::Command::bar_write, kPorts + offset, value, size, false);
  }
  std::uint32_t in(std::uint64_t offset, std::uint32_t size = 4) {
    return static_cast<std::uint32_t>(
        handle(Request::Command::bar_read, kPorts + offset, 0, size, false));
  }
  void write(std::uint64_t offset, std::uint32_t value) {
    handle(Request::Command::bar_write, kWindow + offset, value, 4, true);
  }

  // Sends through the port, and returns the result.
  std::int32_t send(const std::vector<std::uint8_t>& bytes) {
    for (const std::uint8_t byte : bytes) out(kDataOut, byte, 1);
    return static_cast<std::int32_t>(in(kResult));
  }

  // What the data port gives.
  std::vector<std::uint8_t> receive(std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(in(kDataIn, 1));
    return bytes;
  }

  std::uint8_t byte(std::uint64_t address) { return memory_.bytes(address, 1)[0]; }
  std::span<std::uint8_t> bytes(std::uint64_t address, std::uint64_t length) {
    return memory_.bytes(address, length);
  }

  // Takes the notification page and the interrupts into use.
  void begin() {
    EXPECT_EQ(send(message(2, {kNotifyPage / 4096})), 0);
    out(kImr, 7);
    out(kControl, 2);
  }

  // The commands that QEMU got since this was last asked.
  std::string commands() {
    std::array<char, 4096> text;
    const ssize_t count = recv(qemu_.number(), text.data(), text.size(), MSG_DONTWAIT);
    return {text.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

  unsigned breaches() const { return device_.breaches(); }

 private:
  // QEMU's answers to the commands lie ready.
  static FileDescriptor make_socket(FileDescriptor& other) {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(::send(ends[1], "OK\n", 3, 0), 3);
    other = FileDescriptor(ends[1]);
    return FileDescriptor(ends[0]);
  }

  std::uint64_t handle(Request::Command command, std::uint64_t address, std::uint64_t value,
                       std::uint32_t size, bool in_memory) {
    return function_.handle({command, address, value, size, in_memory});
  }

  FileDescriptor qemu_;
  Qtest qtest_{make_socket(qemu_)};
  GuestMemory memory_;
  ServedDevice device_{kContext, 4 | 8, memory_};
  Function function_;
  int file_;
};

TEST(ConfigSpace, WindowsTellTheirSizes) {
  ConfigSpace config({.msix_vectors = 2, .registers_in_memory = true});
  config.write(0x10, 4, 0xffffffff);
  config.write(0x14, 4, 0xffffffff);
  EXPECT_EQ(config.read(0x10, 4), 0xffffffc1);
  EXPECT_EQ(config.read(0x14, 4), 0xfffc0000);
  EXPECT_EQ(config.read(0, 4), 0x074015ad);
}

TEST(ConfigSpace, WhatIsNotThereReadsAsZero) {
  ConfigSpace config({});
  config.write(0x28, 4, 0xffffffff);
  EXPECT_EQ(config.read(0x28, 4), 0U);
  EXPECT_EQ(config.read(0x34, 1), 0U);
  EXPECT_EQ(config.read(253, 4), 0U);
  EXPECT_EQ(config.read(UINT64_MAX, 4), 0U);
  config.write(UINT64_MAX, 4, 1);
  EXPECT_TRUE(config.line_enabled());
}

TEST(Function, AnswersTheHypervisorsMessages) {
  Machine machine({});
  EXPECT_EQ(machine.send(message(1, {})), static_cast<std::int32_t>(kContext));
  EXPECT_EQ(machine.breaches(), 0U);
}

TEST(Function, NoticesWhatIsNoMessage) {
  Machine machine({});
  EXPECT_EQ(machine.send(message(1, {0})), kInvalidArgs);
  EXPECT_EQ(machine.breaches(), 1U);
  machine.out(kDataOut, 0, 1);
  machine.in(kResult);
  EXPECT_EQ(machine.breaches(), 2U);
  std::vector<std::uint8_t> endless = message(1, {});
  put_number(endless, 16, UINT64_MAX);
  machine.send(endless);
  EXPECT_EQ(machine.breaches(), 3U);
}

TEST(Function, HoldsTheLineUntilTheCauseIsRead) {
  Machine machine({});
  machine.begin();
  EXPECT_EQ(machine.send(message(3, {doorbell(5), 77})), 0);
  EXPECT_EQ(machine.commands(), "");
  EXPECT_EQ(machine.send(message(5, {doorbell(5)})), 0);
  EXPECT_EQ(machine.commands(), "set_irq_in ioapic unnamed-gpio-in 11 1\n");
  EXPECT_EQ(machine.byte(kNotifyPage + 77), 1);
  EXPECT_EQ(machine.in(kIcr), 2U);
  EXPECT_EQ(machine.commands(), "set_irq_in ioapic unnamed-gpio-in 11 0\n");
  EXPECT_EQ(machine.in(kIcr), 0U);
}

TEST(Function, InterruptsByTheMessageOfTheCause) {
  Machine machine({.msix_vectors = 2});
  machine.begin();
  machine.config(kMsixControl, kMsixEnable, 2);
  machine.write(kVectorAddress, 0xfee01000);
  machine.write(kVectorData, 0x31);
  EXPECT_EQ(machine.send(message(3, {doorbell(5), 0})), 0);
  EXPECT_EQ(machine.send(message(5, {doorbell(5)})), 0);
  EXPECT_EQ(machine.commands(), "") << "the vector is masked";
  machine.write(kVectorMask, 0);
  EXPECT_EQ(machine.commands(), "writel 0xfee01000 0x31\n");
  machine.write(kVectorMask, 0);
  EXPECT_EQ(machine.commands(), "");
}

TEST(Function, WithoutBusMasteringWritesNothing) {
  Machine machine({.msi = true});
  machine.begin();
  machine.config(kMsiControl, kMsiEnable, 2);
  machine.config(kCommand, kWindowsOn, 2);
  EXPECT_EQ(machine.send(message(3, {doorbell(5), 0})), 0);
  EXPECT_EQ(machine.send(message(5, {doorbell(5)})), 0);
  EXPECT_EQ(machine.byte(kNotifyPage), 0);
  EXPECT_EQ(machine.commands(), "");
}

TEST(Function, DoorbellsThatShareAnIndexShareAByte) {
  Machine machine({});
  machine.begin();
  for (std::uint32_t i = 0; i < 5; ++i)
    EXPECT_EQ(machine.send(message(3, {doorbell(i), 1000 + i / 2})), 0);
  EXPECT_EQ(machine.send(message(5, {doorbell(3)})), 0);
  EXPECT_EQ(machine.byte(kNotifyPage + 1000), 0);
  EXPECT_EQ(machine.byte(kNotifyPage + 1001), 1);
  EXPECT_LT(machine.send(message(3, {doorbell(9), 4096})), 0) << "there is no such byte";
  EXPECT_EQ(machine.send(message(2, {kMemoryBytes / 4096})), kInvalidArgs) << "nor such a page";
}

TEST(Function, PageNumbersAreAsLongAsTheDriverSays) {
  Machine machine({});
  const std::uint64_t far = std::uint64_t{1} << 32;
  EXPECT_EQ(machine.send(message(2, {far})), kInvalidArgs);
  EXPECT_EQ(machine.breaches(), 1U);
  machine.out(kCapabilities, 4 | 8 | 16);
  EXPECT_EQ(machine.send(message(2, {far})), kInvalidArgs) << "there is no such page";
  EXPECT_EQ(machine.breaches(), 1U);
  EXPECT_EQ(machine.send(message(2, {kNotifyPage / 4096})), 0);
}

TEST(Function, TheHostSendsWhatItIsAskedFor) {
  Machine machine({});
  machine.begin();
  EXPECT_EQ(machine.send(datagram({2, Host::kSendResource + 1}, {kContext, 7}, {0})), 0);
  EXPECT_EQ(machine.in(kIcr), 1U);
  const std::vector<std::uint8_t> page = machine.receive(4096);
  EXPECT_EQ(number_at<std::uint32_t>(page, 0), kContext);
  EXPECT_EQ(number_at<std::uint32_t>(page, 4), 7U);
  EXPECT_EQ(number_at<std::uint32_t>(page, 36), 0xffffffffU) << "nothing is behind it";
}

TEST(Function, WhatWasGivenMakesRoom) {
  Machine machine({});
  machine.begin();
  for (std::uint32_t i = 0; i < 3 * world::kMessages; ++i) {
    EXPECT_EQ(machine.send(datagram({2, Host::kSendResource + 1}, {kContext, i}, {0})), 0);
    EXPECT_EQ(machine.in(kIcr), 1U);
    EXPECT_EQ(number_at<std::uint32_t>(machine.receive(4096), 4), i);
  }
}

TEST(Function, RefusesConnections) {
  Machine machine({});
  machine.begin();
  const VsockPacket request{kContext, 2, VsockPacket::kRequest2, 1023, 1234};
  const auto rendered = render(request);
  EXPECT_EQ(machine.send({rendered.begin(), rendered.end()}), 0);
  const std::vector<std::uint8_t> page = machine.receive(4096);
  const auto reset = parse_vsock(std::span(page).first(kVsockBytes));
  ASSERT_TRUE(reset);
  EXPECT_EQ(reset->type, VsockPacket::kReset);
  EXPECT_EQ(reset->to_port, 1023U);
  EXPECT_EQ(reset->to, kContext);
}

TEST(Function, TakesDatagramsFromMemoryAndGivesThem) {
  Machine machine({.registers_in_memory = true});
  machine.begin();
  const std::vector<std::uint8_t> request =
      datagram({2, Host::kSendResource + 1}, {kContext, 7}, {0});
  const std::span<std::uint8_t> out = machine.bytes(0x4000, 4096);
  put_number<std::uint32_t>(out, 0, 1);
  put_number<std::uint32_t>(out, 8, static_cast<std::uint32_t>(request.size()));
  std::copy(request.begin(), request.end(), out.begin() + 24);
  machine.write(kRegistersOffset + 0x24, 0x4000);
  EXPECT_EQ(number_at<std::uint32_t>(out, 0), 0U);
  EXPECT_EQ(number_at<std::uint64_t>(out, 16), 0U);

  const std::span<std::uint8_t> in = machine.bytes(0x5000, 8192);
  put_number<std::uint32_t>(in, 4, 1);
  put_number<std::uint32_t>(in, 8, 1);
  put_number<std::uint64_t>(in, 24, 0x6000);
  put_number<std::uint64_t>(in, 32, 4096);
  machine.write(kRegistersOffset + 0x2c, 0x5000);
  EXPECT_EQ(number_at<std::uint32_t>(in, 0), 1U);
  EXPECT_EQ(number_at<std::uint32_t>(in, 4096 + 4), 7U);
  EXPECT_EQ(machine.breaches(), 0U);
}

TEST(Function, NoticesBuffersThatAreNone) {
  Machine machine({.registers_in_memory = true});
  machine.begin();
  machine.write(kRegistersOffset + 0x24, 0x4000);
  machine.write(kRegistersOffset + 0x24, 0x4001);
  machine.write(kRegistersOffset + 0x24, 0xfffffff0);
  machine.write(kRegistersOffset + 0x2c, 0x5000);
  EXPECT_EQ(machine.breaches(), 4U);
}

TEST(Function, TellsTheMachineOfItsNewContext) {
  Machine machine({});
  machine.begin();
  machine.send(datagram({2, Host::kMigrateResource}, {kContext, 7}, {0}));
  EXPECT_EQ(machine.send(message(1, {})), static_cast<std::int32_t>(kContext + 1));
  const std::vector<std::uint8_t> page = machine.receive(4096);
  EXPECT_EQ(number_at<std::uint32_t>(page, 4), 0U) << "an event";
  EXPECT_EQ(number_at<std::uint32_t>(page, 24), 2U) << "queue pairs are lost";
  const std::span<const std::uint8_t> behind = std::span(page).subspan(32);
  EXPECT_EQ(number_at<std::uint32_t>(behind, 24), 0U) << "another event";
  EXPECT_EQ(number_at<std::uint32_t>(behind, 32), kContext + 1);
}

// Two pages for each queue, which lie in the guest's memory in any order.
std::vector<std::uint64_t> pair_request(std::uint32_t resource) {
  return {doorbell(resource),  // a handle too
          0xffffffff,          // any peer, no flags
          100,
          10,
          4,                           // sizes and the number of pages,
          std::uint64_t{9} << 32 | 8,  // of 32 bits
          std::uint64_t{6} << 32 | 12};
}

TEST(Function, TakesQueuePairsAndSendsBack) {
  Machine machine({});
  machine.begin();
  ASSERT_EQ(machine.send(message(10, pair_request(5))), 0);
  machine.send(datagram({2, Host::kAttachResource}, {kContext, 7}, {0}));
  const std::vector<std::uint8_t> page = machine.receive(4096);
  EXPECT_EQ(number_at<std::uint32_t>(page, 24), 3U) << "the peer has attached";
  EXPECT_EQ(number_at<std::uint64_t>(page, 32), doorbell(5));
  EXPECT_EQ(number_at<std::uint32_t>(page, 40), 2U);

  for (std::uint8_t i = 0; i < 12; ++i) machine.bytes(0x9000, 100)[i] = i;
  put_number<std::uint64_t>(machine.bytes(0x8000, 24), 8, 12);
  machine.send(datagram({2, Host::kEchoResource}, {kContext, 7}, {0}));
  EXPECT_EQ(number_at<std::uint64_t>(machine.bytes(0xc000, 24), 8), 9U) << "the ring is full";
  EXPECT_EQ(number_at<std::uint64_t>(machine.bytes(0xc000, 24), 16), 9U);
  EXPECT_EQ(machine.byte(0x6008), 8);
  put_number<std::uint64_t>(machine.bytes(0x8000, 24), 16, 9);
  machine.send(datagram({2, Host::kEchoResource}, {kContext, 7}, {0}));
  EXPECT_EQ(number_at<std::uint64_t>(machine.bytes(0xc000, 24), 8), 2U) << "it has wrapped";
  EXPECT_EQ(machine.byte(0x6001), 11);

  put_number<std::uint64_t>(machine.bytes(0x8000, 24), 8, 100);
  machine.send(datagram({2, Host::kEchoResource}, {kContext, 7}, {0}));
  EXPECT_EQ(number_at<std::uint64_t>(machine.bytes(0xc000, 24), 16), 12U) << "no such index";
  EXPECT_EQ(machine.breaches(), 0U);
}

TEST(Function, RefusesQueuePairs) {
  Machine machine({});
  machine.begin();
  std::vector<std::uint64_t> request = pair_request(5);
  ASSERT_EQ(machine.send(message(10, request)), 0);
  EXPECT_EQ(machine.send(message(10, request)), -22) << "it is there";
  request[0] = doorbell(6);
  EXPECT_EQ(machine.send(message(10, request)), kInvalidArgs) << "its pages are another's";
  request[5] = request[6] = std::uint64_t{4} << 32 | 5;
  EXPECT_EQ(machine.send(message(10, request)), kInvalidArgs) << "pages are named twice";
  request[6] = std::uint64_t{kMemoryBytes / 4096} << 32 | 7;
  EXPECT_EQ(machine.send(message(10, request)), kInvalidArgs) << "a page is not there";
  request[6] = std::uint64_t{13} << 32 | 7;
  request[2] = 4097;
  EXPECT_EQ(machine.send(message(10, request)), kInvalidArgs) << "pages are too few";
  request[2] = UINT64_MAX;
  EXPECT_EQ(machine.send(message(10, request)), -19) << "it is too large";
  request[2] = 4096;
  request[0] = doorbell(6) + 1;
  EXPECT_EQ(machine.send(message(10, request)), -7) << "it is another machine's";
  request[0] = doorbell(6);
  request[1] = std::uint64_t{1} << 32 | 0xffffffff;
  EXPECT_EQ(machine.send(message(10, request)), -21) << "there is none to attach to";
  EXPECT_EQ(machine.breaches(), 0U);
}

TEST(Function, QueuePairsEnd) {
  Machine machine({});
  machine.begin();
  ASSERT_EQ(machine.send(message(10, pair_request(5))), 0);
  machine.send(datagram({2, Host::kRefuseDetachResource}, {kContext, 7}, {0}));
  EXPECT_EQ(machine.send(message(11, {doorbell(5)})), -19);
  EXPECT_EQ(machine.send(message(11, {doorbell(5)})), 0);
  EXPECT_EQ(machine.send(message(11, {doorbell(5)})), -21);
  ASSERT_EQ(machine.send(message(10, pair_request(5))), 0);
  machine.out(kControl, 1);
  EXPECT_EQ(machine.send(message(11, {doorbell(5)})), -21) << "the device was reset";
}

TEST(Function, IsGoneWhenItIsPulledOut) {
  Machine machine({});
  machine.begin();
  machine.send(datagram({2, Host::kPullOutResource}, {kContext, 7}, {0}));
  EXPECT_EQ(machine.in(kIcr), 0xffffffffU);
  EXPECT_EQ(machine.receive(8), std::vector<std::uint8_t>(8, 0xff));
}

}  // namespace
}  // namespace vmcheck::device_server
