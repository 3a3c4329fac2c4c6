#include "sim/state/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace vmcheck::state {
namespace {

using namespace std::chrono_literals;

TEST(Workers, DoEachTaskOfEachRowOnce) {
  for (const std::uint32_t count : {1U, 2U, 5U}) {
    Workers workers(count);
    for (std::uint32_t row = 0; row < 2000; ++row) {
      const std::uint32_t tasks = row % 23;
      std::vector<std::atomic<int>> done(tasks);
      workers.each(tasks, [&](std::uint32_t task, std::uint32_t worker) {
        EXPECT_LT(worker, count);
        ++done.at(task);
      });
      for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1);
    }
  }
}

// So that nobody still looks for tasks: they sleep.
void let_sleep() {
  std::this_thread::sleep_for(20ms);
}

// Whether it comes before some seconds are over.
bool comes(const std::atomic<bool>& what) {
  for (int i = 0; i < 2000 && !what; ++i) std::this_thread::sleep_for(1ms);
  return what;
}

// Does two tasks at the same time, and then calls end(worker) in each.
template <typename End>
void do_two(Workers& workers, const End& end) {
  std::vector<std::atomic<bool>> begun(2);
  workers.each(2, [&](std::uint32_t task, std::uint32_t worker) {
    begun[task] = true;
    EXPECT_TRUE(comes(begun[1 - task]));
    end(worker);
  });
}

TEST(Workers, AreWokenWhenThereAreTasks) {
  Workers workers(2);
  for (int row = 0; row < 3; ++row) {
    let_sleep();
    do_two(workers, [](std::uint32_t) {});
  }
}

TEST(Workers, AreWaitedFor) {
  Workers workers(2);
  std::atomic<int> done = 0;
  do_two(workers, [&](std::uint32_t worker) {
    if (worker != 0) let_sleep();
    ++done;
  });
  EXPECT_EQ(done, 2);
}

// They end as soon as a row is done, when some may just be looking for more.
TEST(Workers, DoNothingWhenTheyEnd) {
  for (std::uint32_t row = 0; row < 2000; ++row) {
    std::atomic<std::uint32_t> done = 0;
    const Workers::Task task = [&](std::uint32_t, std::uint32_t) { ++done; };
    {
      Workers workers(2 + row % 7);
      workers.each(2 + row % 20, task);
    }
    ASSERT_EQ(done, 2 + row % 20);
  }
}

TEST(Workers, TellTheFirstErrorOfARow) {
  for (const std::uint32_t count : {1U, 3U}) {
    Workers workers(count);
    std::string told;
    try {
      workers.each(9, [](std::uint32_t task, std::uint32_t) {
        if (task == 3) let_sleep();
        if (task % 3 == 0 && task > 0) throw std::runtime_error(std::to_string(task));
      });
    } catch (const std::runtime_error& error) {
      told = error.what();
    }
    EXPECT_EQ(told, "3");
    EXPECT_NO_THROW(workers.each(9, [](std::uint32_t, std::uint32_t) {}));
  }
}

}  // namespace
}  // namespace vmcheck::state
