#include "tools/device_server/describe.h"

#include <fmt/core.h>

#include <cstddef>

#include "sim/world/bytes.h"
#include "tools/device_server/vsock.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;

constexpr std::size_t kHeader = 24;
constexpr std::size_t kSource = 8;
constexpr std::uint32_t kHypervisor = 0;

// A resource of the hypervisor's: its name, and what behind the header is worth telling.
struct Message {
  std::uint32_t resource;
  const char* name;
  bool handle;
  bool index;
};

constexpr Message kMessages[] = {
    {0, "resources-query", false, false},   {1, "get-context-id", false, false},
    {2, "set-notify-bitmap", false, false}, {3, "doorbell-link", true, true},
    {4, "doorbell-unlink", true, false},    {5, "doorbell-notify", true, false},
    {8, "event-subscribe", false, false},   {9, "event-unsubscribe", false, false},
    {10, "queue-pair-alloc", true, false},  {11, "queue-pair-detach", true, false},
};

std::string handle_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  return fmt::format("{:x}:{:x}", number_at<std::uint32_t>(bytes, offset),
                     number_at<std::uint32_t>(bytes, offset + 4));
}

std::string describe_message(const Message& message, std::span<const std::uint8_t> bytes) {
  std::string text = message.name;
  if (message.handle && bytes.size() >= kHeader + 8) text += " " + handle_at(bytes, kHeader);
  if (message.index && bytes.size() >= kHeader + 16)
    text += fmt::format(" index {}", number_at<std::uint64_t>(bytes, kHeader + 8));
  return text;
}

std::string describe_request(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHeader) return fmt::format("{} bytes", bytes.size());
  for (const Message& message : kMessages) {
    if (number_at<std::uint32_t>(bytes, 0) == kHypervisor &&
        number_at<std::uint32_t>(bytes, 4) == message.resource)
      return describe_message(message, bytes);
  }
  if (const auto packet = parse_vsock(bytes)) {
    return fmt::format("vsock {:x} to {:x} {}", packet->from, packet->to, vsock_type(packet->type));
  }
  return fmt::format("datagram {} to {}, {} bytes", handle_at(bytes, kSource), handle_at(bytes, 0),
                     bytes.size() - kHeader);
}

}  // namespace

std::string describe(std::span<const std::uint8_t> datagram, std::int32_t result) {
  return fmt::format("{} -> {}", describe_request(datagram), result);
}

}  // namespace vmcheck::device_server
