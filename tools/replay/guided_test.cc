// Traces of which parts are missing: what is there is followed, and what may have happened in the
// gaps is found; what nothing leads to is refused.
#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

using Lines = std::vector<std::string>;

Outcome replay_lines(const Lines& lines, Options options = {.mode = Mode::guided}) {
  std::istringstream in(join_lines(lines));
  return replay_stream(in, "t", options);
}

// The field of a line, as it is written.
std::string field(const std::string& line, const std::string& name) {
  const std::size_t at = line.find("\"" + name + "\":") + name.size() + 3;
  return line.substr(at, line.find_first_of(",}", at) - at);
}

// The lines with a gap in the place of some.
Lines with_gap(Lines lines, std::size_t from, std::size_t count, const std::string& lost) {
  const std::string gap = R"({"step":)" + field(lines[from], "step") + R"(,"t_us":)" +
                          field(lines[from], "t_us") + R"(,"op":"gap","lost":)" + lost + "}";
  const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(from);
  lines.insert(lines.erase(begin, begin + static_cast<std::ptrdiff_t>(count)), gap);
  lines.back() = R"({"op":"end","events":)" + std::to_string(lines.size() - 2) + "}";
  return lines;
}

// The lines without one.
Lines without(Lines lines, std::size_t number) {
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(number));
  lines.back() = R"({"op":"end","events":)" + std::to_string(lines.size() - 2) + "}";
  return lines;
}

bool is_create(const std::string& line) {
  return line.find(R"("op":"create")") != std::string::npos;
}

std::size_t stride_of(const Lines& lines) {
  return 1 + lines.size() / 25;
}

TEST(GuidedRings, AreLedOverEachGap) {
  for (const std::string& path : recorded_traces()) {
    const Lines lines = split_lines(read_file(path));
    for (std::size_t i = 1; i + 1 < lines.size(); i += stride_of(lines)) {
      if (is_create(lines[i])) continue;
      const Lines gapped = with_gap(lines, i, 1, "1");
      const Outcome outcome = replay_lines(gapped);
      EXPECT_EQ(outcome.verdict, Verdict::holds) << path << " " << i << ": " << outcome.message;
      EXPECT_EQ(outcome.notes.size(), 1u);
      const Outcome strict = replay_lines(gapped, {});
      EXPECT_EQ(strict.verdict, Verdict::bad_input);
      EXPECT_EQ(strict.message, "t:" + std::to_string(i + 1) +
                                    ": field \"op\": expected no \"gap\", as the mode is strict: "
                                    "--mode guided looks for what may have happened there");
    }
  }
}

// Of random traces up to half is missing. An index that is refused behind a gap may leave it open.
TEST(GuidedRings, AreLedOverAnyGaps) {
  std::mt19937_64 random(1);
  const auto below = [&](std::size_t most) { return static_cast<std::size_t>(random() % most); };
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const bool hostile = seed % 2 == 0;
    Lines lines = split_lines(generate_ring_trace({.seed = seed,
                                                   .events = 40,
                                                   .produce_size = 1 + seed % 7,
                                                   .consume_size = 1 + seed % 5,
                                                   .hostile = hostile}));
    for (int gaps = 0; gaps < 4; ++gaps) {
      const std::size_t count = 1 + below(5);
      const std::size_t from = 2 + below(lines.size() - 3 - count);
      // Of a gap that goes nobody says how many were missing in it.
      bool is_known = below(2) == 0;
      for (std::size_t i = from; i < from + count; ++i) {
        is_known = is_known && lines[i].find(R"("op":"gap")") == std::string::npos;
      }
      lines = with_gap(lines, from, count, is_known ? std::to_string(count) : "null");
    }
    const Outcome outcome = replay_lines(lines);
    held += outcome.verdict == Verdict::holds;
    if (outcome.verdict == Verdict::undecided && hostile) continue;
    EXPECT_EQ(outcome.verdict, Verdict::holds) << seed << ": " << outcome.message;
  }
  EXPECT_GT(held, 200);
}

const Lines kRing{
    R"({"format":"vmcheck-trace","version":1,"kind":"ring","source":"s","scenario":"c","seed":null,"role":"guest"})",
    R"({"step":1,"t_us":0,"op":"create","pair":"p","produce_size":8,"consume_size":8,"produce_tail":0,"produce_head":0,"produce_free":7,"produce_ready":0,"consume_tail":0,"consume_head":0,"consume_free":7,"consume_ready":0})",
    R"({"step":2,"t_us":0,"op":"enqueue","pair":"p","asked":3,"result":0,"moved":3,"tail":[0,3],"head":0,"free":7,"ready":0})",
    R"({"step":3,"t_us":0,"op":"dequeue","pair":"p","asked":4,"result":0,"moved":4,"head":[0,4],"tail":5,"free":2,"ready":5})",
    R"({"step":4,"t_us":0,"op":"enqueue","pair":"p","asked":1,"result":0,"moved":1,"tail":[3,4],"head":2,"free":6,"ready":1})",
    R"({"step":5,"t_us":0,"op":"dequeue","pair":"p","asked":4,"result":0,"moved":1,"head":[4,5],"tail":5,"free":6,"ready":1})",
    R"({"op":"end","events":5})"};

TEST(GuidedRings, AreRefusedIfMoreIsMissing) {
  ASSERT_EQ(replay_lines(kRing).verdict, Verdict::holds);
  EXPECT_EQ(replay_lines(with_gap(kRing, 2, 2, "2")).verdict, Verdict::holds);
  const Outcome outcome = replay_lines(with_gap(kRing, 2, 2, "1"));
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_EQ(outcome.message,
            "t:5: step 5, dequeue on pair \"p\": nothing explains this event: 1 operations on this "
            "ring are missing, and the gaps have 0; 3 events are explained\n"
            "  allowed   head[0] 0 and tail 0 to 7\n"
            "  recorded  head[0] 4 and tail 5");
}

TEST(GuidedRings, AreFollowedAsEverBehindAGap) {
  const Lines gapped = with_gap(kRing, 2, 2, "null");
  for (const auto& [old, altered] :
       {std::pair{"\"moved\":1,\"tail\":[3,4]", "\"moved\":0,\"tail\":[3,4]"},
        std::pair{"\"tail\":[3,4]", "\"tail\":[3,5]"}, std::pair{"\"free\":6", "\"free\":5"}}) {
    Lines lines = gapped;
    lines[3].replace(lines[3].find(old), std::string(old).size(), altered);
    EXPECT_EQ(replay_lines(lines).verdict, Verdict::diverged) << lines[3];
  }
}

TEST(GuidedRings, TellWhatMayHaveHappened) {
  EXPECT_EQ(
      replay_lines(with_gap(kRing, 2, 2, "2"), {.mode = Mode::guided, .explain = true}).explanation,
      "event 3: pair \"p\", unseen: enqueue of 3 bytes, which finds head 0\n"
      "event 4: pair \"p\", unseen: dequeue of 4 bytes, which finds tail 4\n");
}

TEST(GuidedRings, MissThatAPairIsGoneButNotThatItIsThere) {
  Lines lines = kRing;
  std::string again = kRing[1];
  again.replace(8, 1, "9");
  lines.insert(lines.end() - 1, {R"({"step":8,"t_us":0,"op":"gap","lost":1})", again});
  lines.back() = R"({"op":"end","events":7})";
  EXPECT_EQ(replay_lines(lines).verdict, Verdict::holds);
  EXPECT_EQ(replay_lines(without(lines, 6)).message,
            "t:7: field \"pair\": expected a pair that is not open yet, got \"p\"");
  lines[6].replace(lines[6].find("\"lost\":1"), 8, "\"lost\":0");
  EXPECT_EQ(replay_lines(lines).verdict, Verdict::diverged);
  EXPECT_EQ(replay_lines(with_gap(kRing, 1, 1, "1")).message,
            "t:3: field \"pair\": expected a pair that is open: of one that came in a gap, its "
            "\"create\" first, as nothing else tells its sizes, got \"p\"");
}

// The peer's head, 1, is refused: it may have been anywhere from 2 on. That it was believed at 2
// then is looked at, and that it was at 4 is not.
TEST(GuidedRings, GiveNoVerdictWhereOneOfSeveralWaysWasLookedAt) {
  Lines lines{kRing.begin(), kRing.begin() + 3};
  lines.push_back(R"({"step":3,"t_us":0,"op":"gap","lost":null})");
  const auto refused = [](int step, int head) {
    return R"({"step":)" + std::to_string(step) +
           R"(,"t_us":0,"op":"enqueue","pair":"p","asked":1,"result":-24,"moved":0,"tail":[3,3],"head":)" +
           std::to_string(head) + R"(,"free":null,"ready":null})";
  };
  lines.insert(lines.end(), {refused(4, 1), refused(5, 2), R"({"op":"end","events":5})"});
  const Outcome outcome = replay_lines(lines);
  EXPECT_EQ(outcome.verdict, Verdict::undecided) << outcome.message;
  EXPECT_EQ(outcome.line, 6u);
  lines[5] = refused(5, 9);
  EXPECT_EQ(replay_lines(lines).verdict, Verdict::holds);
}

// What is behind the header may be cut anywhere.
void expect_cut_anywhere(const std::string& path) {
  const std::string whole = read_file(path);
  for (std::size_t length = whole.find('\n') + 1; length < whole.size(); length += 7) {
    std::istringstream in(whole.substr(0, length));
    const Outcome outcome = replay_stream(in, "t", {.mode = Mode::guided});
    ASSERT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    ASSERT_EQ(outcome.notes.size(), 1u);
    EXPECT_NE(outcome.notes[0].find("; what there is of it was replayed"), std::string::npos);
  }
}

TEST(Guided, TakesATraceThatWasCut) {
  expect_cut_anywhere(recorded_traces().front());
  expect_cut_anywhere(recorded_traces("-connection").front());
}

TEST(Guided, IsStrictWithoutGaps) {
  for (const char* ending : {"", "-connection"}) {
    for (const std::string& path : recorded_traces(ending)) {
      const Outcome outcome = replay_file(path, path, {.mode = Mode::guided});
      EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    }
  }
  Lines lines = split_lines(read_file("traces/linux-6.1-a1-connection.trace.jsonl"));
  lines[9].replace(lines[9].find("WROTE"), 5, "READ");
  EXPECT_EQ(replay_lines(lines).message, replay_lines(lines, {}).message);
}

TEST(Guided, IsForTracesThatCanHaveGaps) {
  const std::string calls = recorded_traces("-calls").front();
  EXPECT_EQ(replay_file(calls, "t", {.mode = Mode::guided}).message,
            "t:1: field \"kind\": expected \"ring\" or \"connection\", as the mode is guided, got "
            "\"calls\"");
}

// Of so many events, in a few places. What a gap leaves open makes all that is behind it slow.
void expect_led_over(const std::string& path, std::size_t count, const std::string& lost) {
  const Lines lines = split_lines(read_file(path));
  const std::size_t stride = lines.size() > 30 ? lines.size() / 3 + 1 : 1;
  for (std::size_t i = 1; i + count < lines.size(); i += stride) {
    const Outcome outcome = replay_lines(with_gap(lines, i, count, lost));
    EXPECT_EQ(outcome.verdict, Verdict::holds) << path << " " << i << ": " << outcome.message;
  }
}

TEST(GuidedConnections, AreLedOverGaps) {
  for (const std::string& path : recorded_traces("-connection")) {
    if (path.find("bulk") != std::string::npos) continue;
    expect_led_over(path, 1, "1");
    expect_led_over(path, 3, "null");
  }
}

const std::string kConnection = "traces/linux-6.1-a1-connection.trace.jsonl";

std::size_t find_op(const Lines& lines, const std::string& op) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find("\"op\":\"" + op + "\"") != std::string::npos) return i;
  }
  return 0;
}

// Behind a gap, calls are those that are there; where packets are all that is known they may be
// any.
TEST(GuidedConnections, HaveNoCallsBesidesThoseThatAreThere) {
  const Lines gapped = with_gap(split_lines(read_file(kConnection)), 1, 1, "1");
  for (const char* call : {"connect", "pair", "shutdown"}) {
    const Lines lines = without(gapped, find_op(gapped, call));
    EXPECT_EQ(replay_lines(lines, {.mode = Mode::conform}).verdict, Verdict::holds) << call;
    // That somebody connects may be what is missing.
    const Verdict expected = call == std::string("connect") ? Verdict::holds : Verdict::diverged;
    EXPECT_EQ(replay_lines(lines).verdict, expected) << call;
  }
}

TEST(GuidedConnections, MoveBytesOneBehindTheOther) {
  const Lines lines = with_gap(split_lines(read_file(kConnection)), 2, 1, "1");
  for (const auto& [op, old, altered] :
       {std::tuple{"enqueue", "\"tail\":[0,22]", "\"tail\":[0,23]"},
        std::tuple{"enqueue", "\"moved\":22", "\"moved\":21"},
        std::tuple{"dequeue", "\"head\":[0,22]", "\"head\":[1,23]"}}) {
    Lines other = lines;
    std::string& line = other[find_op(lines, op)];
    line.replace(line.find(old), std::string(old).size(), altered);
    EXPECT_EQ(replay_lines(other).verdict, Verdict::diverged) << line;
  }
}

TEST(GuidedConnections, TellWhatWasToBeExpected) {
  const Lines gapped = with_gap(split_lines(read_file(kConnection)), 1, 1, "1");
  const Outcome outcome = replay_lines(without(gapped, find_op(gapped, "shutdown")));
  EXPECT_EQ(outcome.message,
            "t:18: step 31, send: nothing explains this packet: field \"type\": expected READ or "
            "WROTE of 42:40000, recorded SHUTDOWN; 8 packets of the two are explained\n"
            "  expected  WROTE 42:1:40000 -> 2:1:5000 protocols 0 payload 0 0\n"
            "  expected  READ 42:1:40000 -> 2:1:5000 protocols 0 payload 0 0\n"
            "  recorded  SHUTDOWN 42:1:40000 -> 2:1:5000 protocols 0 payload 3 0");
}

TEST(GuidedConnections, GiveNoVerdictAtTheBound) {
  const Lines lines = with_gap(split_lines(read_file(kConnection)), 4, 1, "1");
  Options options{.mode = Mode::guided};
  options.most_situations = 5;
  const Outcome outcome = replay_lines(lines, options);
  EXPECT_EQ(outcome.verdict, Verdict::undecided);
  EXPECT_EQ(outcome.message,
            "t:5: step 6, gap: no verdict: an end may be in more situations here than are looked "
            "through: --max-situations says how many are");
}

}  // namespace
}  // namespace vmcheck::replay
