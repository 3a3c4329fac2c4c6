#include "tools/kernel_peer/program.h"

#include <algorithm>

extern "C" {
#include <driver_core/device/endpoint.h>
#include <driver_core/event.h>
#include <driver_core/queue_pair.h>
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kPage = VMCI_HAL_PAGE_SIZE;

}  // namespace

Program::Program(std::uint32_t wished)
    : context_(wished), trace_(Trace::Player::program, context_.id()) {}

int Program::send(replay::WirePacket packet) {
  if (packet.src[0] == VMCI_ID_INVALID) packet.src[0] = context();
  vmci_packet_msg msg{};
  msg.header = {
      {packet.dst[0], packet.dst[1]}, {packet.src[0], packet.src[1]}, VMCI_PACKET_PAYLOAD_SIZE};
  msg.version_and_type = static_cast<vmci_u16>(packet.version + packet.type * 256U);
  msg.protocols = static_cast<vmci_u16>(packet.protocols);
  msg.src_port = packet.src[2];
  msg.dst_port = packet.dst[2];
  msg.payload[0] = packet.payload[0];
  msg.payload[1] = packet.payload[1];
  trace_.send(packet);
  return std::min(vmci_dev_send(context_.file(), &msg, sizeof(msg)), 0);
}

bool Program::serve() {
  const auto datagram = context_.receive();
  if (!datagram) return false;
  const auto& header = *reinterpret_cast<const vmci_datagram*>(datagram->data());
  if (header.src.context == VMCI_CONTEXT_HYPERVISOR) {
    const auto& event = *reinterpret_cast<const vmci_event_queue_pair_msg*>(datagram->data());
    const bool is_of_pair =
        datagram->size() >= sizeof(event) && (event.event.event == VMCI_EVENT_PEER_ATTACH ||
                                              event.event.event == VMCI_EVENT_PEER_DETACH);
    if (is_of_pair) {
      trace_.add(replay::PeerPaired{{event.payload.handle.context, event.payload.handle.resource},
                                    event.event.event == VMCI_EVENT_PEER_ATTACH});
    }
  } else if (datagram->size() >= sizeof(vmci_packet_msg)) {
    packets_.push_back(packet_of(datagram->data()));
    trace_.receive(packets_.back());
  }
  return true;
}

std::optional<replay::WirePacket> Program::take(std::uint64_t type) {
  const auto found = std::find_if(packets_.begin(), packets_.end(),
                                  [&](const auto& packet) { return packet.type == type; });
  if (found == packets_.end()) return std::nullopt;
  const replay::WirePacket packet = *found;
  packets_.erase(found);
  return packet;
}

int Program::pair(const replay::Pair32& handle, std::uint64_t size, bool attaches) {
  vmci_dev_pair wanted{};
  wanted.handle = {handle[0], handle[1]};
  wanted.peer = kHost;
  wanted.flags = attaches ? VMCI_QUEUE_PAIR_ATTACH_ONLY : 0;
  wanted.produce_size = size;
  wanted.consume_size = size;
  wanted.memory = context_.memory();
  wanted.pages = 2 * ((size + kPage - 1) / kPage + 1);
  const int result = std::min(vmci_dev_alloc_pair(context_.file(), &wanted), 0);
  trace_.add(replay::Paired{handle, size, attaches, result});
  return result;
}

}  // namespace vmcheck::kernel_peer
