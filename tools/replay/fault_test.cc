// The twins: a replay against a core with a seeded fault must diverge.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/faulty_cores.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

Outcome replay_text(const std::string& text, const native::Core& core) {
  std::istringstream in(text);
  return replay_stream(in, "t", {.ring_core = &core});
}

// How many of the recorded traces diverge.
int recorded_divergences(const native::Core& core) {
  int count = 0;
  for (const std::string& path : recorded_traces()) {
    const Outcome outcome = replay_file(path, path, {.ring_core = &core});
    EXPECT_NE(outcome.verdict, Verdict::bad_input) << outcome.message;
    count += outcome.verdict == Verdict::diverged;
  }
  return count;
}

// How many of a few random traces of small rings diverge.
int random_divergences(const native::Core& core) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const std::string text = generate_ring_trace(
        {.seed = seed, .events = 100, .produce_size = 1 + seed % 7, .consume_size = 1 + seed % 5});
    count += replay_text(text, core).verdict == Verdict::diverged;
  }
  return count;
}

struct Fault {
  const char* name;
  const native::Core* core;
  bool in_recorded;  // whether a recorded trace shows it; random ones show all
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class EachSeededFault : public testing::TestWithParam<Fault> {};

TEST_P(EachSeededFault, Diverges) {
  const auto& [name, core, in_recorded] = GetParam();
  EXPECT_GT(random_divergences(*core), 0) << name;
  EXPECT_EQ(recorded_divergences(*core) > 0, in_recorded) << name;
}

INSTANTIATE_TEST_SUITE_P(
    Replay, EachSeededFault,
    testing::Values(Fault{"accepted_head_forgotten", &native::accepted_head_forgotten, true},
                    Fault{"backward_head_believed", &native::backward_head_believed, false},
                    Fault{"backward_tail_believed", &native::backward_tail_believed, false},
                    Fault{"free_space_off_by_one", &native::free_space_off_by_one, true},
                    Fault{"index_equal_to_size", &native::index_equal_to_size, false},
                    Fault{"peek_consumes", &native::peek_consumes, false},
                    Fault{"swapped_consume_free_space", &native::swapped_consume_free_space, true},
                    Fault{"swapped_consume_indexes", &native::swapped_consume_indexes, true},
                    Fault{"swapped_produce_buf_ready", &native::swapped_produce_buf_ready, true},
                    Fault{"wrap_ignored_in_copy", &native::wrap_ignored_in_copy, false},
                    Fault{"wrap_one_byte_late", &native::wrap_one_byte_late, false}),
    [](const auto& info) { return std::string(info.param.name); });

// A copy that wraps would not end with this fault, so this trace has one that stops at the ring's
// end.
TEST(SeededFault, PointerAddOffByOneDiverges) {
  const std::string text =
      R"({"format":"vmcheck-trace","version":1,"kind":"ring","source":"a test","scenario":"wrap",)"
      R"("seed":null,"role":"guest"})"
      "\n"
      R"({"step":1,"t_us":1,"op":"create","pair":"a","produce_size":8,"consume_size":0,)"
      R"("produce_tail":6,"produce_head":6,"produce_free":7,"produce_ready":0,"consume_tail":0,)"
      R"("consume_head":0,"consume_free":null,"consume_ready":null})"
      "\n"
      R"({"step":2,"t_us":2,"op":"enqueue","pair":"a","asked":2,"result":0,"moved":2,)"
      R"("tail":[6,0],"head":6,"free":7,"ready":0})"
      "\n"
      R"({"op":"end","events":2})"
      "\n";
  EXPECT_EQ(replay_text(text, native::sound_core).message, "");
  const Outcome outcome = replay_text(text, native::pointer_add_off_by_one);
  EXPECT_EQ(outcome.verdict, Verdict::diverged);
  EXPECT_EQ(outcome.line, 3u);
  EXPECT_NE(outcome.message.find("field \"tail[1]\": recorded 0, the core has 8"),
            std::string::npos)
      << outcome.message;
}

// The table itself is no reason to diverge.
TEST(ProductionCore, DoesNotDiverge) {
  EXPECT_EQ(random_divergences(native::sound_core), 0);
  EXPECT_EQ(recorded_divergences(native::sound_core), 0);
}

}  // namespace
}  // namespace vmcheck::replay
