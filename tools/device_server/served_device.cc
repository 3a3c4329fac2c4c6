#include "tools/device_server/served_device.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

#include "sim/world/bytes.h"
#include "sim/world/memory.h"
#include "sim/world/properties.h"
#include "tools/device_server/describe.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

// Registers that the world's device leaves to its platform.
constexpr std::uint32_t kControl = 0x04;
constexpr std::uint32_t kResultLow = 0x1c;
constexpr std::uint32_t kDataOutLow = 0x24;
constexpr std::uint32_t kDataOutHigh = 0x28;
constexpr std::uint32_t kDataInLow = 0x2c;
constexpr std::uint32_t kDataInHigh = 0x30;
constexpr std::uint32_t kGuestPageShift = 0x34;
constexpr std::uint32_t kReset = 1;
constexpr std::uint8_t kDmaCause = 4;

constexpr std::uint32_t kPageShift = 12;
constexpr std::uint64_t kPageBytes = 1 << kPageShift;
constexpr std::size_t kLongestDatagram = 17 * kPageBytes;

// A datagram's header.
constexpr std::size_t kHeader = 24;
constexpr std::size_t kPayloadSize = 16;

// The header of a buffer in memory, and what follows it.
constexpr std::size_t kBusy = 0;
constexpr std::size_t kOpcode = 4;
constexpr std::size_t kSize = 8;
constexpr std::size_t kResult = 16;
constexpr std::size_t kBufferHeader = 24;
constexpr std::size_t kElementBytes = 16;
constexpr std::uint32_t kInline = 0;
constexpr std::uint32_t kElements = 1;

void say(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

// Whose a buffer is: written behind all that the device has done to it.
void put_busy(std::span<std::uint8_t> header, std::uint32_t busy) {
  auto* word = reinterpret_cast<std::uint32_t*>(header.data() + kBusy);
  std::atomic_ref(*word).store(busy, std::memory_order_release);
}

}  // namespace

ServedDevice::ServedDevice(std::uint32_t context, std::uint8_t capabilities,
                           const GuestMemory& memory)
    : memory_(memory), observer_({world::property::kMessages}, state::Observer::Use::telling) {
  hardware_.context.id = context;
  hardware_.processor.memory[world::Page::kNotify - 1] = world::Processor::kAllocated;
  device_.offered = capabilities;
}

void ServedDevice::breach(const std::string& what) {
  ++breaches_;
  say("BREACH: " + what);
}

void ServedDevice::reset() {
  device_.gone = 0;
  device_.pending = 0;
  write_register(kControl, kReset);
}

std::uint32_t ServedDevice::read_register(std::uint32_t offset) {
  if (offset == kResultLow && !out_.empty()) {
    breach("the result of a datagram is read that was not written to its end");
    out_.clear();
  }
  return device_.read_register(offset);
}

void ServedDevice::write_register(std::uint32_t offset, std::uint32_t value) {
  switch (offset) {
    case kDataOutHigh:
      out_high_ = value;
      return;
    case kDataInHigh:
      in_high_ = value;
      return;
    case kGuestPageShift:
      if (value != kPageShift) breach(fmt::format("pages of 2^{} bytes", value));
      return;
    case kDataOutLow:
      take_buffer(std::uint64_t{out_high_} << 32 | value);
      return;
    case kDataInLow:
      fill_buffer(std::uint64_t{in_high_} << 32 | value);
      return;
    default:
      break;
  }
  if (world::Device::resets(offset, value) && device_.gone == 0) {
    say("reset");
    hypervisor_.reset(0);
    notify_page_.forget();
    out_.clear();
    in_.clear();
    given_ = 0;
    host_.reset();
  }
  device_.write_register(offset, value);
}

void ServedDevice::write_data_out(std::uint8_t byte) {
  out_.push_back(byte);
  if (out_.size() < kHeader) return;
  const auto payload = number_at<std::uint64_t>(out_, kPayloadSize);
  if (payload > kLongestDatagram - kHeader) {
    breach(fmt::format("a datagram with {} bytes of payload", payload));
  } else if (out_.size() < kHeader + payload) {
    return;
  } else {
    send(out_);
  }
  out_.clear();
}

// The device gives a page at a time, in which a datagram begins wherever the one before ended.
std::uint8_t ServedDevice::read_data_in() {
  if (given_ == in_.size()) {
    in_.resize(kPageBytes);
    host_.give(in_);
    given_ = 0;
  }
  return in_[given_++];
}

void ServedDevice::send(std::span<const std::uint8_t> datagram) {
  if (device_.gone != 0) return;
  const bool packet = host_.take_packet(datagram);
  if (packet) {
    device_.result = 0;
  } else {
    hypervisor_.receive(0, notify_page_.translate(datagram), chooser_, observer_);
  }
  if (observer_.take_broken()) breach(observer_.breach()->message);
  say(describe(datagram, device_.result));
  if (packet || device_.result < 0) return;
  notify_page_.accept();
  host_.serve(datagram);
  if (may_access_memory_) notify_page_.pass_on();
}

// None: there is none, or it is not aligned.
std::span<std::uint8_t> ServedDevice::header_at(std::uint64_t address, std::uint64_t length) const {
  if (address % sizeof(std::uint64_t) != 0) return {};
  return memory_.bytes(address, length);
}

void ServedDevice::take_buffer(std::uint64_t address) {
  const std::span<std::uint8_t> header = header_at(address, kBufferHeader);
  if (device_.gone != 0 || !may_access_memory_) return;
  const auto size = header.empty() ? 0 : number_at<std::uint32_t>(header, kSize);
  const std::span<std::uint8_t> datagram = memory_.bytes(address + kBufferHeader, size);
  if (datagram.empty() || size > kLongestDatagram || number_at<std::uint32_t>(header, kBusy) != 1 ||
      number_at<std::uint32_t>(header, kOpcode) != kInline) {
    breach(fmt::format("the buffer of a datagram at {:#x} is none", address));
    return;
  }
  send(datagram);
  put_number<std::uint64_t>(header, kResult, static_cast<std::uint32_t>(device_.result));
  put_busy(header, 0);
  device_.interrupt(kDmaCause);
}

void ServedDevice::fill_buffer(std::uint64_t address) {
  const std::span<std::uint8_t> header = header_at(address, kBufferHeader + kElementBytes);
  if (device_.gone != 0 || !may_access_memory_) return;
  std::span<std::uint8_t> into;
  if (!header.empty() && number_at<std::uint32_t>(header, kBusy) == 0 &&
      number_at<std::uint32_t>(header, kOpcode) == kElements &&
      number_at<std::uint32_t>(header, kSize) == 1) {
    into = memory_.bytes(number_at<std::uint64_t>(header, kBufferHeader),
                         number_at<std::uint64_t>(header, kBufferHeader + 8));
  }
  if (into.empty()) {
    breach(fmt::format("the buffer for datagrams at {:#x} is none", address));
    return;
  }
  host_.give(into);
  put_busy(header, 1);
  device_.interrupt(kDmaCause);
}

std::uint32_t ServedDevice::take_interrupts() {
  std::uint32_t due = 0;
  for (std::uint8_t vector = 1; vector <= kDmaCause; vector <<= 1) {
    if (device_.take_interrupt(vector)) due |= vector;
  }
  return due;
}

bool ServedDevice::line_level() const {
  return device_.gone == 0 && device_.interrupts_on != 0 && (device_.causes & device_.mask) != 0;
}

}  // namespace vmcheck::device_server
