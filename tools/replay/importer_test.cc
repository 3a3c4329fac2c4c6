// Recordings become traces, and a bad one is refused with its line and field.
#include "tools/replay/importer.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/bad_input.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {
namespace {

// What a recording looks like, with unequal sizes, one line of another actor among the rest, and
// traffic in both directions.
const std::vector<std::string> kRecording = {
    R"({"step":5,"t_us":10,"run":"r","who":"run","op":"begin"})",
    R"({"step":6,"t_us":11,"run":"r","who":"vm","op":"ioctl","name":"VERSION2","nr":1959,"in":"0xb0000","ret":"0xb0000"})",
    R"({"step":7,"t_us":12,"run":"r","who":"vm","op":"ioctl","name":"QUEUEPAIR_ALLOC","nr":1960,"handle":"4:0x1","psize":100,"csize":50,"ret":0,"result":0})",
    R"({"step":8,"t_us":13,"run":"r","who":"vm","op":"connected","p.tail":0,"p.head":0,"c.tail":9,"c.head":0})",
    R"({"step":9,"t_us":14,"run":"r","who":"vm","op":"enqueue","len":60,"tail":[0,60],"peer_head":0})",
    R"({"step":10,"t_us":15,"run":"r","who":"host","op":"recv","ret":60})",
    R"({"step":11,"t_us":16,"run":"r","who":"vm","op":"dequeue","len":9,"head":[0,9],"peer_tail":9})",
    R"({"step":12,"t_us":17,"run":"r","who":"vm","op":"hdr","note":"n","p.tail":60,"p.head":9,"c.tail":9,"c.head":55})",
    R"({"step":13,"t_us":18,"run":"r","who":"vm","op":"ioctl","name":"QUEUEPAIR_DETACH","handle":"4:0x1","ret":0,"result":0})",
    R"({"step":14,"t_us":19,"run":"r","who":"run","op":"end","exit":0})",
};

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

struct Imported {
  std::uint64_t operations = 0;
  std::string trace;
};

Imported import_text(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  const ImportOptions options{.source = "a test", .scenario = "made"};
  const std::uint64_t operations = import_recording(in, "r", options, out);
  return {operations, out.str()};
}

std::string import_error(const std::string& text) {
  try {
    import_text(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "no error";
}

TEST(Importer, MakesATraceThatHolds) {
  const Imported imported = import_text(join(kRecording));
  EXPECT_EQ(imported.operations, 4u);
  EXPECT_EQ(
      imported.trace,
      R"({"format":"vmcheck-trace","version":1,"kind":"ring","source":"a test","scenario":"made","seed":null,"role":"guest"})"
      "\n"
      R"({"step":7,"t_us":12,"op":"create","pair":"4:0x1","produce_size":100,"consume_size":50,"produce_tail":0,"produce_head":0,"produce_free":99,"produce_ready":0,"consume_tail":0,"consume_head":0,"consume_free":49,"consume_ready":0})"
      "\n"
      R"({"step":8,"t_us":13,"op":"snapshot","pair":"4:0x1","produce_tail":0,"produce_head":0,"produce_free":99,"produce_ready":0,"consume_tail":9,"consume_head":0,"consume_free":40,"consume_ready":9})"
      "\n"
      R"({"step":9,"t_us":14,"op":"enqueue","pair":"4:0x1","asked":null,"result":0,"moved":60,"tail":[0,60],"head":0,"free":99,"ready":0})"
      "\n"
      R"({"step":11,"t_us":16,"op":"dequeue","pair":"4:0x1","asked":null,"result":0,"moved":9,"head":[0,9],"tail":9,"free":40,"ready":9})"
      "\n"
      R"({"step":12,"t_us":17,"op":"snapshot","pair":"4:0x1","produce_tail":60,"produce_head":55,"produce_free":94,"produce_ready":5,"consume_tail":9,"consume_head":9,"consume_free":49,"consume_ready":0})"
      "\n"
      R"({"step":13,"t_us":18,"op":"destroy","pair":"4:0x1"})"
      "\n"
      R"({"op":"end","events":6})"
      "\n");
  std::istringstream in(imported.trace);
  EXPECT_EQ(replay_stream(in, "t").message, "");
}

TEST(Importer, GivesTheSameBytesTwice) {
  EXPECT_EQ(import_text(join(kRecording)).trace, import_text(join(kRecording)).trace);
}

TEST(Importer, CountsNoOperationsWhereThereAreNone) {
  EXPECT_EQ(import_text(kRecording[0] + "\n" +
                        R"({"step":6,"t_us":11,"run":"r","who":"run","op":"end"})"
                        "\n")
                .operations,
            0u);
}

TEST(Importer, LeavesOutPairsThatWereNotMade) {
  std::vector<std::string> lines = kRecording;
  std::string refused = lines[2];
  refused.replace(refused.find("\"result\":0"), 10, "\"result\":-2");
  refused.replace(refused.find("\"step\":7"), 8, "\"step\":4");
  refused.replace(refused.find("\"t_us\":12"), 9, "\"t_us\":1");
  lines.insert(lines.begin(), refused);
  EXPECT_EQ(import_text(join(lines)).trace, import_text(join(kRecording)).trace);
}

TEST(Importer, StopsWhenInterrupted) {
  const std::atomic<bool> interrupted = true;
  std::istringstream in(join(kRecording));
  std::ostringstream out;
  const ImportOptions options{.source = "s", .scenario = "c", .interrupted = &interrupted};
  EXPECT_THROW(import_recording(in, "r", options, out), Interrupted);
}

// A recording cut at any byte is refused, but where nothing is left out: never.
TEST(Importer, RefusesARecordingCutAtAnyByte) {
  const std::string whole = join(kRecording);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(import_error(whole.substr(0, length)).substr(0, 2), "r:") << length;
  }
}

struct Case {
  std::size_t line;
  const char* from;
  const char* to;
  const char* message;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.from << " -> " << c.to;
}

class BadRecording : public testing::TestWithParam<Case> {};

TEST_P(BadRecording, IsRefusedWithOneClearLine) {
  const Case& c = GetParam();
  std::vector<std::string> lines = kRecording;
  const std::size_t at = lines[c.line - 1].find(c.from);
  ASSERT_NE(at, std::string::npos);
  lines[c.line - 1].replace(at, std::string(c.from).size(), c.to);
  EXPECT_EQ(import_error(join(lines)), "r:" + std::to_string(c.line) + ": " + c.message);
}

INSTANTIATE_TEST_SUITE_P(
    Importer, BadRecording,
    testing::Values(
        Case{2, R"("step":6)", R"("step":7)",
             R"(field "step": expected 6, as steps have no gaps, got 7)"},
        Case{2, R"("t_us":11)", R"("t_us":9)",
             R"(field "t_us": expected at least 10, the time before, got 9)"},
        Case{2, R"("run":"r",)", "",
             R"(field "run": expected a text of 1 to 64 bytes, got no such field)"},
        Case{2, R"("name":"VERSION2")", R"("name":null)",
             R"(field "name": expected a text of 1 to 64 bytes, got null)"},
        Case{3, R"("ret":0)", R"("ret":"0")",
             R"(field "ret": expected an integer of 64 bits, got "0")"},
        Case{3, R"("psize":100)", R"("psize":-1)",
             R"(field "psize": expected an integer from 0 to 134217728, got -1)"},
        Case{3, R"("csize":50)", R"("csize":134217728)",
             R"(field "csize": expected an integer from 0 to 134217628, got 134217728)"},
        Case{4, R"("c.tail":9)", R"("c.tail":"9")",
             R"(field "c.tail": expected an integer from 0, got "9")"},
        Case{5, R"("len":60)", R"("len":100)",
             R"(field "len": expected an integer from 1 to 99, got 100)"},
        Case{5, R"("len":60)", R"("len":0)",
             R"(field "len": expected an integer from 1 to 99, got 0)"},
        Case{
            5, "[0,60]", "[0,100]",
            R"(field "tail": expected [before, after], each an integer from 0 to 99, got [0, 100])"},
        Case{5, R"(,"peer_head":0)", "",
             R"(field "peer_head": expected an integer from 0, got no such field)"},
        Case{8, R"("p.tail":60)", R"("p.tail":100)",
             R"(field "p.tail": expected an integer from 0 to 99, got 100)"}));

TEST(Importer, RefusesAnOperationWithoutAPair) {
  std::vector<std::string> lines = kRecording;
  lines[2].replace(lines[2].find("QUEUEPAIR_ALLOC"), 15, "QUEUEPAIR_SETVA");
  EXPECT_EQ(import_error(join(lines)),
            R"(r:4: field "op": expected one open queue pair in run "r", as the line names none, )"
            "got 0");
}

TEST(Importer, RefusesARecordingWithoutItsEndLine) {
  std::vector<std::string> lines = kRecording;
  lines.pop_back();
  EXPECT_EQ(import_error(join(lines)),
            R"(r:10: expected a run's "end" line, got the end of the file: the recording was cut )"
            "here");
}

}  // namespace
}  // namespace vmcheck::replay
