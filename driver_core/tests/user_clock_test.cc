// The timers of a program: which expire, in which order, and when.
#include <gtest/gtest.h>
#include <time.h>

#include <array>
#include <vector>

extern "C" {
#include "driver_core/user/clock.h"
}

namespace vmcheck::core {
namespace {

void Sleep(long milliseconds) {
  const timespec time{0, milliseconds * 1000000};
  nanosleep(&time, nullptr);
}

class UserClock : public testing::Test {
 protected:
  UserClock() {
    for (unsigned i = 0; i < timers_.size(); ++i) {
      vmci_hal_timer_init(&timers_[i], {Expired, this, i, &clock_});
    }
  }

  static void Expired(void* self, unsigned number) {
    static_cast<UserClock*>(self)->expired_.push_back(number);
  }

  vmci_user_clock clock_ = {};
  std::array<vmci_timer, 3> timers_;
  std::vector<unsigned> expired_;
};

TEST_F(UserClock, ExpireByTheirDeadlines) {
  vmci_hal_timer_start(&timers_[0], 20);
  vmci_hal_timer_start(&timers_[1], 2);
  vmci_hal_timer_start(&timers_[2], 10);
  EXPECT_FALSE(vmci_user_clock_serve(&clock_));
  Sleep(30);
  EXPECT_TRUE(vmci_user_clock_serve(&clock_));
  EXPECT_EQ(expired_, (std::vector<unsigned>{1, 2, 0}));
  EXPECT_FALSE(vmci_hal_timer_runs(&timers_[0]));
  EXPECT_FALSE(vmci_user_clock_serve(&clock_));
}

TEST_F(UserClock, AreStoppedAndStartedAnew) {
  for (vmci_timer& timer : timers_) vmci_hal_timer_start(&timer, 1);
  vmci_hal_timer_stop(&timers_[1]);
  vmci_hal_timer_stop(&timers_[1]);
  vmci_hal_timer_start(&timers_[2], 60000);
  EXPECT_FALSE(vmci_hal_timer_runs(&timers_[1]));
  Sleep(5);
  vmci_user_clock_serve(&clock_);
  EXPECT_EQ(expired_, std::vector<unsigned>{0});
  EXPECT_TRUE(vmci_hal_timer_runs(&timers_[2]));
  EXPECT_EQ(vmci_hal_timer_end(&timers_[2]), 0);
  EXPECT_EQ(clock_.first, nullptr);
}

TEST_F(UserClock, SayHowLongToWait) {
  EXPECT_EQ(vmci_user_clock_wait(&clock_, -1), -1);
  EXPECT_EQ(vmci_user_clock_wait(&clock_, 7), 7);
  vmci_hal_timer_start(&timers_[0], 60000);
  EXPECT_EQ(vmci_user_clock_wait(&clock_, 7), 7);
  const int wait = vmci_user_clock_wait(&clock_, -1);
  EXPECT_GT(wait, 50000);
  EXPECT_LE(wait, 60001);
  vmci_hal_timer_start(&timers_[1], 0xffffffff);
  vmci_hal_timer_stop(&timers_[0]);
  EXPECT_EQ(vmci_user_clock_wait(&clock_, -1), 0x7fffffff);
  vmci_hal_timer_start(&timers_[2], 0);
  Sleep(3);
  EXPECT_EQ(vmci_user_clock_wait(&clock_, -1), 0);
}

TEST_F(UserClock, NeverExpireTooEarly) {
  for (int i = 0; i < 20; ++i) {
    vmci_hal_timer_start(&timers_[0], 1);
    timespec begin{};
    clock_gettime(CLOCK_MONOTONIC, &begin);
    while (!vmci_user_clock_serve(&clock_)) {
    }
    timespec end{};
    clock_gettime(CLOCK_MONOTONIC, &end);
    EXPECT_GE((end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec, 1000000);
  }
}

}  // namespace
}  // namespace vmcheck::core
