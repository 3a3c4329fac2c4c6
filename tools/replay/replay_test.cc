// Whole traces: those that are kept hold, and no altered or cut one does.
#include "tools/replay/replay.h"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/test_files.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

using nlohmann::ordered_json;

Outcome replay_text(const std::string& text) {
  std::istringstream in(text);
  return replay_stream(in, "t");
}

TEST(Replay, EveryRecordedTraceHolds) {
  for (const std::string& path : recorded_traces()) {
    const Outcome outcome = replay_file(path, path);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    EXPECT_EQ(outcome.kind, "ring");
    EXPECT_EQ(outcome.message, "");
    EXPECT_EQ(outcome.events + 2, split_lines(read_file(path)).size()) << path;
  }
}

// All variants of the value with one number in it changed by one, either way.
std::vector<ordered_json> altered_by_one(const ordered_json& value) {
  std::vector<ordered_json> variants;
  if (value.is_number_integer()) {
    for (int by : {-1, 1}) variants.push_back(value.get<std::int64_t>() + by);
  }
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
    for (const ordered_json& variant : altered_by_one(value[i])) {
      variants.push_back(value);
      variants.back()[i] = variant;
    }
  }
  return variants;
}

// Alters each number of one line, but the step and the time, and replays. Returns how many.
int refuse_every_alteration(std::vector<std::string> lines, std::size_t line) {
  int count = 0;
  const ordered_json original = ordered_json::parse(lines[line]);
  for (const auto& [name, value] : original.items()) {
    if (name == "step" || name == "t_us") continue;
    for (const ordered_json& variant : altered_by_one(value)) {
      ordered_json altered = original;
      altered[name] = variant;
      lines[line] = altered.dump();
      const Outcome outcome = replay_text(join_lines(lines));
      EXPECT_NE(outcome.verdict, Verdict::holds) << lines[line];
      EXPECT_EQ(outcome.line, line + 1) << lines[line];
      const std::string place = "t:" + std::to_string(line + 1) + ": ";
      EXPECT_EQ(outcome.message.substr(0, place.size()), place);
      ++count;
    }
  }
  return count;
}

// All lines of the small traces; every eleventh of the large one.
TEST(Replay, ATraceAlteredByOneIsRefusedAtThatLine) {
  int count = 0;
  for (const std::string& path : recorded_traces()) {
    const std::vector<std::string> lines = split_lines(read_file(path));
    const std::size_t stride = lines.size() > 50 ? 11 : 1;
    for (std::size_t line = 0; line < lines.size(); line += stride) {
      count += refuse_every_alteration(lines, line);
    }
  }
  EXPECT_GT(count, 500);
  RecordProperty("alterations", count);
}

TEST(Replay, ATraceWithoutOneOfItsLinesIsRefused) {
  const std::vector<std::string> lines = split_lines(read_file(recorded_traces().front()));
  for (std::size_t line = 0; line < lines.size(); ++line) {
    std::vector<std::string> rest = lines;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(line));
    EXPECT_NE(replay_text(join_lines(rest)).verdict, Verdict::holds) << lines[line];
  }
}

TEST(Replay, ATraceCutAtAnyByteIsBadInput) {
  const std::string whole = read_file(recorded_traces().front());
  ASSERT_EQ(replay_text(whole).verdict, Verdict::holds);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Outcome outcome = replay_text(whole.substr(0, length));
    ASSERT_EQ(outcome.verdict, Verdict::bad_input) << length;
    ASSERT_EQ(outcome.message.find('\n'), std::string::npos) << outcome.message;
  }
}

TEST(Replay, TheSameTraceGivesTheSameOutcomeToTheByte) {
  const std::string good = read_file(recorded_traces().front());
  std::string bad = good;
  bad.replace(bad.find("\"moved\":22"), 10, "\"moved\":21");
  for (const std::string& text : {good, bad}) {
    const Outcome first = replay_text(text);
    const Outcome second = replay_text(text);
    EXPECT_EQ(first.verdict, text == good ? Verdict::holds : Verdict::diverged);
    EXPECT_EQ(first.verdict, second.verdict);
    EXPECT_EQ(first.events, second.events);
    EXPECT_EQ(first.message, second.message);
  }
}

TEST(Replay, ADivergenceShowsBothSidesAndBothRings) {
  std::string text = read_file(recorded_traces().front());
  const std::string good = R"("tail":[22,36])";
  text.replace(text.find(good), good.size(), R"("tail":[22,37])");
  const Outcome outcome = replay_text(text);
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_EQ(outcome.events, 7u);
  EXPECT_EQ(outcome.message,
            "t:8: step 23, enqueue on pair \"42:0x7700\": field \"tail[1]\": recorded 37, the core "
            "has 36\n"
            "                              recorded                core\n"
            "  free                           65535               65535\n"
            "  ready                              0                   0\n"
            "  result                             0                   0\n"
            "  moved                             14                  14\n"
            "  tail[0]                           22                  22\n"
            "  tail[1]                           37                  36  <--\n"
            "  ring                    size        tail        head       ready\n"
            "  produce, core          65536          36          22          14\n"
            "  produce, model         65536          36          22          14\n"
            "  consume, core          65536          22          22           0\n"
            "  consume, model         65536          22          22           0");
}

TEST(Replay, StopsWhenInterrupted) {
  const std::atomic<bool> interrupted = true;
  const std::string path = recorded_traces().front();
  const Outcome outcome = replay_file(path, "t", {.interrupted = &interrupted});
  EXPECT_EQ(outcome.verdict, Verdict::interrupted);
  EXPECT_EQ(outcome.events, 0u);
  EXPECT_EQ(outcome.message, "t:2: interrupted after 0 events, without a verdict");
}

TEST(Replay, FilesThatCannotBeReadAreBadInput) {
  EXPECT_EQ(replay_file("no/such", "n").message, "n: cannot open: No such file or directory");
  EXPECT_EQ(replay_file("traces", "n").message, "n: expected a trace, got a folder");
}

// The specification's traces: the core does what the model says, with a hostile peer too.
TEST(Replay, RandomTracesOfTheModelHold) {
  constexpr std::uint64_t kSizes[] = {0, 1, 2, 3, 4, 7, 16, 4095, 4096, 4097, 10000};
  std::uint64_t seed = 0;
  for (std::uint64_t produce : kSizes) {
    for (std::uint64_t consume : kSizes) {
      if (produce + consume == 0) continue;
      const std::string text = generate_ring_trace(
          {.seed = ++seed, .events = 200, .produce_size = produce, .consume_size = consume});
      const Outcome outcome = replay_text(text);
      EXPECT_EQ(outcome.verdict, Verdict::holds) << produce << "/" << consume << "\n"
                                                 << outcome.message;
      EXPECT_EQ(outcome.events, 202u);
    }
  }
}

// A peer that goes back behind an index that it has shown, unseen by any operation of the core.
TEST(Replay, APeerThatMovesBackwardsIsAViolation) {
  std::vector<std::string> lines = split_lines(read_file(recorded_traces().front()));
  const std::string forward =
      R"({"step":24,"t_us":137089,"op":"snapshot","pair":"42:0x7700","produce_tail":36,)"
      R"("produce_head":30,"produce_free":65529,"produce_ready":6,"consume_tail":22,)"
      R"("consume_head":22,"consume_free":65535,"consume_ready":0})";
  std::string backward = forward;
  backward.replace(backward.find("\"step\":24"), 9, "\"step\":25");
  backward.replace(backward.find(":30,"), 4, ":29,");
  backward.replace(backward.find("65529"), 5, "65528");
  backward.replace(backward.find("ready\":6"), 8, "ready\":7");
  lines.insert(lines.begin() + 8, {forward, backward});
  const Outcome outcome = replay_text(join_lines(lines));
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_EQ(outcome.line, 10u);
  EXPECT_NE(outcome.message.find("moved backwards"), std::string::npos) << outcome.message;
}

}  // namespace
}  // namespace vmcheck::replay
