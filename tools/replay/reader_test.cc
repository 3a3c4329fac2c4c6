// The format's rules, one by one: what is refused, and the words for it.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tools/replay/bad_input.h"
#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"
#include "tools/replay/replay.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/ring_reader.h"
#include "tools/replay/test_files.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

const std::string kHeader =
    R"({"format":"vmcheck-trace","version":1,"kind":"ring","source":"s","scenario":"c","seed":null,"role":"guest"})";
const std::string kCreate =
    R"({"step":1,"t_us":10,"op":"create","pair":"1:2","produce_size":8,"consume_size":8,"produce_tail":0,"produce_head":0,"produce_free":7,"produce_ready":0,"consume_tail":0,"consume_head":0,"consume_free":7,"consume_ready":0})";
const std::string kEnqueue =
    R"({"step":2,"t_us":20,"op":"enqueue","pair":"1:2","asked":3,"result":0,"moved":3,"tail":[0,3],"head":0,"free":7,"ready":0})";
const std::string kDestroy = R"({"step":3,"t_us":30,"op":"destroy","pair":"1:2"})";
const std::string kEnd = R"({"op":"end","events":3})";

std::vector<std::string> good_lines() {
  return {kHeader, kCreate, kEnqueue, kDestroy, kEnd};
}

Outcome replay_text(const std::string& text) {
  std::istringstream in(text);
  return replay_stream(in, "t");
}

TEST(Reader, TheTraceThatTheCasesAlterHolds) {
  EXPECT_EQ(replay_text(join_lines(good_lines())).message, "");
}

// A line's text `from`, replaced by `to`, is refused with a message.
struct Case {
  std::size_t line;
  const char* from;
  const char* to;
  const char* message;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.from << " -> " << c.to;
}

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, WithOneClearLine) {
  const Case& c = GetParam();
  std::vector<std::string> lines = good_lines();
  const std::size_t at = lines[c.line - 1].find(c.from);
  ASSERT_NE(at, std::string::npos);
  lines[c.line - 1].replace(at, std::string(c.from).size(), c.to);
  const Outcome outcome = replay_text(join_lines(lines));
  EXPECT_EQ(outcome.verdict, Verdict::bad_input);
  EXPECT_EQ(outcome.line, c.line);
  EXPECT_EQ(outcome.message, "t:" + std::to_string(c.line) + ": " + c.message);
}

// With white space a line takes the general parser's way, without it mostly the fast one: what is
// read and what is refused is the same.
TEST(Reader, PlainLinesAreReadAsOthersAre) {
  for (const char* value : {"0",
                            "7",
                            "-7",
                            "-0",
                            "007",
                            "-",
                            "999999999999999999",
                            "9999999999999999999",
                            "1.5",
                            "1e3",
                            "18446744073709551616",
                            "-9223372036854775808",
                            "null",
                            "nul",
                            "true",
                            "false",
                            "[]",
                            "[1,]",
                            "[1,-2,\"a\",null]",
                            "[[1]]",
                            "{}",
                            "\"\"",
                            "\"a b\"",
                            "\"a\\n\"",
                            "\"\\u0041\"",
                            "\"\xc3\xa9\"",
                            "\"\xff\"",
                            "\"\t\"",
                            "\"open",
                            "7,\"a\":8",
                            "7}",
                            "",
                            "\x7f"}) {
    const auto told = [&](const std::string& space) {
      try {
        const std::string line = "{" + space + "\"a\":" + value + "}";
        Record record = Record::parse(line, {"t", 1});
        record.one_of("a", {"none"});
        return std::string();
      } catch (const BadInput& error) {
        std::string message = error.what();
        return message.substr(0, message.find(" at column"));
      }
    };
    EXPECT_NE(told(""), "") << value;
    EXPECT_EQ(told(""), told(" ")) << value;
  }
}

// The events of a ring trace up to the first line that is refused, and the words for that.
std::pair<std::vector<RingEvent>, std::string> read_events(const std::string& text) {
  std::istringstream in(text);
  LineReader lines(in, "t");
  std::vector<RingEvent> events;
  try {
    Record header = Record::parse(*lines.next(), lines.place());
    take_ring_header(take_header(header), header);
    RingReader reader(lines);
    while (const auto event = reader.next()) events.push_back(*event);
  } catch (const BadInput& error) {
    const std::string message = error.what();
    return {events, message.substr(0, message.find(" at column"))};
  }
  return {events, ""};
}

// What is read of lines as they are, and with a space in each, which takes them the other way.
void expect_same_both_ways(std::vector<std::string> lines) {
  const auto scanned = read_events(join_lines(lines));
  for (std::string& each : lines) each.insert(each.empty() ? 0 : 1, " ");
  const auto parsed = read_events(join_lines(lines));
  EXPECT_EQ(scanned.second, parsed.second) << join_lines(lines);
  EXPECT_TRUE(scanned.first == parsed.first) << join_lines(lines);
}

// Lines as to_line() writes them are scanned, others are parsed. What is read is the same, whatever
// character is another one, or missing, or one too many.
TEST(Reader, ScannedEventsAreReadAsParsedOnesAre) {
  for (const std::uint64_t seed : {1, 2}) {
    const std::vector<std::string> lines =
        split_lines(generate_ring_trace({.seed = seed, .events = 6, .hostile = seed == 1}));
    expect_same_both_ways(lines);
    for (std::size_t line = 1; line < lines.size(); ++line) {
      for (std::size_t at = 1; at < lines[line].size(); ++at) {
        std::vector<std::string> altered = lines;
        for (const char* other : {"0", "9", "-", "", "1,", "null"}) {
          altered[line] = lines[line];
          altered[line].replace(at, 1, other);
          expect_same_both_ways(altered);
        }
        altered[line] = lines[line];
        altered[line].insert(at, "7");
        expect_same_both_ways(altered);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Header, Refused,
    testing::Values(
        Case{1, "vmcheck-trace", "pcap", R"(field "format": expected "vmcheck-trace", got "pcap")"},
        Case{1, R"("version":1)", R"("version":2)",
             R"(field "version": expected at most 1 (newer traces need a newer vmcheck), got 2)"},
        Case{1, R"("version":1)", R"("version":0)",
             R"(field "version": expected an integer from 1, got 0)"},
        Case{1, R"("version":1)", R"("version":"1")",
             R"(field "version": expected an integer from 1, got "1")"},
        Case{1, R"("kind":"ring")", R"("kind":"bell")",
             R"(field "kind": expected "ring" or "schedule" or "connection" or "calls", )"
             R"(got "bell")"},
        Case{1, R"("source":"s")", R"("source":"")",
             R"(field "source": expected a text of 1 to 1000 bytes, got "")"},
        Case{1, R"("seed":null)", R"("seed":-1)",
             R"(field "seed": expected an integer from 0 or null, got -1)"},
        Case{1, R"("role":"guest")", R"("role":"cook")",
             R"(field "role": expected "guest" or "host", got "cook")"},
        Case{1, R"(,"role":"guest")", "",
             R"(field "role": expected "guest" or "host", got no such field)"},
        Case{
            1, R"("role")", R"("hue":1,"role")",
            R"(field "hue": expected no field of this name in the header of a ring trace, got 1)"}));

INSTANTIATE_TEST_SUITE_P(
    Json, Refused,
    testing::Values(
        Case{2, "{", "", "expected a JSON object on this line"},
        Case{2, R"({"step")", R"(x{"step")",
             "expected one JSON object on this line, got text that is not JSON at column 1"},
        Case{2, R"("consume_ready":0})", R"("consume_ready":0}})",
             "expected one JSON object on this line, got text that is not JSON at column 220"},
        Case{4, kDestroy.c_str(), "", "expected a JSON object, got an empty line"},
        Case{4, kDestroy.c_str(), "7", "expected a JSON object on this line"},
        Case{4, kDestroy.c_str(), "[7]", "expected a JSON object on this line"},
        Case{2, R"("step":1)", R"("step":1,"step":1)",
             R"(field "step": expected it once, got it twice)"},
        Case{2, R"("step":1)", R"("step":{"a":1})",
             R"(field "step": expected a plain value, got an object)"},
        Case{3, "[0,3]", "[0,[3]]",
             R"(field "tail": expected an array of plain values, got an array)"}));

INSTANTIATE_TEST_SUITE_P(
    Event, Refused,
    testing::Values(
        Case{
            2, R"("op":"create")", R"("op":"make")",
            R"(field "op": expected "create" or "enqueue" or "dequeue" or "peek" or "snapshot" or )"
            R"("destroy" or "gap" or "end", got "make")"},
        Case{2, R"("pair":"1:2")", R"("pair":7)",
             R"(field "pair": expected a text of 1 to 64 bytes, got 7)"},
        Case{2, R"("t_us":10)", R"("t_us":1.5)",
             R"(field "t_us": expected an integer from 0, got the number 1.5)"},
        Case{2, R"("t_us":10)", R"("t_us":18446744073709551616)",
             R"(field "t_us": expected an integer from 0, got the number 18446744073709551616)"},
        Case{3, R"("step":2)", R"("step":1)",
             R"(field "step": expected more than 1, the step before, got 1)"},
        Case{3, R"("t_us":20)", R"("t_us":9)",
             R"(field "t_us": expected at least 10, the time before, got 9)"},
        Case{3, R"("pair":"1:2")", R"("pair":"1:3")",
             R"(field "pair": expected a pair that is open, got "1:3")"},
        Case{
            3, "enqueue", "destroy",
            R"(field "asked": expected no field of this name in a line with the op "destroy", got 3)"},
        Case{
            4, R"("destroy","pair":"1:2")", R"("destroy","pair":"1:2","x":[])",
            R"(field "x": expected no field of this name in a line with the op "destroy", got [])"},
        Case{4, R"("op":"destroy","pair":"1:2")", R"("op":"gap","lost":-1)",
             R"(field "lost": expected an integer from 0 or null, got -1)"},
        Case{4, R"("op":"destroy")", R"("op":"gap","lost":1)",
             R"(field "pair": expected no field of this name in a line with the op "gap", )"
             R"(got "1:2")"}));

INSTANTIATE_TEST_SUITE_P(
    Create, Refused,
    testing::Values(
        Case{2, R"("produce_size":8)", R"("produce_size":134217729)",
             R"(field "produce_size": expected an integer from 0 to 134217728, got 134217729)"},
        Case{2, R"("consume_size":8)", R"("consume_size":134217721)",
             R"(field "consume_size": expected an integer from 0 to 134217720, got 134217721)"},
        Case{2, R"("produce_size":8,"consume_size":8)", R"("produce_size":0,"consume_size":0)",
             R"(field "consume_size": expected a size above 0, as the other one is 0, got 0)"},
        Case{2, R"("produce_tail":0)", R"("produce_tail":8)",
             R"(field "produce_tail": expected an integer from 0 to 7, got 8)"},
        Case{2, R"("consume_tail":0)", R"("consume_tail":8)",
             R"(field "consume_tail": expected an integer from 0 to 7, got 8)"},
        Case{2, R"("consume_ready":0)", R"("consume_ready":null)",
             R"(field "consume_ready": expected a number, as the other count is one, got null)"},
        Case{2, R"("consume_free":7)", R"("consume_free":null)",
             R"(field "consume_ready": expected null, as the other count is null, got 0)"}));

INSTANTIATE_TEST_SUITE_P(
    Transfer, Refused,
    testing::Values(
        Case{3, R"("result":0)", R"("result":-36)",
             R"(field "result": expected one of 0, -24, -35, got -36)"},
        Case{3, R"("result":0)", R"("result":-35)", R"(field "moved": expected 0, got 3)"},
        Case{3, R"("moved":3)", R"("moved":8)",
             R"(field "moved": expected an integer from 0 to 7, got 8)"},
        Case{3, R"("moved":3)", R"("moved":4)",
             R"(field "moved": expected at most the 3 that were asked for, got 4)"},
        Case{3, R"("asked":3,"result":0,"moved":3)", R"("asked":null,"result":0,"moved":0)",
             R"(field "asked": expected a number, as no bytes were moved, got null)"},
        Case{3, R"("head":0)", R"("head":true)",
             R"(field "head": expected an integer from 0, got true)"},
        Case{3, "[0,3]", "[0,8]",
             R"(field "tail": expected [before, after], each an integer from 0 to 7, got [0, 8])"},
        Case{
            3, "[0,3]", "[0,3,3]",
            R"(field "tail": expected [before, after], each an integer from 0 to 7, got [0, 3, 3])"},
        Case{3, "[0,3]", "3",
             R"(field "tail": expected [before, after], each an integer from 0 to 7, got 3)"}));

INSTANTIATE_TEST_SUITE_P(
    End, Refused,
    testing::Values(Case{5, R"("events":3)", R"("events":4)",
                         R"(field "events": expected 3, got 4)"},
                    Case{5, R"("events":3)", R"("events":3,"step":4)",
                         R"(field "step": expected no field of this name in a line with the op )"
                         R"("end", got 4)"}));

TEST(Reader, RefusesAPairThatIsOpenAlready) {
  std::vector<std::string> lines = good_lines();
  lines[2] = kCreate;
  lines[2].replace(lines[2].find(":1,"), 3, ":2,");
  EXPECT_EQ(replay_text(join_lines(lines)).message,
            R"(t:3: field "pair": expected a pair that is not open yet, got "1:2")");
}

TEST(Reader, RefusesWhatFollowsTheEnd) {
  EXPECT_EQ(replay_text(join_lines(good_lines()) + kEnd + "\n").message,
            R"(t:6: expected the end of the file behind {"op":"end",...}, got a line)");
}

TEST(Reader, RefusesAFileCutBetweenLines) {
  std::vector<std::string> lines = good_lines();
  lines.pop_back();
  EXPECT_EQ(replay_text(join_lines(lines)).message,
            R"(t:5: expected an event or {"op":"end",...}, got the end of the file: the file was )"
            "cut here");
  EXPECT_EQ(replay_text("").message, "t:1: expected a trace's header line, got an empty file");
}

TEST(Reader, RefusesAFileCutInALine) {
  EXPECT_EQ(replay_text(kHeader).message,
            "t:1: expected a newline at the end of the last line: the file was cut here");
}

TEST(Reader, RefusesBytesThatAreNoText) {
  const Outcome outcome =
      replay_text(std::string("\x7f"
                              "ELF\0\xff\n",
                              7));
  EXPECT_EQ(outcome.message,
            "t:1: expected one JSON object on this line, got text that is not JSON at column 1");
}

TEST(Reader, RefusesDeepNestingAndLongLinesAtOnce) {
  EXPECT_EQ(replay_text(std::string(1000000, '[') + "\n").message,
            "t:1: expected a JSON object on this line");
  EXPECT_EQ(replay_text(R"({"a":)" + std::string(1000000, '[') + "\n").message,
            R"(t:1: field "a": expected an array of plain values, got an array)");
  EXPECT_EQ(replay_text(std::string(1 << 20, ' ') + "\n").line, 1u);
  EXPECT_EQ(replay_text(std::string((1 << 20) + 1, ' ') + "\n").message,
            "t:1: expected lines of at most 1048576 bytes, got a longer one");
}

TEST(Reader, AMessageStaysOneShortLine) {
  const std::string name(5000, 'n');
  const Outcome outcome = replay_text("{\"" + name + "\\n\":1,\"" + name + "\\n\":1}\n");
  EXPECT_EQ(outcome.message.find('\n'), std::string::npos);
  EXPECT_LT(outcome.message.size(), 200u);
}

// Many pairs and much memory are refused before they are had.
TEST(Reader, RefusesMoreMemoryThanAMachineIsGranted) {
  std::string text = kHeader + "\n";
  const std::string big =
      R"("t_us":0,"op":"create","produce_size":67108864,"consume_size":1,"produce_tail":0,)"
      R"("produce_head":0,"produce_free":67108863,"produce_ready":0,"consume_tail":0,)"
      R"("consume_head":0,"consume_free":0,"consume_ready":0)";
  for (int i = 1; i <= 2; ++i) {
    text += R"({"step":)" + std::to_string(i) + R"(,"pair":")" + std::to_string(i) + "\"," + big +
            "}\n";
  }
  EXPECT_EQ(replay_text(text).message,
            R"(t:3: field "produce_size": expected an integer from 0 to 67108863, got 67108864)");
}

// Reading what was written gives the same events and the same bytes.
TEST(Reader, EventsSurviveBeingWrittenAndRead) {
  std::vector<std::string> texts = {generate_ring_trace({.seed = 5, .events = 300}),
                                    generate_ring_trace({.seed = 6, .consume_size = 0})};
  for (const std::string& path : recorded_traces()) texts.push_back(read_file(path));
  for (const std::string& text : texts) {
    std::istringstream in(text);
    LineReader lines(in, "t");
    Record first = Record::parse(*lines.next(), lines.place());
    std::string again = to_header_line(take_ring_header(take_header(first), first)) + "\n";
    RingReader reader(lines);
    std::uint64_t events = 0;
    for (; const auto event = reader.next(); ++events) again += to_line(*event) + "\n";
    EXPECT_EQ(again + to_end_line(events) + "\n", text);
  }
}

}  // namespace
}  // namespace vmcheck::replay
