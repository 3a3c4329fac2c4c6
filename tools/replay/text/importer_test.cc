// Logs become traces: what is sorted, what is lost, what is refused, and that a replay holds.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"
#include "tools/replay/text/text_importer.h"
#include "tools/replay/text/trace_log.h"

namespace vmcheck::replay {
namespace {

struct Imported {
  std::uint64_t count = 0;
  std::string trace;
  std::vector<std::string> notes;
};

Imported import_lines(decltype(&import_log_rings) import, const std::vector<std::string>& lines) {
  std::istringstream in(join_lines(lines));
  std::ostringstream out;
  Imported result;
  const ImportOptions options{.source = "a test", .scenario = "made", .notes = &result.notes};
  result.count = import(in, "t", options, out);
  result.trace = out.str();
  return result;
}

std::string refusal(decltype(&import_log_rings) import, const std::vector<std::string>& lines) {
  try {
    import_lines(import, lines);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "nothing";
}

Outcome replay_text(const std::string& text) {
  std::istringstream in(text);
  return replay_stream(in, "t");
}

// A line of CPU `cpu`, at so many microseconds.
std::string line_at(std::uint64_t t_us, int cpu, const std::string& event) {
  return fmt::format("  vm test-77   [{:03}] d..1.  {}.{:06}: {}", cpu, t_us / 1000000,
                     t_us % 1000000, event);
}

constexpr const char* kGuest = "src_cid=42 src_rid=1 src_port=9 dst_cid=2 dst_rid=1 dst_port=80";
constexpr const char* kHost = "src_cid=2 src_rid=1 src_port=80 dst_cid=42 dst_rid=1 dst_port=9";

std::string packet(bool sent, int type, int proto, const std::string& word) {
  return fmt::format(
      "vmcheck_{}: (f+0x0/0x9 [vmw]) {} payload_size=32 version=1 type={} proto={} word0={} "
      "word1=0x0",
      sent ? "send" : "receive", sent ? kGuest : kHost, type, proto, word);
}

std::vector<std::string> handshake() {
  return {"# tracer: nop", line_at(1000000, 0, packet(true, 11, 1, "65536")),
          line_at(1000010, 1, packet(false, 12, 1, "0x10000")),
          line_at(1000020, 0, packet(true, 3, 0, "0x70000002a")),
          line_at(1000030, 1, packet(false, 4, 0, "0x70000002a"))};
}

TEST(PacketLog, MakesATraceThatHolds) {
  const Imported imported = import_lines(import_log_packets, handshake());
  EXPECT_EQ(imported.count, 4u);
  EXPECT_TRUE(imported.notes.empty());
  EXPECT_EQ(replay_text(imported.trace).message, "");
  EXPECT_EQ(split_lines(imported.trace)[2],
            R"({"step":2,"t_us":10,"op":"receive","type":"NEGOTIATE2","version":1,"protocols":1,)"
            R"("src":[2,1,80],"dst":[42,1,9],"payload":[65536,0],"head":null,"tail":null})");
}

// The beginnings of what was recorded of Debian's Linux 6.1.0-56-amd64 in QEMU while kernel_peer's
// core connected to its sockets: by tools/record/vmci_ftrace.sh; by its probes with `trace-cmd
// record -e vmcheck` and `perf record -e vmcheck:*` (3.1.6 and 6.1.192; their report and script);
// and by `bpftrace -f json tools/record/vmci.bt` (0.17.0). `bazel run
// //tools/kernel_peer:recorders` makes them anew.
TEST(RecordedLog, OfAKernelIsExplained) {
  for (const char* tool : {"ftrace", "trace_cmd", "perf", "bpftrace"}) {
    const std::vector<std::string> lines =
        split_lines(read_file(fmt::format("tools/replay/text/corpus/{}_linux_6.1", tool)));
    for (const auto import : {import_log_packets, import_log_rings}) {
      const Imported imported = import_lines(import, lines);
      EXPECT_GT(imported.count, 5u) << tool;
      EXPECT_EQ(replay_text(imported.trace).message, "") << tool;
    }
  }
}

// A kernel does not name itself in what it sends: who that is follows from what comes to it.
TEST(PacketLog, NamesWhoSends) {
  const Imported named = import_lines(import_log_packets, handshake());
  for (const char* own : {"src_cid=42", "src_cid=2"}) {
    std::vector<std::string> lines = handshake();
    for (std::string& line : lines) {
      const std::size_t at = line.find(std::string(own) + " ");
      if (at == std::string::npos) continue;
      line.replace(at, std::string(own).size(), "src_cid=4294967295");
    }
    const Imported imported = import_lines(import_log_packets, lines);
    EXPECT_EQ(imported.trace, named.trace) << own;
    EXPECT_TRUE(imported.notes.empty());
  }
}

TEST(PacketLog, LeavesOutWhomNothingNames) {
  std::string line = handshake()[1];
  line.replace(line.find("src_cid=42"), 10, "src_cid=4294967295");
  const Imported imported = import_lines(import_log_packets, {line});
  EXPECT_EQ(imported.count, 0u);
  EXPECT_EQ(imported.notes,
            std::vector<std::string>{"1 packets were left out, as nothing says which machine has "
                                     "sent them: give --context"});
}

// Whatever the order of the CPUs' lines in the file, the trace is the same.
TEST(PacketLog, LinesAreSortedByTime) {
  const std::string sorted = import_lines(import_log_packets, handshake()).trace;
  EXPECT_TRUE(rc::check([&] {
    std::vector<std::string> lines = handshake();
    for (std::size_t i = lines.size() - 1; i > 0; --i) {
      std::swap(lines[i], lines[*rc::gen::inRange<std::size_t>(0, i + 1)]);
    }
    RC_ASSERT(import_lines(import_log_packets, lines).trace == sorted);
  }));
}

TEST(PacketLog, LinesOfOneTimeKeepTheirOrder) {
  std::vector<std::string> lines = handshake();
  for (std::string& line : lines) {
    const std::size_t at = line.find("1.0000");
    if (at != std::string::npos) line.replace(at, 8, "1.000000");
  }
  EXPECT_EQ(replay_text(import_lines(import_log_packets, lines).trace).message, "");
}

TEST(PacketLog, ALineBehindTheWindowIsRefused) {
  std::vector<std::string> lines = handshake();
  const std::string late = lines[1];
  lines[1].clear();
  for (std::size_t i = 0; i < TraceLog::kWindow; ++i)
    lines.push_back(line_at(2000000, 0, "vmcheck_x:"));
  lines.push_back(late);
  EXPECT_EQ(refusal(import_log_packets, lines),
            fmt::format("t:{}: field \"time\": expected at least 2.000000000, as lines are sorted "
                        "65536 at a time, got 1.000000000: sort the log by time, or the clock went "
                        "back",
                        lines.size()));
}

TEST(PacketLog, LostEventsAreAGap) {
  std::vector<std::string> lines = handshake();
  lines.insert(lines.begin() + 3, "CPU:0 [LOST 37 EVENTS]");
  lines.erase(lines.begin() + 2);
  const Imported imported = import_lines(import_log_packets, lines);
  EXPECT_EQ(imported.notes, std::vector<std::string>{"37 events were lost before line 4"});
  EXPECT_EQ(split_lines(imported.trace)[2], R"({"step":2,"t_us":20,"op":"gap","lost":37})");
  EXPECT_EQ(replay_text(imported.trace).notes.size(), 1u);
}

// What CPU 0 has lost may have happened before each event since its last one: NEGOTIATE2, and all
// that other CPUs have seen behind it.
TEST(PacketLog, WhatACpuHasLostIsAGapBeforeEachEventOfThatTime) {
  std::vector<std::string> lines = handshake();
  lines.insert(lines.begin() + 3, "CPU:0 [LOST 37 EVENTS]");
  std::vector<std::string> gaps;
  const Imported imported = import_lines(import_log_packets, lines);
  for (const std::string& line : split_lines(imported.trace)) {
    if (line.find("gap") != std::string::npos) gaps.push_back(line);
  }
  EXPECT_EQ(gaps, (std::vector<std::string>{R"({"step":2,"t_us":10,"op":"gap","lost":37})",
                                            R"({"step":4,"t_us":20,"op":"gap","lost":null})"}));
  EXPECT_EQ(imported.notes, std::vector<std::string>{"37 events were lost before line 3"});
}

TEST(PacketLog, JumpsOfTheClockAndWhatIsLeftOutAreNamed) {
  std::vector<std::string> lines = handshake();
  lines.push_back(line_at(7200000000, 0, packet(true, 5, 0, "0")));
  lines.push_back(line_at(7200000001, 0, "sched_switch: prev_comm=a"));
  std::string small = packet(true, 5, 0, "0");
  small.replace(small.find("size=32"), 7, "size=12");
  lines.push_back(line_at(7200000002, 0, small));
  EXPECT_EQ(import_lines(import_log_packets, lines).notes,
            (std::vector<std::string>{
                "1 datagrams that are no control packets were left out",
                "1 events of other names were left out",
                "1 times the clock jumps ahead by more than an hour, first at line 6"}));
}

TEST(PacketLog, ABadFieldIsRefusedInOneLine) {
  const auto altered = [](const std::string& from, const std::string& to) {
    std::vector<std::string> lines = handshake();
    lines[1].replace(lines[1].find(from), from.size(), to);
    return refusal(import_log_packets, lines);
  };
  EXPECT_EQ(altered(" version=1", ""),
            R"(t:2: field "version": expected an integer from 0 to 255, got no such field)");
  EXPECT_EQ(altered("type=11", "type=0x1ff"),
            R"(t:2: field "type": expected an integer from 0 to 255, got "0x1ff")");
  EXPECT_EQ(altered("word0=65536", "word0=(fault)"),
            R"x(t:2: field "word0": expected an integer from 0, got "(fault)")x");
  EXPECT_EQ(altered("src_port=9", "src_port=4294967296"),
            R"(t:2: field "src_port": expected an integer from 0 to 4294967295, got "4294967296")");
}

// A call and its return. The rings have 8 bytes.
struct Call {
  const char* operation;
  int asked;
  int result;
  std::array<int, 4> indices;  // produce tail, consume head, consume tail, produce head
};

std::vector<std::string> call_lines(std::uint64_t t_us, const Call& call) {
  const auto& [produce_tail, consume_head, consume_tail, produce_head] = call.indices;
  return {
      line_at(t_us, 0,
              fmt::format("vmcheck_{}: (g) cid=42 rid=0x7 asked={} produce_size=8 "
                          "consume_size=8 produce_tail={} consume_head={} consume_tail={} "
                          "produce_head={}",
                          call.operation, call.asked, produce_tail, consume_head, consume_tail,
                          produce_head)),
      line_at(t_us + 1, 0,
              fmt::format("vmcheck_{}_return: (h <- g) result={}", call.operation, call.result))};
}

std::vector<std::string> ring_log(const std::vector<Call>& calls) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    for (const std::string& line : call_lines(1000 + 10 * i, calls[i])) lines.push_back(line);
  }
  return lines;
}

const std::vector<Call> kCalls{{"enqueue", 5, 5, {0, 0, 0, 0}},   {"enqueue", 9, 2, {5, 0, 0, 0}},
                               {"enqueue", 1, -35, {7, 0, 0, 0}}, {"dequeue", 3, 3, {7, 0, 4, 7}},
                               {"peek", 3, 1, {7, 3, 4, 7}},      {"dequeue", 3, 1, {7, 3, 4, 7}},
                               {"dequeue", 3, -36, {7, 4, 4, 7}}};

TEST(RingLog, MakesATraceThatHolds) {
  std::vector<std::string> lines = ring_log(kCalls);
  lines.push_back(line_at(2000, 0, "vmcheck_detach: (g) cid=42 rid=0x7"));
  const Imported imported = import_lines(import_log_rings, lines);
  EXPECT_EQ(imported.count, 7u);
  EXPECT_TRUE(imported.notes.empty());
  const Outcome outcome = replay_text(imported.trace);
  EXPECT_EQ(outcome.message, "");
  EXPECT_EQ(outcome.events, 9u);
}

// The peer went on between the call and the moment at which its index was read.
TEST(RingLog, ThePeersIndexIsWhatItMustHaveBeen) {
  const Imported imported =
      import_lines(import_log_rings, ring_log({{"enqueue", 7, 7, {0, 0, 0, 0}},
                                               {"enqueue", 3, 3, {7, 0, 0, 0}},
                                               {"dequeue", 2, 2, {2, 0, 1, 0}}}));
  EXPECT_EQ(replay_text(imported.trace).message, "");
  EXPECT_NE(imported.trace.find(R"("moved":3,"tail":[7,2],"head":3)"), std::string::npos)
      << imported.trace;
  EXPECT_NE(imported.trace.find(R"("moved":2,"head":[0,2],"tail":2)"), std::string::npos);
}

TEST(RingLog, AWrongResultDiverges) {
  for (std::size_t i = 0; i < kCalls.size(); ++i) {
    std::vector<Call> calls = kCalls;
    calls[i].result = calls[i].result > 1 ? calls[i].result - 1 : calls[i].result == 1 ? -36 : 1;
    // As much as was there, or is there now.
    if (kCalls[i].result < 0) continue;
    const Imported imported = import_lines(import_log_rings, ring_log(calls));
    EXPECT_EQ(replay_text(imported.trace).verdict, Verdict::diverged) << i;
  }
}

TEST(RingLog, BehindLostEventsAPairBeginsAnew) {
  std::vector<std::string> lines = ring_log({kCalls[0], kCalls[4]});
  lines.insert(lines.begin() + 2, "CPU:0 [LOST EVENTS]");
  const Imported imported = import_lines(import_log_rings, lines);
  EXPECT_EQ(imported.count, 2u);
  EXPECT_EQ(imported.notes, std::vector<std::string>{"some events were lost before line 4"});
  const Outcome outcome = replay_text(imported.trace);
  EXPECT_EQ(outcome.message, "");
  EXPECT_EQ(outcome.events, 5u);
}

// A pair begins anew for each call, of which nothing is lost.
TEST(RingLog, WhatAnotherCpuHasLostTakesNoCalls) {
  std::vector<std::string> lines = ring_log(kCalls);
  lines.insert(lines.begin(), "CPU:1 [LOST 5 EVENTS]");
  lines.push_back(line_at(2000, 1, "other: a=1"));
  const Imported imported = import_lines(import_log_rings, lines);
  EXPECT_EQ(imported.count, 7u);
  EXPECT_EQ(imported.notes, (std::vector<std::string>{"5 events were lost before line 2",
                                                      "1 events of other names were left out"}));
  const Outcome outcome = replay_text(imported.trace);
  EXPECT_EQ(outcome.message, "");
  EXPECT_EQ(outcome.events, 7u + 7u + 6u);
}

// The call that has returned may be another one than the one that was seen to begin.
TEST(RingLog, ACallOfALossyCpuIsLeftOut) {
  std::vector<std::string> lines = ring_log({kCalls[0]});
  lines.insert(lines.begin() + 1, "CPU:0 [LOST 5 EVENTS]");
  EXPECT_EQ(import_lines(import_log_rings, lines).count, 0u);
}

TEST(RingLog, HalfCallsAreLeftOut) {
  std::vector<std::string> lines = ring_log(kCalls);
  lines.erase(lines.begin());
  const Imported imported = import_lines(import_log_rings, lines);
  EXPECT_EQ(imported.count, 6u);
  EXPECT_EQ(imported.notes, std::vector<std::string>{"1 calls were left out, as one end of them is "
                                                     "missing"});
  EXPECT_EQ(replay_text(imported.trace).message, "");
}

TEST(RingLog, ABadFieldIsRefusedInOneLine) {
  EXPECT_EQ(refusal(import_log_rings, ring_log({{"enqueue", 5, 8, {0, 0, 0, 0}}})),
            R"(t:2: field "result": expected at most 5, as many bytes can be moved, got "8")");
  EXPECT_EQ(refusal(import_log_rings, ring_log({{"enqueue", 5, 5, {8, 0, 0, 0}}})),
            R"(t:1: field "produce_tail": expected an integer from 0 to 7, got "8")");
}

// A log's line as bpftrace wraps it.
std::string wrapped(const std::string& line) {
  return fmt::format(R"({{"type": "printf", "data": "{}\n"}})", line);
}

std::vector<std::string> bpftrace_log() {
  std::vector<std::string> lines = handshake();
  lines[0] = R"({"type": "attached_probes", "data": {"probes": 3}})";
  for (std::size_t i = 1; i < lines.size(); ++i) lines[i] = wrapped(lines[i]);
  return lines;
}

TEST(Bpftrace, ItsLinesAreALog) {
  EXPECT_EQ(import_lines(import_log_packets, bpftrace_log()).trace,
            import_lines(import_log_packets, handshake()).trace);
}

// bpftrace does not say of which CPU they were: of the one whose event comes next.
TEST(Bpftrace, LostEventsAreAGap) {
  std::vector<std::string> lines = bpftrace_log();
  lines.insert(lines.begin() + 3, R"({"type": "lost_events", "data": {"events": 9}})");
  lines.erase(lines.begin() + 2);
  const Imported imported = import_lines(import_log_packets, lines);
  EXPECT_EQ(imported.notes, std::vector<std::string>{"9 events were lost before line 4"});
  EXPECT_EQ(split_lines(imported.trace)[2], R"({"step":2,"t_us":20,"op":"gap","lost":9})");
}

TEST(Bpftrace, AnythingElseIsRefused) {
  for (const char* line :
       {"{}", "{7}", R"({"type": "printf"})", R"({"type": "printf", "data": "no newline"})",
        R"({"type": "printf", "data": "two\nlines\n"})", R"({"type": "map", "data": {"@": 1}})"}) {
    EXPECT_TRUE(refusal(import_log_rings, {line}).starts_with("t:1: expected {\"type\":\"printf\""))
        << line;
  }
  EXPECT_TRUE(
      refusal(import_log_rings, {wrapped("text")}).starts_with("t:1: expected a line of ftrace"));
}

}  // namespace
}  // namespace vmcheck::replay
