// Datagrams that come through the data port: examples; streams that a device may send, cut where it
// may cut them; and any bytes at all.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "driver_core/tests/receiver.h"

namespace vmcheck::core {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr uint64_t kPage = VMCI_RECEIVE_PAGE;
constexpr uint64_t kBuffer = VMCI_RECEIVE_BUFFER;
constexpr uint64_t kHeader = 24;
constexpr uint32_t kInvalid = 0xffffffff;

Bytes Header(uint32_t resource, uint64_t payload_size) {
  const uint32_t handles[] = {16, resource, 0, 0};
  Bytes bytes(kHeader);
  std::memcpy(bytes.data(), handles, sizeof handles);
  std::memcpy(bytes.data() + sizeof handles, &payload_size, sizeof payload_size);
  return bytes;
}

// The n-th datagram: its payload's bytes are its own.
Bytes Datagram(unsigned n, uint64_t payload_size) {
  Bytes bytes = Header(n, payload_size);
  for (uint64_t i = 0; i < payload_size; ++i) {
    bytes.push_back(static_cast<unsigned char>(31 * n + i % 251));
  }
  return bytes;
}

// A device that sends datagrams, and may say anywhere that the next one starts on the next page.
class Device {
 public:
  Device(std::vector<Bytes> datagrams, std::function<bool()> next_page)
      : datagrams_(datagrams.begin(), datagrams.end()), next_page_(std::move(next_page)) {}

  // What a driver takes in; `steps` suffice.
  std::vector<Bytes> Sent(int steps, std::string* wrong) {
    Receiver receiver(
        [this](unsigned char* to, uint64_t offset, uint64_t length) {
          const Bytes bytes = Read(offset, length);
          std::copy(bytes.begin(), bytes.end(), to);
        },
        [this](uint64_t length) { Skip(length); });
    *wrong = receiver.Run(steps);
    return receiver.datagrams();
  }

 private:
  Bytes Read(uint64_t offset, uint64_t length) {
    Bytes bytes;
    Continue(bytes, length);
    while (length - bytes.size() >= kHeader && !datagrams_.empty()) {
      const uint64_t page = ((offset + bytes.size()) / kPage + 1) * kPage - offset;
      if (page < length && next_page_()) {
        bytes.resize(page, 0xff);
        continue;
      }
      rest_ = datagrams_.front();
      rest_.resize((rest_.size() + 7) / 8 * 8);
      datagrams_.pop_front();
      Continue(bytes, length);
    }
    bytes.resize(length, 0xff);
    return bytes;
  }

  // Sends on with a datagram that was begun, as far as the read goes.
  void Continue(Bytes& bytes, uint64_t length) {
    const auto end = rest_.begin() +
                     static_cast<int64_t>(std::min<uint64_t>(rest_.size(), length - bytes.size()));
    bytes.insert(bytes.end(), rest_.begin(), end);
    rest_.erase(rest_.begin(), end);
  }

  void Skip(uint64_t length) {
    EXPECT_EQ(length, rest_.size()) << "skipped is not what is left of the datagram";
    rest_.clear();
  }

  std::deque<Bytes> datagrams_;
  std::function<bool()> next_page_;
  Bytes rest_;  // of a datagram that was begun
};

bool never() {
  return false;
}

// Datagrams of these payloads are taken in, but for those that are too long.
void ExpectTakenIn(const std::vector<uint64_t>& payload_sizes) {
  std::vector<Bytes> all;
  std::vector<Bytes> expected;
  for (const uint64_t size : payload_sizes) {
    all.push_back(Datagram(static_cast<unsigned>(all.size()), size));
    if (all.back().size() <= kBuffer) expected.push_back(all.back());
  }
  std::string wrong;
  EXPECT_EQ(Device(all, never).Sent(1000, &wrong), expected);
  EXPECT_EQ(wrong, "");
}

TEST(Receive, NothingAtAll) {
  ExpectTakenIn({});
}

TEST(Receive, DatagramsWithinAPage) {
  ExpectTakenIn({0});
  ExpectTakenIn({0, 0, 0});
  ExpectTakenIn({1});
  ExpectTakenIn({kPage - kHeader});
}

TEST(Receive, DatagramsBeyondAPage) {
  ExpectTakenIn({kPage - kHeader, 5, kPage});
  ExpectTakenIn({kPage - kHeader + 1, kPage - kHeader - 7, 3});
  ExpectTakenIn({kBuffer - kHeader, kBuffer - kHeader});
}

// A read's last 8 or 16 bytes hold no header: the next one is at the front of the next read.
TEST(Receive, NoHeaderAtTheEndOfARead) {
  for (const uint64_t left : {8, 16, 24}) {
    ExpectTakenIn({kBuffer - kHeader - left, 5, kBuffer - kHeader - left, 6});
  }
}

TEST(Receive, PassesOverDatagramsThatAreTooLong) {
  ExpectTakenIn({kBuffer - kHeader + 1, 3});
  ExpectTakenIn({3, kBuffer - kHeader + 1, kBuffer - kHeader, 4 * kBuffer, 3});
}

// What becomes of a first read that begins with a header of this payload size.
enum vmci_receive_action Next(uint64_t payload_size, vmci_receive_step* step) {
  Bytes buffer = Header(1, payload_size);
  buffer.resize(kBuffer);
  vmci_receive receive;
  vmci_receive_init(&receive);
  EXPECT_EQ(vmci_receive_next(&receive, buffer.data(), step), VMCI_RECEIVE_READ);
  EXPECT_EQ(step->length, kPage);
  return vmci_receive_next(&receive, buffer.data(), step);
}

TEST(Receive, SizesAre64BitsWide) {
  vmci_receive_step step = {};
  constexpr uint64_t k4G = uint64_t{1} << 32;
  EXPECT_EQ(Next(k4G - kHeader, &step), VMCI_RECEIVE_SKIP);
  EXPECT_EQ(step.length, k4G - kPage);
  EXPECT_EQ(Next(k4G + 8, &step), VMCI_RECEIVE_SKIP);
  EXPECT_EQ(step.length, k4G + 32 - kPage);
  for (uint64_t below = 0; below < 64; ++below) {
    EXPECT_EQ(Next(~below, &step), VMCI_RECEIVE_SKIP) << "payload of 2^64 - " << below + 1;
    EXPECT_GT(step.length, ~uint64_t{0} - 64 - kPage);
  }
}

TEST(Receive, TheSameWithoutWhatItDoesNotName) {
  vmci_receive_step step = {1, 1, 1};
  EXPECT_EQ(Next(8, &step), VMCI_RECEIVE_DATAGRAM);
  EXPECT_EQ(step.length, 0u);
}

RC_GTEST_PROP(Receive, WhatADeviceSendsComesOutExactly, ()) {
  const auto payload_size =
      rc::gen::oneOf(rc::gen::inRange<uint64_t>(0, 64), rc::gen::inRange<uint64_t>(0, 2 * kPage),
                     rc::gen::inRange<uint64_t>(kPage - 32, kPage + 8),
                     rc::gen::inRange<uint64_t>(kBuffer - 64, kBuffer + 64));
  const auto sizes = *rc::gen::container<std::vector<uint64_t>>(payload_size);
  std::vector<Bytes> all;
  std::vector<Bytes> expected;
  for (const uint64_t size : sizes) {
    all.push_back(Datagram(static_cast<unsigned>(all.size()), size));
    if (all.back().size() <= kBuffer) expected.push_back(all.back());
  }
  Device device(all, [] { return *rc::gen::inRange(0, 4) == 0; });
  std::string wrong;
  RC_ASSERT(device.Sent(static_cast<int>(4 * sizes.size() + 4), &wrong) == expected);
  RC_ASSERT(wrong == "");
}

RC_GTEST_PROP(Receive, AnyBytesComeToAnEnd, ()) {
  const auto word = rc::gen::oneOf(
      rc::gen::element<uint64_t>(0, ~uint64_t{0}, kInvalid, uint64_t{kInvalid} << 32),
      rc::gen::inRange<uint64_t>(0, 2 * kPage), rc::gen::inRange<uint64_t>(0, 2 * kBuffer),
      rc::gen::map(rc::gen::inRange<uint64_t>(0, 64), [](uint64_t below) { return ~below; }),
      rc::gen::arbitrary<uint64_t>());
  const auto words = *rc::gen::scale(4, rc::gen::container<std::vector<uint64_t>>(word));
  Bytes bytes(words.size() * sizeof(uint64_t));
  if (!words.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
  RC_ASSERT(AnyBytes(bytes).Receive() == "");
}

}  // namespace
}  // namespace vmcheck::core
