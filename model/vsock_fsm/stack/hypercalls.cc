#include "model/vsock_fsm/stack/hypercalls.h"

#include <cstring>

#include "model/qpair/lifecycle/host.h"

namespace vmcheck::device::sockets {

void Arriving::take(const vmci_fetch& fetch, world::ContextMemory& copies) {
  size = static_cast<std::uint8_t>(fetch.size);
  if (fetch.is_event != 0) {
    std::memcpy(bytes.data(), &fetch.event, sizeof fetch.event);
    return;
  }
  world::KeptDatagram& copy = copies.kept[fetch.kept - 1U];
  std::memcpy(bytes.data(), copy.bytes.data(), fetch.size);
  copy = {};
}

std::size_t Arriving::give_some(std::span<std::uint8_t> to) {
  const auto left = static_cast<std::size_t>(size - given);
  const std::size_t count = std::min(to.size(), left);
  std::copy_n(bytes.begin() + given, count, to.begin());
  given = static_cast<std::uint8_t>(given + count);
  if (given == size) *this = {};
  return count;
}

bool Sending::begin(std::span<const std::uint8_t> bytes, std::uint32_t sender) {
  if (bytes.size() > copy.size()) return false;
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  steps.datagram = reinterpret_cast<vmci_datagram*>(copy.data());
  steps.size = bytes.size();
  steps.sender = sender;
  return true;
}

std::optional<vmci_broker_operation> read_allocation(std::span<const std::uint8_t> message,
                                                     std::size_t number_bytes,
                                                     const world::QueueMemory& memory,
                                                     std::uint32_t context) {
  const auto asked = lifecycle::read_request(message, number_bytes, memory);
  if (!asked) return std::nullopt;
  vmci_broker_operation operation{};
  vmci_pair_request& request = operation.request;
  request.handle = {asked->context, asked->resource};
  request.produce_size = asked->produce_size;
  request.consume_size = asked->consume_size;
  request.pages = vmci_pair_pages(asked->produce_size, asked->consume_size);
  request.context = context;
  request.peer = asked->peer;
  request.flags = asked->flags;
  operation.store = {asked->produce, asked->consume};
  return operation;
}

}  // namespace vmcheck::device::sockets
