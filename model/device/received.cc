#include "model/device/received.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace vmcheck::device {
namespace {

constexpr std::size_t kHeader = sizeof(vmci_datagram);

// Where what is yet to be looked at ends, of what is from `begin` to `end` in a buffer: behind a
// datagram that is whole there may be less than a header, in which nothing begins.
std::size_t end_of_datagrams(const unsigned char* buffer, std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  if (size < kHeader) return begin;
  vmci_datagram header;
  std::memcpy(&header, buffer + begin, kHeader);
  if (header.payload_size > size - kHeader) return end;
  const std::size_t behind = begin + kHeader + header.payload_size;
  return behind + kHeader > end ? behind : end;
}

}  // namespace

void clear_delivered(Machine& machine) {
  const vmci_delivery& delivery = machine.interrupt->delivery;
  const vmci_receive& receive = delivery.receive;
  auto& received = machine.guest->received;
  const bool in_hand = delivery.offset < receive.offset;
  const std::size_t begin = in_hand ? delivery.offset : receive.offset;
  const std::size_t end = in_hand ? std::size_t{delivery.offset} + delivery.size : begin;
  // What the device was asked for has not come yet.
  const std::size_t used = machine.device.asked != 0
                               ? std::min<std::size_t>(receive.used, delivery.offset)
                               : receive.used;
  const std::size_t last = end_of_datagrams(received, receive.offset, used);
  for (std::size_t i = 0; i < std::size(received); ++i) {
    const bool is_in_hand = begin <= i && i < end;
    const bool is_to_come = receive.offset <= i && i < last;
    if (!is_in_hand && !is_to_come) received[i] = 0;
  }
}

}  // namespace vmcheck::device
