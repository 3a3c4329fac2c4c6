// Connection traces in other tools' formats, taken apart again.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/export/chrome_export.h"
#include "tools/replay/export/exporter.h"
#include "tools/replay/export/pcap_export.h"
#include "tools/replay/export/shiviz_export.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

using nlohmann::json;

template <typename Format>
std::string exported(const std::string& path) {
  std::istringstream in(read_file(path));
  std::ostringstream out;
  Format format(out);
  const std::uint64_t events = export_trace(in, path, {&format}, nullptr);
  EXPECT_EQ(events + 2, split_lines(read_file(path)).size());
  return out.str();
}

// The events of a trace whose op is one of these, without what a capture does not have.
std::vector<json> packets_of(const std::string& trace) {
  std::vector<json> packets;
  for (const std::string& line : split_lines(trace)) {
    json event = json::parse(line);
    const std::string op = event.value("op", "");
    if (op != "send" && op != "receive") continue;
    for (const char* field : {"step", "t_us", "head", "tail"}) event.erase(field);
    packets.push_back(event);
  }
  return packets;
}

class Recorded : public testing::TestWithParam<std::string> {};

TEST_P(Recorded, AsACaptureHasTheSamePackets) {
  std::istringstream capture(exported<PcapExport>(GetParam()));
  std::ostringstream trace;
  import_capture(capture, "t", {.source = "s", .scenario = "c"}, trace);
  EXPECT_EQ(packets_of(trace.str()), packets_of(read_file(GetParam())));
  EXPECT_FALSE(packets_of(trace.str()).empty());
}

// Each slice lies behind the one before it on its row, and each arrow begins and ends in one.
TEST_P(Recorded, AsChromeEventsIsWellFormed) {
  const json document = json::parse(exported<ChromeExport>(GetParam()));
  std::map<std::pair<int, int>, std::pair<int, int>> slices;  // the newest on each row
  std::map<int, int> arrows;
  std::set<std::string> phases;
  for (const json& event : document.at("traceEvents")) {
    const std::string phase = event.at("ph");
    phases.insert(phase);
    if (phase == "M") continue;
    const int ts = event.at("ts");
    if (phase == "C") {
      EXPECT_TRUE(event.at("args").at("bytes").is_number_unsigned());
      continue;
    }
    const std::pair<int, int> row{event.at("pid"), event.at("tid")};
    if (phase == "X") {
      EXPECT_GE(ts, slices[row].second);
      slices[row] = {ts, ts + event.at("dur").get<int>()};
      EXPECT_EQ(event.at("ts").get<int>() % 10, 0);
      EXPECT_TRUE(event.at("args").contains("op"));
      continue;
    }
    ASSERT_TRUE(phase == "s" || phase == "f") << phase;
    EXPECT_GE(ts, slices[row].first);
    EXPECT_LE(ts, slices[row].second);
    arrows[event.at("id")] += phase == "s" ? 1 : -1;
    EXPECT_EQ(event.contains("bp"), phase == "f");
  }
  for (const auto& [id, open] : arrows) EXPECT_EQ(open, 0) << id;
  EXPECT_EQ(arrows.size(), packets_of(read_file(GetParam())).size());
  EXPECT_TRUE(phases.contains("X"));
}

// A host's own clock counts its events; what it knows of the other never goes back, and a receiver
// knows what its sender knew.
TEST_P(Recorded, AsAShivizLogHasVectorClocks) {
  const std::vector<std::string> lines = split_lines(exported<ShivizExport>(GetParam()));
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines[0], R"((?<host>\S*) (?<clock>{.*})\n(?<event>.*))");
  EXPECT_EQ(lines[1], "");
  std::map<std::string, json> newest;
  json sender = json::object();
  std::size_t packets = 0;
  for (std::size_t i = 2; i + 1 < lines.size(); i += 2) {
    const std::size_t space = lines[i].find(' ');
    const std::string host = lines[i].substr(0, space);
    const json clock = json::parse(lines[i].substr(space + 1));
    json& before = newest.try_emplace(host, json::object()).first->second;
    EXPECT_EQ(clock.at(host).get<int>(), before.value(host, 0) + 1) << lines[i];
    for (const auto& [name, known] : before.items()) EXPECT_GE(clock.at(name), known);
    if (lines[i + 1].starts_with("send ")) sender = clock;
    if (lines[i + 1].starts_with("receive ")) {
      EXPECT_EQ(lines[i + 1].substr(8), lines[i - 1].substr(5));
      for (const auto& [name, known] : sender.items()) EXPECT_GE(clock.at(name), known);
      ++packets;
    }
    before = clock;
  }
  EXPECT_EQ(packets, packets_of(read_file(GetParam())).size());
}

INSTANTIATE_TEST_SUITE_P(All, Recorded, testing::ValuesIn(recorded_traces("-connection")),
                         [](const auto& info) { return "trace" + std::to_string(info.index); });

TEST(Export, WhatIsInTheRingsIsCounted) {
  const json document =
      json::parse(exported<ChromeExport>("traces/linux-6.1-a1-connection.trace.jsonl"));
  std::vector<std::pair<std::string, int>> counts;
  for (const json& event : document.at("traceEvents")) {
    if (event.at("ph") == "C") counts.emplace_back(event.at("name"), event.at("args").at("bytes"));
  }
  EXPECT_EQ(counts, (std::vector<std::pair<std::string, int>>{{"to read for the peer", 22},
                                                              {"to read for the machine", 0},
                                                              {"to read for the peer", 14},
                                                              {"to read for the machine", 0}}));
}

TEST(Export, AnotherKindIsRefused) {
  const std::string path = "traces/linux-6.1-a1.trace.jsonl";
  std::istringstream in(read_file(path));
  try {
    export_trace(in, "t", {}, nullptr);
    ADD_FAILURE();
  } catch (const BadInput& error) {
    EXPECT_STREQ(
        error.what(),
        R"(t:1: field "kind": expected "connection": no other can be exported, got "ring")");
  }
}

}  // namespace
}  // namespace vmcheck::replay
