// Calls: the kernel's answers are the core's, in their order; no altered one is, and a core with a
// fault answers otherwise.
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/calls_importer.h"
#include "tools/replay/faulty_hosts.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

using nlohmann::ordered_json;

constexpr const char* kTrace = "traces/linux-6.1-neg-calls.trace.jsonl";

Outcome replay_text(const std::string& text, const Options& options = {}) {
  std::istringstream in(text);
  return replay_stream(in, "t", options);
}

TEST(Calls, AreAnsweredAsTheKernelDid) {
  EXPECT_EQ(recorded_traces("-calls"), std::vector<std::string>{kTrace});
  const Outcome outcome = replay_file(kTrace, kTrace);
  EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
  EXPECT_EQ(outcome.kind, "calls");
  EXPECT_EQ(outcome.events, 38u);
}

TEST(Calls, WithAnotherAnswerAreRefused) {
  const std::vector<std::string> lines = split_lines(read_file(kTrace));
  for (std::size_t line = 1; line + 1 < lines.size(); ++line) {
    ordered_json call = ordered_json::parse(lines[line]);
    const auto result = call["result"].get<std::int64_t>();
    // A call that does something says so with any number from 0 on.
    for (const std::int64_t other : {result > 0 ? -1 : result - 1, result < 0 ? result + 1 : -2}) {
      call["result"] = other;
      std::vector<std::string> altered = lines;
      altered[line] = call.dump();
      const Outcome outcome = replay_text(join_lines(altered));
      EXPECT_EQ(outcome.verdict, Verdict::diverged) << altered[line];
      EXPECT_GE(outcome.line, line + 1);
    }
  }
}

TEST(Calls, CutAtAnyByteAreBadInput) {
  const std::string whole = read_file(kTrace);
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    ASSERT_EQ(replay_text(whole.substr(0, length)).verdict, Verdict::bad_input) << length;
  }
}

struct Fault {
  const HostCore* core;
  const char* where;  // the first call that shows it
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.core->name;
}

class FaultOfHost : public testing::TestWithParam<Fault> {};

TEST_P(FaultOfHost, Diverges) {
  const Outcome outcome = replay_file(kTrace, "t", {.host_core = GetParam().core});
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_NE(outcome.message.find(GetParam().where), std::string::npos) << outcome.message;
}

INSTANTIATE_TEST_SUITE_P(
    All, FaultOfHost,
    testing::Values(Fault{&host_cores::anonymous_guest_believed, "t:4: step 2495, datagram"},
                    Fault{&host_cores::any_resource_believed, "t:5: step 2496, datagram"},
                    Fault{&host_cores::machine_size_without_limit, "t:19: step 2520, alloc"},
                    Fault{&host_cores::short_one_read, "t:11: step 2502, datagram"}),
    [](const auto& info) { return std::string(info.param.core->name); });

// A recording of bad calls.
const std::vector<std::string> kRecording{
    R"({"step":1,"t_us":1,"run":"r","who":"run","op":"begin"})",
    R"({"step":2,"t_us":2,"run":"r","who":"vm","op":"neg","case":"INIT twice","ioctl":-22,"result":0})",
    R"({"step":3,"t_us":3,"run":"r","who":"vm","op":"neg","case":"src rid 7","ioctl":0,"result":-7})",
    R"({"step":4,"t_us":4,"run":"r","who":"run","op":"end"})",
};

std::string imported(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  import_calls(in, "r", {.source = "a test", .scenario = "made"}, out);
  return out.str();
}

TEST(CallsImporter, MakesATraceThatHolds) {
  const std::string text = imported(join_lines(kRecording));
  EXPECT_EQ(replay_text(text).message, "");
  EXPECT_EQ(split_lines(text)[1], R"({"step":3,"t_us":3,"op":"datagram","caller":50,"src":[50,7],)"
                                  R"("dst":[2,1],"payload_size":32,"result":-7})");
}

TEST(CallsImporter, RefusesACaseThatItDoesNotKnow) {
  std::vector<std::string> lines = kRecording;
  lines[2].replace(lines[2].find("rid 7"), 5, "rid 8");
  try {
    imported(join_lines(lines));
    ADD_FAILURE();
  } catch (const BadInput& error) {
    EXPECT_STREQ(error.what(),
                 R"(r:3: field "case": expected a case that this importer knows, got "src rid 8")");
  }
}

}  // namespace
}  // namespace vmcheck::replay
