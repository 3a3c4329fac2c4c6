// Connections: those that are kept hold, no altered one does, and a core with a fault diverges.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/kernel_differences.h"
#include "tools/replay/connection_event.h"
#include "tools/replay/connection_importer.h"
#include "tools/replay/faulty_sockets.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

using nlohmann::ordered_json;

Outcome replay_text(const std::string& text, const Options& options = {}) {
  std::istringstream in(text);
  return replay_stream(in, "t", options);
}

std::string recorded(const std::string& name) {
  return "traces/linux-6.1-" + name + "-connection.trace.jsonl";
}

constexpr const char* kCalls = "traces/linux-6.1-neg-calls.trace.jsonl";

TEST(Connection, EveryRecordedOneHolds) {
  EXPECT_EQ(recorded_traces("-connection").size(), 30u);
  for (const std::string& path : recorded_traces("-connection")) {
    const Outcome outcome = replay_file(path, path);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    EXPECT_EQ(outcome.kind, "connection");
    EXPECT_EQ(outcome.events + 2, split_lines(read_file(path)).size()) << path;
  }
}

// Every type of packet is among what is recorded, from a machine and from a kernel.
TEST(Connection, TheRecordedOnesHaveEveryPacket) {
  std::set<std::string> sent;
  std::set<std::string> received;
  for (const std::string& path : recorded_traces("-connection")) {
    for (const std::string& line : split_lines(read_file(path))) {
      const ordered_json event = ordered_json::parse(line);
      const std::string op = event.value("op", "");
      if (op == "send") sent.insert(event["type"]);
      if (op == "receive") received.insert(event["type"]);
    }
  }
  for (std::uint64_t type = 0; type < 13; ++type) {
    EXPECT_TRUE(sent.contains(packet_type_name(type))) << packet_type_name(type);
    EXPECT_TRUE(received.contains(packet_type_name(type))) << packet_type_name(type);
  }
}

// What is recorded, but decides nothing by itself: where a line is from; what the machine read of
// the peer's index, which may have been a little else; and the size that a listener wants whose
// client asks for one that is acceptable.
bool is_idle(const std::string& op, const std::string& field) {
  static const std::set<std::string> all{"step", "t_us", "seen"};
  const bool is_peers = (op == "receive" && (field == "head" || field == "tail")) ||
                        (op == "enqueue" && field == "head") ||
                        (op == "dequeue" && field == "tail");
  return all.contains(field) || is_peers || (op == "listen" && field == "size");
}

// All variants of a value with one number in it changed by one, or with another text.
std::vector<ordered_json> altered(const ordered_json& value) {
  std::vector<ordered_json> variants;
  if (value.is_number_integer()) {
    const auto number = value.get<std::uint64_t>();
    for (const std::uint64_t other : {number - 1, number + 1}) {
      const bool wraps = (other > number) != (other == number + 1);
      if (!wraps) variants.emplace_back(other);
    }
  }
  if (value.is_string()) {
    for (const char* text : {"RST", "WROTE", "read", "write"}) {
      if (value != text) variants.emplace_back(text);
    }
  }
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
    for (const ordered_json& variant : altered(value[i])) {
      variants.push_back(value);
      variants.back()[i] = variant;
    }
  }
  return variants;
}

// Alters each field of a line and replays. Returns how many variants there were.
int refuse_every_alteration(std::vector<std::string> lines, std::size_t line) {
  int count = 0;
  const ordered_json original = ordered_json::parse(lines[line]);
  const std::string op = original.value("op", "");
  for (const auto& [name, value] : original.items()) {
    if (name == "op" || is_idle(op, name)) continue;
    for (const ordered_json& variant : altered(value)) {
      ordered_json other = original;
      other[name] = variant;
      lines[line] = other.dump();
      const Outcome outcome = replay_text(join_lines(lines));
      EXPECT_NE(outcome.verdict, Verdict::holds) << lines[line] << "\n" << original.dump();
      EXPECT_GE(outcome.line, line + 1) << lines[line];
      ++count;
    }
  }
  return count;
}

// Whether a line is looked at: of a program's only what came to it, as it may send anything; of
// those that kernel_peer has recorded, which begin in many ways, what the machine then did.
bool is_altered(const std::string& path, const std::string& header, const std::string& line) {
  const std::string op = ordered_json::parse(line).value("op", "");
  if (header.find(R"("player":"program")") != std::string::npos) return op == "receive";
  static const std::set<std::string> all{"send", "leave", "enqueue", "dequeue"};
  return path.find('_') == std::string::npos || all.contains(op);
}

// All such lines of the small traces; every seventeenth of the large ones.
TEST(Connection, AlteredInOneFieldIsRefused) {
  int count = 0;
  for (const std::string& path : recorded_traces("-connection")) {
    const std::vector<std::string> lines = split_lines(read_file(path));
    const std::size_t stride = lines.size() > 50 ? 17 : 1;
    for (std::size_t line = 1; line < lines.size(); line += stride) {
      if (!is_altered(path, lines[0], lines[line])) continue;
      count += refuse_every_alteration(lines, line);
    }
  }
  EXPECT_GT(count, 1500);
  RecordProperty("alterations", count);
}

TEST(Connection, WithoutOneOfItsPacketsIsRefused) {
  for (const char* name : {"a1", "a2", "b1"}) {
    const std::vector<std::string> lines = split_lines(read_file(recorded(name)));
    for (std::size_t line = 1; line < lines.size(); ++line) {
      const std::string op = ordered_json::parse(lines[line]).value("op", "");
      if (op != "send" && op != "pair" && op != "connect") continue;
      // By the older protocol nobody is told who has read already, as that peer may have.
      const bool may_be_late = lines[line].find(R"("type":"WROTE")") != std::string::npos;
      if (may_be_late && name == std::string("a2")) continue;
      std::vector<std::string> rest = lines;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(line));
      ordered_json end = ordered_json::parse(rest.back());
      end["events"] = rest.size() - 2;
      rest.back() = end.dump();
      const Outcome outcome = replay_text(join_lines(rest), {.allow_differences = false});
      EXPECT_EQ(outcome.verdict, Verdict::diverged) << name << ": " << lines[line];
    }
  }
}

TEST(Connection, WithAnIndexThatCannotBeIsRefused) {
  const std::string good = read_file(recorded("a1"));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {R"("tail":[0,22],"head":0)", R"("tail":[0,22],"head":1)"},
           {R"("tail":[22,36],"head":22)", R"("tail":[22,36],"head":23)"},
           {R"("head":[0,22],"tail":22)", R"("head":[0,22],"tail":21)"},
           {R"("head":[0,22],"tail":22)", R"("head":[0,22],"tail":65536)"}}) {
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    EXPECT_EQ(replay_text(text).verdict, Verdict::diverged) << to;
  }
}

// What a recorder within the core tells besides: what the machine saw, when it left its pair, and
// what was set.
struct Altered {
  const char* trace;
  const char* from;
  const char* to;
  const char* message;  // what it must have in it
};

TEST(Connection, WhatARecorderTellsIsHeldTo) {
  const std::vector<Altered> all{
      {"smallest_queues-older-128", R"("op":"look","head":126,"tail":126)",
       R"("op":"look","head":128,"tail":126)",
       "step 15, look: the peer's indices, 128 and 126: one is beyond the ring"},
      {"smallest_queues-older-128", R"("op":"look","head":126,"tail":126)",
       R"("op":"look","head":127,"tail":126)",
       "step 21, receive: the core sends WROTE, recorded nothing"},
      {"host_connects-16384", R"("op":"look","head":11273,"tail":12661)",
       R"("op":"look","head":11273,"tail":12660)",
       "step 175, look: the peer's indices, 11273 and 12660: one moved backwards or too far"},
      {"host_connects-16384", R"("op":"leave","handle":[2,1026],"result":0)",
       R"("op":"leave","handle":[2,1025],"result":0)",
       "step 301, leave: field \"handle\": expected [2, 1026], recorded [2, 1025]"},
      {"host_connects-16384", R"("op":"leave","handle":[2,1026],"result":0)",
       R"("op":"wait","to":"read")", "step 301, wait: the core leaves a pair, recorded nothing"},
      {"host_connects-16384", R"("handle":null,"result":null)", R"("handle":null,"result":0)",
       "field \"result\": expected null, as the handle is, got 0"},
      {"host_connects-16384", R"("op":"peer_option","name":"buffer_max_size","value":16384)",
       R"("op":"peer_option","name":"buffer_max_size","value":8192)",
       "step 5, receive: field \"payload\": expected [8192, 0] of the peer"},
      {"host_connects-16384", R"("name":"buffer_max_size")", R"("name":"buffer")",
       "field \"name\": expected \"buffer_size\" or "},
  };
  for (const Altered& each : all) {
    std::string text = read_file(recorded(each.trace));
    const std::size_t at = text.find(each.from);
    ASSERT_NE(at, std::string::npos) << each.from;
    text.replace(at, std::string(each.from).size(), each.to);
    const std::string message = replay_text(text).message;
    EXPECT_NE(message.find(each.message), std::string::npos) << each.to << "\n" << message;
  }
}

TEST(Connection, CutAtAnyByteIsBadInput) {
  const std::string whole = read_file(recorded("b1"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Outcome outcome = replay_text(whole.substr(0, length));
    ASSERT_NE(outcome.verdict, Verdict::holds) << length;
  }
}

TEST(Connection, ADifferenceIsShownWithWhatWasExpected) {
  std::string text = read_file(recorded("a1"));
  const std::string good = R"("type":"NEGOTIATE2","version":1,"protocols":1)";
  text.replace(text.find(good), good.size(), R"("type":"NEGOTIATE2","version":1,"protocols":3)");
  const Outcome outcome = replay_text(text);
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_EQ(outcome.message,
            "t:5: step 6, receive: field \"protocols\": expected 1 of the peer, recorded 3\n"
            "  expected  NEGOTIATE2 2:1:5000 -> 42:1:40000 protocols 1 payload 65536 0\n"
            "  recorded  NEGOTIATE2 2:1:5000 -> 42:1:40000 protocols 3 payload 65536 0");
}

TEST(Connection, StopsWhenInterrupted) {
  const std::atomic<bool> interrupted = true;
  const Outcome outcome = replay_text(read_file(recorded("a1")), {.interrupted = &interrupted});
  EXPECT_EQ(outcome.verdict, Verdict::interrupted);
}

// Each difference from the kernel that is allowed is one that a recording has.
TEST(KernelDifferences, AreNeeded) {
  ASSERT_EQ(vsock::kKernelDifferences.size(), 2u);
  const Options strict{.allow_differences = false};
  const Outcome connection = replay_file(recorded("bulk1"), "t", strict);
  EXPECT_EQ(connection.verdict, Verdict::diverged);
  EXPECT_NE(connection.message.find("the core sends WROTE, recorded nothing"), std::string::npos)
      << connection.message;
  const Outcome calls = replay_file(kCalls, "t", strict);
  EXPECT_EQ(calls.message, "t:25: step 2526, alloc: field \"result\": recorded 0, the core has -2");
}

struct Fault {
  const SocketCore* core;
  std::vector<std::string> traces;  // all that show it
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.core->name;
}

class FaultOfSockets : public testing::TestWithParam<Fault> {};

TEST_P(FaultOfSockets, Diverges) {
  for (const char* name : {"a1", "a2", "b1", "bulk1", "neg"}) {
    const Outcome outcome = replay_file(recorded(name), name, {.socket_core = GetParam().core});
    const auto& traces = GetParam().traces;
    const bool shows = std::find(traces.begin(), traces.end(), name) != traces.end();
    EXPECT_EQ(outcome.verdict, shows ? Verdict::diverged : Verdict::holds)
        << name << ": " << outcome.message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FaultOfSockets,
    testing::Values(Fault{&socket_cores::answer_of_the_older_kind, {"a2"}},
                    Fault{&socket_cores::asked_once_for_ever, {"a2"}},
                    Fault{&socket_cores::full_queue_not_noticed, {"bulk1"}},
                    Fault{&socket_cores::notification_of_the_older_kind, {"a1", "b1", "bulk1"}},
                    Fault{&socket_cores::rest_not_cleared, {"a1", "a2", "b1", "bulk1", "neg"}},
                    Fault{&socket_cores::size_above_the_largest, {"neg"}},
                    Fault{&socket_cores::size_as_it_is_wished, {"neg"}},
                    Fault{&socket_cores::timeout_keeps_the_pair, {"a1", "a2", "b1", "bulk1"}},
                    Fault{&socket_cores::window_without_floor, {"bulk1"}}),
    [](const auto& info) { return std::string(info.param.core->name); });

// A recording of a client that connects, is answered and sends.
const std::vector<std::string> kRecording{
    R"({"step":5,"t_us":10,"run":"r","who":"run","op":"begin"})",
    R"({"step":6,"t_us":11,"run":"r","who":"host","op":"listen","port":5000,"bind":0,"listen":0})",
    R"({"step":7,"t_us":12,"run":"r","who":"vm","op":"ioctl","name":"INIT_CONTEXT","ret":0,"cid":42})",
    R"({"step":8,"t_us":13,"run":"r","who":"vm","op":"pkt","dir":"vm->host","t":11,"ver":1,"proto":1,"src_cid":42,"src_rid":1,"dst_cid":2,"dst_rid":1,"src_port":9,"dst_port":5000,"u0":"0x1000","u1":"0x0"})",
    R"({"step":9,"t_us":14,"run":"r","who":"vm","op":"pkt","dir":"host->vm","t":12,"ver":1,"proto":1,"src_cid":2,"src_rid":1,"dst_cid":42,"dst_rid":1,"src_port":5000,"dst_port":9,"u0":"0x1000","u1":"0x0"})",
    R"({"step":10,"t_us":15,"run":"r","who":"vm","op":"ioctl","name":"QUEUEPAIR_ALLOC","handle":"42:0x7","flags":0,"psize":4096,"csize":4096,"ret":0,"result":0})",
    R"({"step":11,"t_us":16,"run":"r","who":"vm","op":"pkt","dir":"vm->host","t":3,"ver":1,"proto":0,"src_cid":42,"src_rid":1,"dst_cid":2,"dst_rid":1,"src_port":9,"dst_port":5000,"u0":"0x70000002a","u1":"0x0"})",
    R"({"step":12,"t_us":17,"run":"r","who":"vm","op":"pkt","dir":"host->vm","t":4,"ver":1,"proto":0,"src_cid":2,"src_rid":1,"dst_cid":42,"dst_rid":1,"src_port":5000,"dst_port":9,"u0":"0x70000002a","u1":"0x0"})",
    R"({"step":13,"t_us":18,"run":"r","who":"run","op":"end"})",
};

std::string imported(const std::vector<std::string>& lines) {
  std::istringstream in(join_lines(lines));
  std::ostringstream out;
  import_connections(in, "r", {.source = "a test", .scenario = "made"}, out);
  return out.str();
}

TEST(ConnectionImporter, MakesATraceThatHolds) {
  const std::string text = imported(kRecording);
  EXPECT_EQ(text, imported(kRecording));
  EXPECT_EQ(replay_text(text).message, "");
  const std::vector<std::string> lines = split_lines(text);
  ASSERT_EQ(lines.size(), 9u);
  EXPECT_NE(lines[0].find(R"("context":42,"peer_context":2,"player":"socket")"), std::string::npos);
  EXPECT_EQ(lines[2],
            R"({"step":8,"t_us":13,"op":"connect","port":9,"to":[2,5000],"handle":[42,7],)"
            R"("size":4096,"protocols":1})");
  EXPECT_EQ(lines[4],
            R"({"step":9,"t_us":14,"op":"receive","type":"NEGOTIATE2","version":1,"protocols":1,)"
            R"("src":[2,1,5000],"dst":[42,1,9],"payload":[4096,0],"head":null,"tail":null})");
}

struct BadLine {
  std::size_t line;
  const char* from;
  const char* to;
  const char* message;
};

TEST(ConnectionImporter, RefusesABadRecordingWithOneClearLine) {
  const std::vector<BadLine> all{
      {4, R"("u0":"0x1000")", R"("u0":"tall")",
       R"(r:4: field "u0": expected a number in a text, like "0x10000", got "tall")"},
      {4, R"("dir":"vm->host")", R"("dir":"up")",
       R"(r:4: field "dir": expected "vm->host" or "host->vm" or "kernel->vm", got "up")"},
      {4, R"("src_port":9)", R"("src_port":-9)",
       R"(r:4: field "src_port": expected an integer from 0 to 4294967295, got -9)"},
      {6, R"("handle":"42:0x7")", R"("handle":"427")",
       R"(r:6: field "handle": expected a handle, like "42:0x7700", got "427")"},
      {6, R"("csize":4096)", R"("csize":8192)", R"(r:6: field "csize": expected 4096, got 8192)"},
  };
  for (const BadLine& bad : all) {
    std::vector<std::string> lines = kRecording;
    const std::size_t at = lines[bad.line - 1].find(bad.from);
    ASSERT_NE(at, std::string::npos) << bad.from;
    lines[bad.line - 1].replace(at, std::string(bad.from).size(), bad.to);
    try {
      imported(lines);
      ADD_FAILURE() << bad.to;
    } catch (const BadInput& error) {
      EXPECT_STREQ(error.what(), bad.message);
    }
  }
}

}  // namespace
}  // namespace vmcheck::replay
