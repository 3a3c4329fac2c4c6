#include "driver_core/tests/receive_target.h"

#include <cstring>

#include "driver_core/tests/receiver.h"

namespace vmcheck::core {
namespace {

constexpr std::size_t kPage = VMCI_RECEIVE_PAGE;
constexpr std::size_t kBuffer = VMCI_RECEIVE_BUFFER;
constexpr std::size_t kHeader = 24;

// A datagram from the host, up to a multiple of 8 bytes.
Bytes Datagram(std::size_t payload_size) {
  const std::uint32_t handles[] = {16, 5, 2, 7};
  const std::uint64_t size = payload_size;
  Bytes bytes((kHeader + payload_size + 7) / 8 * 8, 0x5a);
  std::memcpy(bytes.data(), handles, sizeof handles);
  std::memcpy(bytes.data() + sizeof handles, &size, sizeof size);
  return bytes;
}

}  // namespace

std::string ReceiveAnyBytes(const std::uint8_t* bytes, std::size_t size) {
  return AnyBytes({bytes, bytes + size}).Receive();
}

std::vector<std::vector<std::uint8_t>> ReceiveSeeds() {
  std::vector<Bytes> all;
  for (const std::size_t first : {std::size_t{8}, kPage - kHeader, kPage, kBuffer - kHeader + 8}) {
    Bytes two = Datagram(first);
    const Bytes behind = Datagram(5);
    two.insert(two.end(), behind.begin(), behind.end());
    all.push_back(std::move(two));
  }
  // Nothing more up to the next page.
  Bytes next_page = Datagram(8);
  next_page.resize(kPage, 0xff);
  const Bytes behind = Datagram(kPage);
  next_page.insert(next_page.end(), behind.begin(), behind.end());
  all.push_back(std::move(next_page));
  return all;
}

std::size_t LongestReceived() {
  return 2 * kBuffer;
}

}  // namespace vmcheck::core
