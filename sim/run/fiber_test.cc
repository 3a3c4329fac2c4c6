#include "sim/run/fiber.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace vmcheck::run {
namespace {

TEST(Fiber, SuspendsAndGoesOn) {
  std::string order;
  Fiber fiber;
  EXPECT_TRUE(fiber.finished());
  fiber.start([&] {
    order += 'a';
    fiber.suspend();
    order += 'c';
  });
  fiber.resume();
  order += 'b';
  EXPECT_FALSE(fiber.finished());
  fiber.resume();
  EXPECT_TRUE(fiber.finished());
  EXPECT_EQ(order, "abc");
}

TEST(Fiber, TwoInterleaveAndAreReused) {
  Fiber one;
  Fiber two;
  for (int round = 0; round < 1000; ++round) {
    int counter = 0;
    const auto body = [&counter](Fiber& self) {
      for (int i = 0; i < 3; ++i) {
        ++counter;
        self.suspend();
      }
    };
    one.start([&] { body(one); });
    two.start([&] { body(two); });
    while (!one.finished() || !two.finished()) {
      if (!one.finished()) one.resume();
      if (!two.finished()) two.resume();
    }
    ASSERT_EQ(counter, 6);
  }
}

TEST(Fiber, UnwindsOnItsOwnStack) {
  bool caught = false;
  Fiber fiber;
  fiber.start([&] {
    try {
      fiber.suspend();
      throw std::runtime_error("inside");
    } catch (const std::runtime_error&) {
      caught = true;
    }
  });
  fiber.resume();
  fiber.resume();
  EXPECT_TRUE(caught);
  EXPECT_TRUE(fiber.finished());
}

TEST(Fiber, HasRoomForDeepCalls) {
  Fiber fiber;
  int sum = 0;
  fiber.start([&] {
    volatile char block[32 * 1024];
    block[0] = 1;
    block[sizeof block - 1] = 2;
    sum = block[0] + block[sizeof block - 1];
  });
  fiber.resume();
  EXPECT_EQ(sum, 3);
}

}  // namespace
}  // namespace vmcheck::run
