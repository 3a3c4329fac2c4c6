// Lines of the tools that trace a kernel, as they come.
#include <gtest/gtest.h>

#include <string>

#include "tools/replay/text/trace_line.h"

namespace vmcheck::replay {
namespace {

struct Case {
  const char* name;
  const char* line;
  const char* task;
  std::uint32_t pid;
  std::uint32_t cpu;
  std::uint64_t time_ns;
  const char* event;
  const char* message;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.line;
}

class Event : public testing::TestWithParam<Case> {};

TEST_P(Event, IsTakenApart) {
  const Case& c = GetParam();
  const auto line = parse_trace_line(c.line, {"t", 1});
  const auto* event = std::get_if<TraceLine>(&line);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->task, c.task);
  EXPECT_EQ(event->pid, c.pid);
  EXPECT_EQ(event->cpu, c.cpu);
  EXPECT_EQ(event->time_ns, c.time_ns);
  EXPECT_EQ(event->event, c.event);
  EXPECT_EQ(event->message, c.message);
}

INSTANTIATE_TEST_SUITE_P(
    All, Event,
    testing::Values(
        Case{"ftrace",
             "           socat-1234    [001] d.h1.  1234.567890: vmcheck_send: (f+0x0/0x1f0 "
             "[vmw_vmci]) type=11",
             "socat", 1234, 1, 1234567890000, "vmcheck_send", "(f+0x0/0x1f0 [vmw_vmci]) type=11"},
        Case{"without_flags", " socat-1234 [001] 1234.567890: vmcheck_send: a=1", "socat", 1234, 1,
             1234567890000, "vmcheck_send", "a=1"},
        Case{"with_process", "socat-7     (      7) [003] ..... 1.000001: e: a=1", "socat", 7, 3,
             1000001000, "e", "a=1"},
        Case{"unknown_process", "<idle>-0   (-------) [003] d.h.. 1.000001: e: a=1", "<idle>", 0, 3,
             1000001000, "e", "a=1"},
        Case{"name_with_everything", "a b-c [7] -d-42 [000] .... 1.000000: e: m", "a b-c [7] -d",
             42, 0, 1000000000, "e", "m"},
        Case{"kernel_thread", "kworker/u8:1-36 [002] ....  9.000000: e:  f=1  g=2", "kworker/u8:1",
             36, 2, 9000000000, "e", "f=1  g=2"},
        Case{"trace_cmd",
             "          vmtest-812   [000]  1234.123456789: vmcheck_send:         (0xffff) a=1\r",
             "vmtest", 812, 0, 1234123456789, "vmcheck_send", "(0xffff) a=1"},
        Case{"perf", "socat  1234 [001]  1234.567890: probe:vmcheck_send: (ffffffffc0) type=11",
             "socat", 1234, 1, 1234567890000, "vmcheck_send", "(ffffffffc0) type=11"},
        Case{"perf_thread", "a b 12/34 [001] 1.000000:  x:y: m", "a b", 34, 1, 1000000000, "y",
             "m"},
        Case{"no_message", "a-1 [000] 1.000000: e:", "a", 1, 0, 1000000000, "e", ""},
        Case{"no_event", "a-1 [000] 1.000000: schedule <-worker", "a", 1, 0, 1000000000, "",
             "schedule <-worker"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Lost, EventsAreCountedByCpu) {
  const auto lost = [](const char* line) {
    const auto parsed = parse_trace_line(line, {"t", 1});
    const auto* found = std::get_if<LostLine>(&parsed);
    EXPECT_NE(found, nullptr) << line;
    return found == nullptr ? LostLine{} : *found;
  };
  EXPECT_EQ(lost("CPU:2 [LOST 37 EVENTS]").cpu, 2u);
  EXPECT_EQ(lost("CPU:2 [LOST 37 EVENTS]").count, 37u);
  EXPECT_EQ(lost("CPU:12 [LOST EVENTS]").cpu, 12u);
  EXPECT_EQ(lost("CPU:12 [LOST EVENTS]").count, std::nullopt);
  EXPECT_EQ(lost("CPU:1 [9 EVENTS DROPPED]").count, 9u);
  EXPECT_EQ(lost("CPU:1 [EVENTS DROPPED]").count, std::nullopt);
  EXPECT_EQ(lost("swapper 0 [003] 1.000000: PERF_RECORD_LOST lost 5").count, 5u);
  EXPECT_EQ(lost("swapper 0 [003] 1.000000: PERF_RECORD_LOST lost 5").cpu, 3u);
  EXPECT_EQ(lost("Lost 37 events").count, 37u);
  EXPECT_EQ(lost("Lost 37 events").cpu, std::nullopt);
}

TEST(Head, TellsNothing) {
  for (const char* line :
       {"", "   ", "# tracer: nop", "#  TASK-PID  CPU#", "cpus=4", "version = 7", "CPU 3 is empty",
        "##### CPU 1 buffer started ####", "Attaching 16 probes..."}) {
    EXPECT_TRUE(std::holds_alternative<HeadLine>(parse_trace_line(line, {"t", 1}))) << line;
  }
}

TEST(Line, OfAnythingElseIsRefused) {
  for (const char* line :
       {"something", "a-1 [000] 1.00: e: m", "a-1 [000] 1234: e: m", "a-1 [x] 1.000000: e: m",
        "-1 [000]", "a [000] 1.000000: e: m", "a-99999999999 [000] 1.000000: e: m", "CPU:x [LOST]",
        "a-1 [000] 99999999999999.000000: e: m", "a-1 [65536] 1.000000: e: m",
        "a-1 [000] .... .... 1.000000: e: m"}) {
    try {
      parse_trace_line(line, {"t", 3});
      ADD_FAILURE() << line;
    } catch (const BadInput& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("t:3: expected a line of ftrace")) << line;
    }
  }
}

}  // namespace
}  // namespace vmcheck::replay
