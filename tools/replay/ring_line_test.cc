// What is scanned is what to_line() writes, and nothing else.
#include "tools/replay/ring_line.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>

namespace vmcheck::replay {
namespace {

class Random {
 public:
  std::uint64_t below(std::uint64_t bound) { return numbers_() % bound; }

  // Of any length.
  std::uint64_t number() { return numbers_() >> below(64); }

  RingEvent event() {
    static constexpr const char* kNames[] = {"42:0x7700", "1:2", "a b/c[~]"};
    RingEvent made{number(), number(), kNames[below(3)], {}};
    if (below(4) == 0) {
      made.action = Snapshot{{number(), number(), number(), number(), counts(), counts()}};
    } else {
      Transfer transfer;
      transfer.kind = static_cast<TransferKind>(below(3));
      if (below(4) != 0) transfer.asked = number();
      transfer.result = static_cast<std::int64_t>(below(100)) - 50;
      transfer.moved = number();
      transfer.own = {number(), number()};
      transfer.peer = number();
      transfer.counts = counts();
      made.action = transfer;
    }
    return made;
  }

 private:
  MaybeCounts counts() {
    if (below(4) == 0) return std::nullopt;
    return Counts{number(), number()};
  }

  std::mt19937_64 numbers_{1};
};

TEST(RingLine, WhatIsWrittenIsScanned) {
  Random random;
  RingEvent scanned;
  for (int i = 0; i < 20000; ++i) {
    const RingEvent event = random.event();
    const std::string line = to_line(event);
    ASSERT_TRUE(scan_ring_line(line, scanned)) << line;
    ASSERT_EQ(scanned, event) << line;
  }
}

// A line with one character more, less or another either is one that could have been written, or is
// not scanned.
TEST(RingLine, NothingElseIsScanned) {
  const std::string characters = "0123456789-+.,:\"\\{}[]nule \n\x7f\xff";
  Random random;
  RingEvent scanned;
  int good = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string line = to_line(random.event());
    const std::size_t at = random.below(line.size());
    const char other = characters[random.below(characters.size())];
    switch (random.below(4)) {
      case 0:
        line.erase(at, 1);
        break;
      case 1:
        line.insert(at, 1, other);
        break;
      case 2:
        line.resize(at);
        break;
      default:
        line[at] = other;
    }
    if (!scan_ring_line(line, scanned)) continue;
    ASSERT_EQ(to_line(scanned), line);
    ++good;
  }
  EXPECT_GT(good, 1000);
}

TEST(RingLine, NumbersOfAnyLengthAreHeldTo64Bits) {
  const std::string before =
      R"({"step":1,"t_us":2,"op":"peek","pair":"a","asked":3,"result":0,"moved":)";
  const std::string behind = R"(,"head":[5,6],"tail":7,"free":8,"ready":9})";
  const auto scan = [&](const std::string& number) -> std::optional<std::uint64_t> {
    RingEvent event;
    if (!scan_ring_line(before + number + behind, event)) return std::nullopt;
    return std::get<Transfer>(event.action).moved;
  };
  std::uint64_t power = 1;
  for (int digits = 1; digits <= 19; ++digits, power *= 10) {
    for (const std::uint64_t number : {power - 1, power, power + 1, 3 * power / 2}) {
      EXPECT_EQ(scan(std::to_string(number)), number);
      EXPECT_EQ(scan("0" + std::to_string(number)), std::nullopt) << number;
    }
  }
  EXPECT_EQ(scan("18446744073709551615"), 18446744073709551615u);
  for (const char* number : {"18446744073709551616", "20000000000000000000", "28446744073709551615",
                             "100000000000000000000", "", "-1", "00", "1a", "/", ":"}) {
    EXPECT_EQ(scan(number), std::nullopt) << number;
  }
}

}  // namespace
}  // namespace vmcheck::replay
