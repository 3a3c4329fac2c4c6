// Control packets: their bytes against a description that stands here once more as data.
#include <driver_core/vsock/packet.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace vmcheck::core {
namespace {

// What each type carries, in the protocol's order: type 0 is the first.
enum Carries { kNothing, kSize, kSizeAndProtocols, kHandle, kMode, kPlace };
constexpr Carries kTypes[] = {
    kNothing, kSize, kSize,  kHandle, kHandle,           kNothing,         kNothing,
    kNothing, kMode, kPlace, kPlace,  kSizeAndProtocols, kSizeAndProtocols};
constexpr size_t kBytes = 56;
using Bytes = std::array<unsigned char, kBytes>;

Carries CarriedBy(uint32_t type) {
  return type < std::size(kTypes) ? kTypes[type] : kNothing;
}

void Put(Bytes& bytes, size_t at, size_t length, uint64_t value) {
  for (size_t i = 0; i < length; ++i) bytes[at + i] = static_cast<unsigned char>(value >> 8 * i);
}

uint64_t Get(const Bytes& bytes, size_t at, size_t length) {
  uint64_t value = 0;
  for (size_t i = 0; i < length; ++i) value |= uint64_t{bytes[at + i]} << 8 * i;
  return value;
}

// A packet with something in every field, whatever its type carries.
vmci_packet FullPacket(uint32_t type) {
  vmci_packet packet;
  packet.handle = {*rc::gen::arbitrary<uint32_t>(), *rc::gen::arbitrary<uint32_t>()};
  packet.size = *rc::gen::arbitrary<uint64_t>();
  packet.mode = *rc::gen::arbitrary<uint64_t>();
  packet.generation = *rc::gen::arbitrary<uint64_t>();
  packet.offset = *rc::gen::arbitrary<uint64_t>();
  packet.type = type;
  packet.protocols = *rc::gen::arbitrary<uint16_t>();
  packet.src_context = *rc::gen::arbitrary<uint32_t>();
  packet.src_port = *rc::gen::arbitrary<uint32_t>();
  packet.dst_context = *rc::gen::element<uint32_t>(0, 2, 16, 0xfffffffe);
  packet.dst_port = *rc::gen::arbitrary<uint32_t>();
  return packet;
}

RC_GTEST_PROP(Packet, EveryByteThatIsSentIsWritten, ()) {
  const uint32_t type = *rc::gen::inRange<uint32_t>(0, 16);
  const vmci_packet packet = FullPacket(type);
  const Carries carries = CarriedBy(type);
  Bytes expected = {};
  Put(expected, 0, 4, packet.dst_context);
  Put(expected, 4, 4, packet.dst_context == 0 ? 15 : 1);
  Put(expected, 8, 4, 0xffffffff);
  Put(expected, 12, 4, 1);
  Put(expected, 16, 8, 32);
  Put(expected, 24, 1, 1);
  Put(expected, 25, 1, type);
  Put(expected, 26, 2, carries == kSizeAndProtocols ? packet.protocols : 0);
  Put(expected, 28, 4, packet.src_port);
  Put(expected, 32, 4, packet.dst_port);
  if (carries == kSize || carries == kSizeAndProtocols) Put(expected, 40, 8, packet.size);
  if (carries == kMode) Put(expected, 40, 8, packet.mode);
  if (carries == kHandle) {
    Put(expected, 40, 4, packet.handle.context);
    Put(expected, 44, 4, packet.handle.resource);
  }
  if (carries == kPlace) {
    Put(expected, 40, 8, packet.generation);
    Put(expected, 48, 8, packet.offset);
  }
  vmci_packet_msg msg;
  std::memset(&msg, *rc::gen::element(0, 0xa5, 0xff), sizeof(msg));
  vmci_packet_make(&packet, &msg);
  Bytes sent;
  static_assert(sizeof(msg) == kBytes);
  std::memcpy(sent.data(), &msg, kBytes);
  RC_ASSERT(sent == expected);
}

RC_GTEST_PROP(Packet, WhatATypeDoesNotCarryIsReadAsZero, ()) {
  Bytes bytes;
  for (unsigned char& byte : bytes) byte = *rc::gen::arbitrary<unsigned char>();
  bytes[25] =
      *rc::gen::oneOf(rc::gen::inRange<unsigned char>(0, 16), rc::gen::arbitrary<unsigned char>());
  const Carries carries = CarriedBy(bytes[25]);
  const bool has_size = carries == kSize || carries == kSizeAndProtocols;
  vmci_packet_msg msg;
  std::memcpy(&msg, bytes.data(), kBytes);
  vmci_packet packet;
  std::memset(&packet, 0xa5, sizeof(packet));
  vmci_packet_read(&msg, &packet);
  RC_ASSERT(packet.type == bytes[25]);
  RC_ASSERT(packet.src_context == Get(bytes, 8, 4));
  RC_ASSERT(packet.dst_context == Get(bytes, 0, 4));
  RC_ASSERT(packet.src_port == Get(bytes, 28, 4));
  RC_ASSERT(packet.dst_port == Get(bytes, 32, 4));
  RC_ASSERT(packet.protocols == (carries == kSizeAndProtocols ? Get(bytes, 26, 2) : 0));
  RC_ASSERT(packet.size == (has_size ? Get(bytes, 40, 8) : 0));
  RC_ASSERT(packet.mode == (carries == kMode ? Get(bytes, 40, 8) : 0));
  RC_ASSERT(packet.handle.context == (carries == kHandle ? Get(bytes, 40, 4) : 0));
  RC_ASSERT(packet.handle.resource == (carries == kHandle ? Get(bytes, 44, 4) : 0));
  RC_ASSERT(packet.generation == (carries == kPlace ? Get(bytes, 40, 8) : 0));
  RC_ASSERT(packet.offset == (carries == kPlace ? Get(bytes, 48, 8) : 0));
}

TEST(Packet, ComesFromTheResourceOfItsContextAndIsLongEnough) {
  for (const uint32_t context : {0u, 1u, 2u, 3u, 16u, 0xfffffffeu, 0xffffffffu}) {
    for (const uint32_t resource : {0u, 1u, 2u, 15u, 0xffffffffu}) {
      for (const uint64_t size : {uint64_t{0}, uint64_t{31}, uint64_t{32}, uint64_t{33},
                                  uint64_t{1} << 32, ~uint64_t{0}}) {
        const vmci_datagram header = {{2, 1}, {context, resource}, size};
        const bool good = context != 1 && context != 0xffffffff && resource == (context ? 1 : 15);
        EXPECT_EQ(vmci_packet_check(&header), !good       ? VMCI_ERROR_NO_ACCESS
                                              : size < 32 ? VMCI_ERROR_INVALID_ARGS
                                                          : VMCI_SUCCESS)
            << context << ":" << resource << ", " << size << " bytes";
      }
    }
  }
}

RC_GTEST_PROP(Packet, AnAnswerGoesWhereThePacketCameFrom, ()) {
  const vmci_packet packet = FullPacket(*rc::gen::inRange<uint32_t>(0, 256));
  const uint32_t type = *rc::gen::element<uint32_t>(VMCI_PACKET_RST, VMCI_PACKET_INVALID);
  vmci_packet answer;
  std::memset(&answer, 0xa5, sizeof(answer));
  vmci_packet_answer(&packet, type, &answer);
  RC_ASSERT(answer.type == type);
  RC_ASSERT(answer.dst_context == packet.src_context);
  RC_ASSERT(answer.dst_port == packet.src_port);
  RC_ASSERT(answer.src_port == packet.dst_port);
  RC_ASSERT(answer.size == 0 && answer.mode == 0 && answer.protocols == 0);
  RC_ASSERT(answer.generation == 0 && answer.offset == 0);
  RC_ASSERT(answer.handle.context == 0 && answer.handle.resource == 0);
}

}  // namespace
}  // namespace vmcheck::core
