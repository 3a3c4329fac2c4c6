// The options of a socket: every name and length against the rules as data, and any sequence of
// settings against a model.
#include <driver_core/vsock/options.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vmcheck::core {
namespace {

constexpr uint32_t kLevel = 40;
constexpr uint32_t kLevels[] = {0, 1, 39, 40, 41, 287, 0xffffffff};
constexpr uint32_t kNames[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xffffffff};
constexpr uint64_t kMost = ~uint64_t{0};
constexpr uint64_t kLongest = 0xffffffff;  // seconds

vmci_options Fresh(int is_trusted = 0) {
  vmci_options options;
  vmci_options_init(&options, is_trusted);
  return options;
}

bool Equal(const vmci_options& a, const vmci_options& b) {
  return a.buffer_size == b.buffer_size && a.buffer_min_size == b.buffer_min_size &&
         a.buffer_max_size == b.buffer_max_size && a.timeout_seconds == b.timeout_seconds &&
         a.timeout_microseconds == b.timeout_microseconds && a.is_trusted == b.is_trusted;
}

// The bytes of each option's value; 0: there is none.
uint32_t LengthOf(uint32_t name) {
  constexpr uint32_t kLengths[] = {8, 8, 8, 0, 0, 4, 2 * sizeof(long), 0, 16};
  return name <= 8 ? kLengths[name] : 0;
}

int Expected(uint32_t level, uint32_t name, uint32_t length) {
  if (level != kLevel || LengthOf(name) == 0) return VMCI_ENOPROTOOPT;
  return length < LengthOf(name) ? VMCI_EINVAL : 0;
}

int Set(vmci_options* options, uint32_t name, uint64_t value, uint64_t microseconds = 0) {
  const vmci_option option = {value, microseconds};
  return vmci_option_set(options, kLevel, name, 16, &option);
}

vmci_option Get(const vmci_options& options, uint32_t name) {
  vmci_option option = {77, 77};
  EXPECT_EQ(vmci_option_get(&options, kLevel, name, 16, &option), 0);
  return option;
}

TEST(Options, EveryLevelNameAndLength) {
  for (const uint32_t level : kLevels) {
    for (const uint32_t name : kNames) {
      for (uint32_t length = 0; length < 20; ++length) {
        const int expected = Expected(level, name, length);
        vmci_options options = Fresh();
        vmci_option option = {77, 77};
        EXPECT_EQ(vmci_option_get(&options, level, name, length, &option), expected)
            << level << ' ' << name << ' ' << length;
        EXPECT_EQ(option.microseconds == 77, expected != 0);
        option = {200, 0};
        EXPECT_EQ(vmci_option_set(&options, level, name, length, &option),
                  name == 5 ? VMCI_ENOPROTOOPT : expected)
            << level << ' ' << name << ' ' << length;
        EXPECT_EQ(Equal(options, Fresh()), expected != 0 || name == 5)
            << level << ' ' << name << ' ' << length;
      }
    }
  }
}

TEST(Options, BeginWithTheDefaults) {
  const vmci_options options = Fresh(4);
  EXPECT_EQ(Get(options, VMCI_OPTION_BUFFER_SIZE).value, 262144u);
  EXPECT_EQ(Get(options, VMCI_OPTION_BUFFER_MIN_SIZE).value, 128u);
  EXPECT_EQ(Get(options, VMCI_OPTION_BUFFER_MAX_SIZE).value, 262144u);
  EXPECT_EQ(Get(options, VMCI_OPTION_CONNECT_TIMEOUT).value, 2u);
  EXPECT_EQ(Get(options, VMCI_OPTION_CONNECT_TIMEOUT).microseconds, 0u);
  EXPECT_EQ(Get(options, VMCI_OPTION_TRUSTED).value, 1u);
  EXPECT_EQ(Get(Fresh(), VMCI_OPTION_TRUSTED).value, 0u);
}

struct Timeout {
  uint64_t seconds;
  uint64_t microseconds;
  int result;
};

constexpr Timeout kTimeouts[] = {
    {0, 1, 0},
    {1, 0, 0},
    {5, 999999, 0},
    {kLongest, 999999, 0},
    {5, 1000000, VMCI_ERANGE},
    {5, kMost, VMCI_ERANGE},
    {kLongest + 1, 0, VMCI_ERANGE},
    {kMost, 0, VMCI_ERANGE},
};

TEST(Options, TimeoutsWithinTheirRange) {
  for (const uint32_t name : {VMCI_OPTION_CONNECT_TIMEOUT_OLD, VMCI_OPTION_CONNECT_TIMEOUT}) {
    for (const Timeout& row : kTimeouts) {
      vmci_options options = Fresh();
      EXPECT_EQ(Set(&options, name, row.seconds, row.microseconds), row.result);
      const vmci_option found = Get(options, name);
      EXPECT_EQ(found.value, row.result == 0 ? row.seconds : 2) << row.seconds;
      EXPECT_EQ(found.microseconds, row.result == 0 ? row.microseconds : 0) << row.seconds;
    }
    vmci_options options = Fresh();
    ASSERT_EQ(Set(&options, name, 9, 9), 0);
    ASSERT_EQ(Set(&options, name, 0, 0), 0);
    EXPECT_TRUE(Equal(options, Fresh()));
  }
}

RC_GTEST_PROP(Options, TheSizeIsRaisedThenCut, ()) {
  struct {
    uint64_t size = 262144, min = 128, max = 262144;
  } model;
  vmci_options options = Fresh();
  const auto settings =
      *rc::gen::container<std::vector<std::pair<uint32_t, uint64_t>>>(rc::gen::pair(
          rc::gen::inRange<uint32_t>(0, 3),
          rc::gen::oneOf(rc::gen::inRange<uint64_t>(0, 4), rc::gen::inRange<uint64_t>(0, 300000),
                         rc::gen::arbitrary<uint64_t>())));
  for (const auto& [name, value] : settings) {
    RC_ASSERT(Set(&options, name, value) == 0);
    (name == 0 ? model.size : name == 1 ? model.min : model.max) = value;
    model.size = std::min(std::max(model.size, model.min), model.max);
    RC_ASSERT(Get(options, VMCI_OPTION_BUFFER_SIZE).value == model.size);
    RC_ASSERT(Get(options, VMCI_OPTION_BUFFER_MIN_SIZE).value == model.min);
    RC_ASSERT(Get(options, VMCI_OPTION_BUFFER_MAX_SIZE).value == model.max);
    RC_ASSERT(Get(options, VMCI_OPTION_CONNECT_TIMEOUT).value == 2u);
  }
}

}  // namespace
}  // namespace vmcheck::core
