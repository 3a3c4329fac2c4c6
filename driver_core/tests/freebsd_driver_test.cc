// FreeBSD's driver on a kernel that fails when it is told to: whatever fails, nothing is left.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "driver_core/tests/freebsd_kernel.h"

namespace vmcheck::core {
namespace {

using Parameters = testing::tuple<bool, freebsd_interrupts>;

class FreebsdDriver : public testing::TestWithParam<Parameters> {
 protected:
  freebsd_outcome Try(unsigned failing) {
    return freebsd_try({testing::get<0>(GetParam()), testing::get<1>(GetParam()), failing});
  }
};

TEST_P(FreebsdDriver, AttachesAndDetaches) {
  const freebsd_outcome outcome = Try(0);
  EXPECT_EQ(outcome.attached, 0);
  EXPECT_EQ(outcome.vectors, testing::get<1>(GetParam()) == FREEBSD_MSIX ? 2u : 1u);
  EXPECT_EQ(outcome.left, 0);
  EXPECT_STREQ(outcome.wrong, nullptr);
}

TEST_P(FreebsdDriver, WhateverFailsNothingIsLeft) {
  const unsigned calls = Try(0).calls;
  EXPECT_GT(calls, 6u);
  for (unsigned failing = 1; failing <= calls; ++failing) {
    SCOPED_TRACE(testing::Message() << "call " << failing << " fails");
    const freebsd_outcome outcome = Try(failing);
    EXPECT_EQ(outcome.left, 0);
    EXPECT_STREQ(outcome.wrong, nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Devices, FreebsdDriver,
    testing::Combine(testing::Bool(), testing::Values(FREEBSD_LINE, FREEBSD_MSI, FREEBSD_MSIX)));

TEST(FreebsdRun, NoWakeUpIsMissed) {
  for (unsigned waking = 0; waking < 4; ++waking) {
    EXPECT_TRUE(freebsd_wait(waking)) << "woken in step " << waking;
  }
}

TEST(FreebsdTimer, ExpiresOnceAndNotBefore) {
  EXPECT_EQ(freebsd_timer(1, 10, 10, 0), 1);
  EXPECT_EQ(freebsd_timer(2, 10, 10, 0), 1);
  EXPECT_EQ(freebsd_timer(1, 10, 9, 1), 0);
  EXPECT_EQ(freebsd_timer(1, 10, 9, 0), 1) << "behind 18 milliseconds";
  EXPECT_EQ(freebsd_timer(1, 10, 4, 0), 0);
  EXPECT_EQ(freebsd_timer(1, 0xffffffff, 0x7fffffff, 0), 0);
  EXPECT_EQ(freebsd_timer(0, 10, 10, 1), 0);
}

TEST(FreebsdMemory, OneByteIsExchanged) {
  EXPECT_TRUE(rc::check([] {
    alignas(4) std::array<unsigned char, 12> bytes = *rc::gen::arbitrary<decltype(bytes)>();
    const auto offset = *rc::gen::inRange(0u, 12u);
    const auto value = *rc::gen::arbitrary<unsigned char>();
    std::array<unsigned char, 12> expected = bytes;
    expected[offset] = value;
    const unsigned was = bytes[offset];
    RC_ASSERT(freebsd_exchange_byte(bytes.data(), offset, value) == was);
    RC_ASSERT(bytes == expected);
  }));
}

}  // namespace
}  // namespace vmcheck::core
