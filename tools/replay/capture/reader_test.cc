// pcap and pcapng: what is read of files of either byte order, and what is refused.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tools/replay/capture/capture_builder.h"
#include "tools/replay/capture/capture_reader.h"

namespace vmcheck::replay {
namespace {

struct Record {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> time_ns;
  std::uint32_t link_type = 0;
  std::uint64_t original = 0;
  std::string data;

  friend bool operator==(const Record&, const Record&) = default;
};

void PrintTo(const Record& record, std::ostream* out) {
  *out << "byte " << record.offset << ", " << record.time_ns.value_or(0) << " ns, type "
       << record.link_type << ", " << record.data.size() << " of " << record.original;
}

std::vector<Record> read_all(const std::string& text) {
  std::istringstream in(text);
  const auto reader = open_capture(in, "t");
  std::vector<Record> records;
  while (const auto record = reader->next()) {
    records.push_back({record->offset, record->time_ns, record->link_type, record->original_length,
                       std::string(record->bytes.begin(), record->bytes.end())});
  }
  return records;
}

std::string refusal(const std::string& text) {
  try {
    read_all(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "nothing";
}

constexpr std::uint64_t kSecond = 1000000000;

class Pcap : public testing::TestWithParam<std::tuple<bool, bool>> {
 protected:
  PcapBuilder builder_{.big_endian = std::get<0>(GetParam()),
                       .nanoseconds = std::get<1>(GetParam())};
};

TEST_P(Pcap, RecordsAreRead) {
  const std::string text =
      builder_.header() + builder_.record(7, 999999, "abc", 100) + builder_.record(8, 0, "");
  const std::uint64_t fraction = builder_.nanoseconds ? 999999 : 999999000;
  EXPECT_EQ(read_all(text), (std::vector<Record>{{24, 7 * kSecond + fraction, 271, 103, "abc"},
                                                 {43, 8 * kSecond, 271, 0, ""}}));
}

TEST_P(Pcap, OfALongRecordTheBeginIsGiven) {
  const std::string data(200000, 'x');
  const auto records =
      read_all(builder_.header() + builder_.record(1, 0, data) + builder_.record(2, 0, "next"));
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].data, data.substr(0, kMostLookedAt));
  EXPECT_EQ(records[1].data, "next");
}

TEST_P(Pcap, CutAnywhereIsRefused) {
  const std::string text = builder_.header() + builder_.record(1, 0, std::string(5000, 'x'));
  for (std::size_t length = 0; length < text.size(); ++length) {
    if (length == 24) continue;  // a capture without records
    const std::string message = refusal(text.substr(0, length));
    EXPECT_NE(message.find("got the end of the file after"), std::string::npos)
        << length << ": " << message;
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Pcap, testing::Combine(testing::Bool(), testing::Bool()));

TEST(PcapRefused, WithTheOffset) {
  const PcapBuilder builder;
  const std::string header = builder.header();
  EXPECT_EQ(refusal("not a capture"),
            "t: byte 0: expected a capture: the magic number of pcap or "
            "pcapng");
  EXPECT_EQ(
      refusal(header + builder.record(1, 1000000, "")),
      "t: byte 28: field \"fraction\": expected less than 1000000, the units of a second, got "
      "1000000");
  EXPECT_EQ(refusal(header + CaptureBytes(false)
                                 .add(std::uint64_t{0})
                                 .add(std::uint32_t{262145})
                                 .add(std::uint32_t{262145})
                                 .text()),
            "t: byte 32: field \"captured\": expected at most 262144 bytes, got 262145");
  EXPECT_EQ(refusal(header + CaptureBytes(false)
                                 .add(std::uint64_t{0})
                                 .add(std::uint32_t{2})
                                 .add(std::uint32_t{1})
                                 .add_text("ab")
                                 .text()),
            "t: byte 36: field \"original\": expected at least the 2 bytes that were captured, got "
            "1");
  EXPECT_EQ(refusal(header + builder.record(1, 0, "abc").substr(0, 18)),
            "t: byte 40: expected a record of 3 bytes, got the end of the file after 2: it was cut "
            "here");
  std::string newer = header;
  newer[4] = 3;
  EXPECT_EQ(refusal(newer), "t: byte 4: field \"version\": expected 2, got 3");
}

class Pcapng : public testing::TestWithParam<bool> {
 protected:
  PcapngBuilder builder_{.big_endian = GetParam()};
};

TEST_P(Pcapng, PacketsAreReadAndOtherBlocksLeftOut) {
  const std::string text = builder_.section() + builder_.block(0x0bad, "whatever it is") +
                           builder_.interface(1) + builder_.interface(271) +
                           builder_.enhanced(1, 5000001, "abc") +
                           builder_.enhanced(0, 6000000, "ether");
  const auto records = read_all(text);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].data, "abc");
  EXPECT_EQ(records[0].time_ns, 5 * kSecond + 1000);
  EXPECT_EQ(records[0].link_type, 271u);
  EXPECT_EQ(records[1].link_type, 1u);
}

TEST_P(Pcapng, TimesHaveTheInterfacesResolution) {
  const auto time_of = [&](const std::string& options, std::uint64_t time) {
    const auto records = read_all(builder_.section() + builder_.interface(271, options) +
                                  builder_.enhanced(0, time, ""));
    return records.at(0).time_ns;
  };
  EXPECT_EQ(time_of(builder_.option(9, "\x09"), 77), 77u);
  EXPECT_EQ(time_of(builder_.option(9, std::string(1, '\0')), 77), 77 * kSecond);
  EXPECT_EQ(time_of(builder_.option(9, "\x8a"), 1536), kSecond + kSecond / 2);
  EXPECT_EQ(time_of(builder_.option(9, "\x03"), 77), 77000000u);
  const std::string ten = CaptureBytes(builder_.big_endian).add(std::uint64_t{10}).text();
  EXPECT_EQ(time_of(builder_.option(2, "eth0") + builder_.option(14, ten), 1), 10 * kSecond + 1000);
  // Behind the end of options nothing is one.
  EXPECT_EQ(time_of(builder_.option(0, "") + builder_.option(9, "\x09"), 77), 77000u);
}

TEST_P(Pcapng, SimpleAndObsoletePackets) {
  const std::string obsolete = CaptureBytes(builder_.big_endian)
                                   .add(std::uint16_t{0})
                                   .add(std::uint16_t{9})
                                   .add(std::uint32_t{0})
                                   .add(std::uint32_t{4})
                                   .add(std::uint32_t{3})
                                   .add(std::uint32_t{300})
                                   .add_text("old")
                                   .text();
  const auto records = read_all(builder_.section() + builder_.interface(271, "", 2) +
                                builder_.simple(50, "abXX") + builder_.block(2, obsolete));
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].data, "ab");
  EXPECT_EQ(records[0].original, 50u);
  EXPECT_EQ(records[0].time_ns, std::nullopt);
  EXPECT_EQ(records[1].data, "old");
  EXPECT_EQ(records[1].original, 300u);
  EXPECT_EQ(records[1].time_ns, 4000u);
}

// A second section may be of the other order, and has interfaces of its own.
TEST_P(Pcapng, SectionsEndWhatTheyBegan) {
  const PcapngBuilder other{.big_endian = !GetParam()};
  const std::string first =
      builder_.section() + builder_.interface(1) + builder_.enhanced(0, 1, "one");
  const auto records = read_all(first + other.section() + other.interface(271) +
                                other.enhanced(0, 2, "two") + builder_.section());
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].link_type, 271u);
  EXPECT_EQ(records[1].time_ns, 2000u);
  EXPECT_NE(refusal(first + other.section() + other.enhanced(0, 2, "two")).find("\"interface\""),
            std::string::npos);
}

TEST_P(Pcapng, CutAnywhereIsRefused) {
  const std::vector<std::string> blocks{builder_.section(),
                                        builder_.interface(271, builder_.option(9, "\x09")),
                                        builder_.enhanced(0, 1, std::string(5000, 'x'))};
  std::string text;
  for (const std::string& block : blocks) {
    for (std::size_t length = 1; length < block.size(); ++length) {
      const std::string message = refusal(text + block.substr(0, length));
      EXPECT_NE(message.find("got the end of the file after"), std::string::npos) << message;
    }
    text += block;
  }
  EXPECT_EQ(refusal(text), "nothing");
}

// What was lost in front of each record, and behind the last: between two, anywhere.
using Lost = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

Lost losses_of(const std::string& text) {
  std::istringstream in(text);
  const auto reader = open_capture(in, "t");
  Lost lost;
  bool is_end = false;
  while (!is_end) {
    is_end = !reader->next();
    const Losses losses = reader->take_losses();
    EXPECT_FALSE(losses.some_between);
    lost.emplace_back(losses.between, losses.anywhere);
  }
  return lost;
}

constexpr std::uint16_t kDropCount = 4;
constexpr std::uint16_t kDropByInterface = 5;
constexpr std::uint16_t kDropBySystem = 7;

TEST_P(Pcapng, PacketsTellHowManyWereLostBeforeThem) {
  const std::string drops = builder_.count(kDropCount, 7);
  const std::string text =
      builder_.section() + builder_.interface(271) + builder_.interface(1) +
      builder_.enhanced(0, 1, "a", drops) + builder_.enhanced(0, 2, "b") +
      builder_.enhanced(1, 3, "c", drops) +
      builder_.enhanced(0, 4, std::string(5001, 'd'), builder_.option(1, "a comment") + drops);
  EXPECT_EQ(losses_of(text), (Lost{{7, 0}, {0, 0}, {0, 0}, {7, 0}, {0, 0}}));
  const auto records = read_all(text);
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0].data, "a");
  EXPECT_EQ(records[3].data, std::string(kMostLookedAt, 'd'));
}

// They count from the capture's begin: what has been told of is not lost again.
TEST_P(Pcapng, StatisticsTellWhatWasLostAnywhere) {
  const auto drops = [&](std::uint64_t by_interface, std::uint64_t by_system) {
    return builder_.count(kDropByInterface, by_interface) +
           builder_.count(kDropBySystem, by_system);
  };
  const std::string text = builder_.section() + builder_.interface(271) + builder_.interface(1) +
                           builder_.enhanced(0, 1, "a", builder_.count(kDropCount, 3)) +
                           builder_.statistics(0, drops(2, 3)) +
                           builder_.statistics(1, drops(100, 100)) + builder_.enhanced(0, 2, "b") +
                           builder_.statistics(0, drops(2, 3)) +
                           builder_.statistics(0, drops(2, 1)) +
                           builder_.statistics(0, builder_.count(kDropBySystem, 11));
  EXPECT_EQ(losses_of(text), (Lost{{3, 0}, {0, 2}, {0, 6}}));
  EXPECT_EQ(losses_of(builder_.section() + builder_.interface() +
                      builder_.statistics(0, drops(~std::uint64_t{0}, 5))),
            (Lost{{0, ~std::uint64_t{0}}}));
}

TEST_P(Pcapng, ObsoletePacketsCountWhatWasLostOrNobodyKnows) {
  for (const std::uint16_t drops : {9, 0xffff}) {
    const std::string packet = CaptureBytes(builder_.big_endian)
                                   .add(std::uint16_t{0})
                                   .add(drops)
                                   .add(std::uint64_t{0})
                                   .add(std::uint64_t{0})
                                   .text();
    std::istringstream in(builder_.section() + builder_.interface() + builder_.block(2, packet));
    const auto reader = open_capture(in, "t");
    ASSERT_TRUE(reader->next().has_value());
    const Losses losses = reader->take_losses();
    EXPECT_EQ(losses.between, drops == 9 ? 9u : 0u);
    EXPECT_EQ(losses.some_between, drops != 9);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Pcapng, testing::Bool());

TEST(PcapngRefused, WithTheOffset) {
  const PcapngBuilder builder;
  const std::string section = builder.section();
  ASSERT_EQ(section.size(), 28u);
  std::string odd = section;
  odd[4] = 29;
  EXPECT_EQ(refusal(odd),
            "t: byte 4: field \"length\": expected a multiple of 4 from 28 on, got 29");
  std::string order = section;
  order[8] = 0;
  EXPECT_EQ(refusal(order),
            "t: byte 8: field \"byte-order magic\": expected 0x1a2b3c4d in either "
            "order, got 0x1a2b3c00");
  std::string newer = section;
  newer[12] = 2;
  EXPECT_EQ(refusal(newer), "t: byte 12: field \"version\": expected 1, got 2");
  std::string trailer = section;
  trailer[24] = 32;
  EXPECT_EQ(refusal(trailer),
            "t: byte 24: field \"length\" behind a block: expected 28, as before it, got 32");
  EXPECT_EQ(
      refusal(section + builder.enhanced(0, 0, "")),
      "t: byte 36: field \"interface\": expected one of the 0 that the section has so far, got "
      "number 0");
  EXPECT_EQ(refusal(section + builder.interface() + builder.block(6, "short")),
            "t: byte 56: expected a packet's header of 20 bytes, got 8 in the block that begins at "
            "byte 48");
  EXPECT_EQ(refusal(section + builder.interface(271, builder.option(9, "\x14"))),
            "t: byte 48: option \"if_tsresol\": expected at most 10^-19 or 2^-63 s, got 0x14");
  EXPECT_EQ(refusal(section + builder.interface(271, builder.option(9, "ab"))),
            "t: byte 48: option \"if_tsresol\": expected 1 bytes, got 2");
  const std::string interface = section + builder.interface();
  EXPECT_EQ(refusal(interface + builder.enhanced(0, 0, "a", builder.option(4, "b"))),
            "t: byte 84: option \"epb_dropcount\": expected 8 bytes, got 1");
  EXPECT_EQ(refusal(interface + builder.statistics(0, builder.option(7, "b"))),
            "t: byte 72: option \"isb_osdrop\": expected 8 bytes, got 1");
  EXPECT_EQ(refusal(interface + builder.statistics(1, "")),
            "t: byte 56: field \"interface\": expected one of the 1 that the section has so far, "
            "got number 1");
}

// Any records that are written in either format are read again.
TEST(Capture, WhatIsWrittenIsRead) {
  EXPECT_TRUE(rc::check([](bool big_endian, const std::vector<std::string>& all) {
    const PcapBuilder pcap{.big_endian = big_endian};
    const PcapngBuilder pcapng{.big_endian = big_endian};
    std::string first = pcap.header();
    std::string second = pcapng.section() + pcapng.interface();
    std::uint32_t time = 0;
    for (const std::string& data : all) {
      first += pcap.record(0, ++time, data);
      second += pcapng.enhanced(0, time, data);
    }
    const auto of_pcap = read_all(first);
    const auto of_pcapng = read_all(second);
    RC_ASSERT(of_pcap.size() == all.size());
    RC_ASSERT(of_pcapng.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      RC_ASSERT(of_pcap[i].data == all[i]);
      RC_ASSERT(of_pcapng[i].data == all[i]);
      RC_ASSERT(of_pcap[i].time_ns == of_pcapng[i].time_ns);
    }
  }));
}

}  // namespace
}  // namespace vmcheck::replay
