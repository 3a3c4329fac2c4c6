// Addresses as callers give them: each byte of one, and which addresses match.
#include <driver_core/vsock/address.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;

// The bytes of {port 0x11223344, cid 0x55667788}, as sockaddr_vm has them.
constexpr unsigned char kGood[16] = {40,   0,    0,    0,    0x44, 0x33, 0x22, 0x11,
                                     0x88, 0x77, 0x66, 0x55, 0,    0,    0,    0};

int Check(const unsigned char (&bytes)[16], uint32_t length = 16) {
  vmci_sockaddr address;
  std::memcpy(&address, bytes, sizeof address);
  return vmci_sockaddr_check(&address, length);
}

TEST(Address, IsLaidOutAsCallersHaveIt) {
  vmci_sockaddr address;
  std::memcpy(&address, kGood, sizeof address);
  EXPECT_EQ(address.port, 0x11223344u);
  EXPECT_EQ(address.cid, 0x55667788u);
  EXPECT_EQ(Check(kGood), 0);
}

TEST(Address, EveryValueOfEveryByte) {
  for (int at = 0; at < 16; ++at) {
    for (int value = 0; value < 256; ++value) {
      unsigned char bytes[16];
      std::memcpy(bytes, kGood, sizeof bytes);
      bytes[at] = static_cast<unsigned char>(value);
      const bool is_free = at >= 4 && at < 12;  // port and context
      const bool is_flag = at == 12 && value == 1;
      const int expected = is_free || is_flag || value == kGood[at] ? 0 : VMCI_EINVAL;
      EXPECT_EQ(Check(bytes), expected) << "byte " << at << " is " << value;
    }
  }
}

TEST(Address, MayBeLongerAndNotShorter) {
  for (uint32_t length = 0; length < 16; ++length) EXPECT_EQ(Check(kGood, length), VMCI_EINVAL);
  for (const uint32_t length : {16u, 17u, 128u}) EXPECT_EQ(Check(kGood, length), 0);
}

TEST(Address, AnyContextMatchesAllAndAnyPortItselfAlone) {
  for (const uint32_t a : {0u, 2u, 40u, kAny}) {
    for (const uint32_t b : {0u, 2u, 40u, kAny}) {
      const bool match = a == b || a == kAny || b == kAny;
      EXPECT_EQ(vmci_address_match({a, 7}, {b, 7}) != 0, match) << a << ' ' << b;
      EXPECT_EQ(vmci_address_equal({a, 7}, {b, 7}) != 0, a == b) << a << ' ' << b;
      EXPECT_FALSE(vmci_address_match({a, 7}, {b, kAny}));
      EXPECT_FALSE(vmci_address_equal({a, 7}, {b, kAny}));
    }
    EXPECT_EQ(vmci_address_is_full({a, 7}) != 0, a != kAny);
    EXPECT_FALSE(vmci_address_is_full({a, kAny}));
  }
}

}  // namespace
}  // namespace vmcheck::core
