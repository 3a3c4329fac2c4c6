// Datagrams through memory: the buffers, as the driver and the device use them.
#include <fmt/core.h>

#include <algorithm>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/bytes.h"
#include "sim/world/hostile.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

// A buffer's header: offsets of its fields, and its size.
constexpr std::size_t kBusy = 0;
constexpr std::size_t kOpcode = 4;
constexpr std::size_t kSize = 8;
constexpr std::size_t kReserved = 12;
constexpr std::size_t kResult = 16;
constexpr std::size_t kHeader = 24;

constexpr std::uint32_t kInline = 0;
constexpr std::uint32_t kElements = 1;

// Whether a header is one, to its last byte.
bool is_header(std::span<const std::uint8_t> bytes, std::uint32_t busy, std::uint32_t opcode) {
  return number_at<std::uint32_t>(bytes, kBusy) == busy &&
         number_at<std::uint32_t>(bytes, kOpcode) == opcode &&
         number_at<std::uint32_t>(bytes, kReserved) == 0 &&
         number_at<std::uint64_t>(bytes, kResult) == 0;
}

}  // namespace

// The bytes of a buffer; none if they are not in it.
std::span<std::uint8_t> Platform::buffer(Page memory, std::uint64_t offset, std::size_t length) {
  demand_allocated(memory);
  const bool inside =
      memory.number != Page::kNotify && offset <= kBufferBytes && length <= kBufferBytes - offset;
  observer_.always(property::kInPage, inside, [&] {
    return fmt::format("{} bytes at {} of a buffer of {}", length, offset, kBufferBytes);
  });
  if (!inside) return {};
  return (memory.number == Page::kOut ? out() : in()).subspan(offset, length);
}

void Platform::copy_to_memory(Page memory, std::uint64_t offset,
                              std::span<const std::uint8_t> bytes) {
  const std::span<std::uint8_t> to = buffer(memory, offset, bytes.size());
  if (!to.empty()) std::copy(bytes.begin(), bytes.end(), to.begin());
}

void Platform::copy_from_memory(Page memory, std::uint64_t offset, std::span<std::uint8_t> bytes) {
  const std::span<std::uint8_t> from = buffer(memory, offset, bytes.size());
  if (from.empty()) return;
  std::copy(from.begin(), from.end(), bytes.begin());
  if (lies(machines_[memory.machine].device)) lie_in_buffer(memory, offset, bytes);
}

// The device can write to a buffer at any time: what is read twice may be different.
void Platform::lie_in_buffer(Page memory, std::uint64_t offset, std::span<std::uint8_t> bytes) {
  if (memory.number == Page::kIn && offset >= kPageBytes) {
    hostile_datagram(bytes, machines_[memory.machine].context.id, chooser_);
    return;
  }
  std::fill(bytes.begin(), bytes.end(), 0xff);
  if (offset == 0 && bytes.size() == kHeader)
    put_number<std::uint32_t>(bytes, kResult, hostile_answer(chooser_));
}

// The device gives what it was asked for no sooner than the driver looks: nobody could tell.
std::uint32_t Platform::load_word(Page memory, std::uint64_t offset) {
  access();
  Hardware& hardware = machines_[memory.machine];
  Device& device = hardware.device;
  if (memory.number == Page::kIn && device.asked != 0 && device.gone == 0) give_buffer(hardware);
  const std::span<std::uint8_t> word = buffer(memory, offset, sizeof(std::uint32_t));
  if (word.empty()) return 0;
  const auto truth = number_at<std::uint32_t>(word, 0);
  return lies(device) ? hostile_word(truth, chooser_) : truth;
}

// A device that is there has done what it was told when the driver has waited once.
bool Platform::relax(std::uint32_t machine, std::uint32_t times, bool may_sleep) {
  observer_.always(property::kNoSleep, !may_sleep || locks_held_ == 0,
                   [] { return std::string("a lock is held when the driver sleeps"); });
  Device& device = machines_[machine].device;
  if (!device.takes_buffers() || times > 0) {
    device.seems_gone = device.hostile != 0 ? 1 : 0;
    return true;
  }
  // Who looks at the same word again makes the same access.
  if (locks_held_ == 0) --actions_;
  put_number<std::uint32_t>(out(), kBusy, 0);
  put_number<std::uint64_t>(out(), kResult, static_cast<std::uint32_t>(device.result));
  return false;
}

void Platform::take_buffer(std::uint32_t machine) {
  const Device& device = machines_[machine].device;
  const auto size = number_at<std::uint32_t>(out(), kSize);
  const bool good = is_header(out(), 1, kInline) && size <= kBufferBytes - kHeader &&
                    (device.takes_buffers() || device.gone != 0 || device.forgot != 0);
  observer_.always(property::kMessages, good,
                   [] { return std::string("the device is given a buffer that is none"); });
  if (good && device.takes_buffers()) send(machine, out().subspan(kHeader, size));
}

void Platform::ask_for_buffer(Device& device) {
  const Page page{0, Page::kIn};
  const auto length = number_at<std::uint64_t>(in(), kHeader + 8);
  const bool good = is_header(in(), 0, kElements) && number_at<std::uint32_t>(in(), kSize) == 1 &&
                    number_at<std::uint64_t>(in(), kHeader) == address_of(page) + kPageBytes &&
                    length <= kBufferBytes - kPageBytes &&
                    (device.takes_buffers() || device.gone != 0 || device.forgot != 0);
  observer_.always(property::kMessages, good,
                   [] { return std::string("the device is asked for what is no buffer"); });
  if (good && device.takes_buffers()) device.asked = static_cast<std::uint8_t>(length);
}

void Platform::give_buffer(Hardware& hardware) {
  give(hardware, in().subspan(kPageBytes, hardware.device.asked));
  put_number<std::uint32_t>(in(), kBusy, 1);
  hardware.device.asked = 0;
}

}  // namespace vmcheck::world
