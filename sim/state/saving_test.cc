// Searches that are stopped, saved and gone on with.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/examples/odometer.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/examples/ring.h"
#include "sim/state/file.h"
#include "sim/state/packed_states.h"
#include "sim/state/packing.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/words.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;

std::string path_of(const char* name) {
  return (std::filesystem::path(testing::TempDir()) / name).string();
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string everything(const Result& result) {
  std::string text =
      fmt::format("{}\n{} bytes, missed {}\n", summary(result), result.bytes, result.missed);
  for (const explore::Coverage& entry : result.coverage) {
    text += fmt::format("{} {}\n", entry.property.name, entry.count);
  }
  return result.violation ? text + story(*result.violation, 0) : text;
}

// Searches, stopping and going on each time it is asked for the `times`-th time.
Result explore_with_stops(const System& model, Options options, int times, int* stops) {
  const std::string path = path_of("stops");
  for (;;) {
    int asked = 0;
    options.stop = [&](const Progress&) { return ++asked == times; };
    options.save = path;
    const Result result = explore_states(model, options);
    if (result.incomplete != Incomplete::stopped) return result;
    ++*stops;
    options.resume = path;
    options.workers = options.workers % 3 + 1;
  }
}

TEST(SavedSearches, EndAsIfTheyHadNotBeenStopped) {
  const Counters holds(9);
  const Counters broken(9, 20);
  const Ring ring(4);
  const Ring broken_ring(4, Ring::Publication::before_the_slot);
  const System* const models[] = {&holds, &broken, &ring, &broken_ring};
  int stops = 0;
  for (const System* model : models) {
    for (const Keep keep : {Keep::states, Keep::fingerprints}) {
      const Result whole = explore_states(*model, {.keep = keep});
      for (const int times : {1, 7}) {
        const Result parts = explore_with_stops(*model, {.keep = keep}, times, &stops);
        if (whole.violation) {
          // Told to stop, a search with a violation does not go on to the end of the level.
          ASSERT_TRUE(parts.violation.has_value());
          EXPECT_EQ(story(*parts.violation, 0), story(*whole.violation, 0));
        } else {
          EXPECT_EQ(everything(parts), everything(whole));
        }
      }
    }
  }
  EXPECT_GE(stops, 200);
}

// The search for states has an end then, and goals are decided anew.
TEST(SavedSearches, EndAsIfTheyHadNotBeenStoppedWhileGoalsAreDecided) {
  const Odometer odometer(10, Fairness::weak);
  const std::string path = path_of("goals");
  const Options options{.stop = [](const Progress& now) { return now.goal.has_value(); },
                        .save = path};
  EXPECT_EQ(explore_states(odometer, options).incomplete, Incomplete::stopped);
  EXPECT_EQ(everything(explore_states(odometer, {.resume = path})),
            everything(explore_states(odometer)));
}

TEST(SavedSearches, GoOnBehindABoundOfStates) {
  const std::string path = path_of("bound");
  const Result bounded = explore_states(Counters(9), {.states = 50'000, .save = path});
  EXPECT_EQ(bounded.incomplete, Incomplete::states_bound);
  EXPECT_EQ(everything(explore_states(Counters(9), {.resume = path})),
            everything(explore_states(Counters(9))));
}

// And whatever was in the memory that they were given.
TEST(SavedSearches, AreTheSameForAnyNumberOfThreads) {
  const auto saved = [](Keep keep, std::uint32_t workers) {
    mallopt(M_PERTURB, static_cast<int>(workers));
    int asked = 0;
    const std::string path = path_of("threads");
    const auto stop = [&](const Progress&) { return ++asked == 30; };
    explore_states(Counters(9), {.keep = keep, .workers = workers, .stop = stop, .save = path});
    return content(path);
  };
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    const std::string one = saved(keep, 1);
    EXPECT_GT(one.size(), 10'000u);
    EXPECT_TRUE(saved(keep, 2) == one);
    EXPECT_TRUE(saved(keep, 3) == one);
  }
  mallopt(M_PERTURB, 0);
}

// What is said of a file that is not gone on with.
std::string refusal(const System& model, Options options) {
  try {
    explore_states(model, options);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

// A search that was just begun, of a few kilobytes.
std::string small_search(const std::string& path, const System& model) {
  explore_states(model, {.stop = [](const Progress&) { return true; }, .save = path});
  return content(path);
}

TEST(SavedSearches, ThatAreDamagedAreRefused) {
  const std::string path = path_of("damaged");
  const std::string good = small_search(path, Counters(3));
  ASSERT_GT(good.size(), 1000u);
  for (std::size_t at = 0; at < good.size(); at += at < 200 ? 1 : 13) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    write(path, bad);
    const char* wrong = at < 17 ? "it is no search that was saved" : "it is damaged";
    EXPECT_EQ(refusal(Counters(3), {.resume = path}), path + ": cannot be resumed: " + wrong);
  }
  for (std::size_t size = 0; size < good.size(); size += size < 50 ? 1 : 37) {
    write(path, std::string_view(good).substr(0, size));
    const char* wrong = size < 17 ? "it is no search that was saved" : "it is damaged";
    EXPECT_EQ(refusal(Counters(3), {.resume = path}), path + ": cannot be resumed: " + wrong);
  }
  write(path, good + good);
  EXPECT_EQ(refusal(Counters(3), {.resume = path}), path + ": cannot be resumed: it is damaged");
  write(path, good);
  EXPECT_EQ(refusal(Counters(3), {.resume = path}), "none");
}

// What a writer was given, of what it has written: before it is a head, behind it a digest.
std::string given(const std::string& written) {
  constexpr std::size_t kHead = 17 + 8;
  return written.substr(kHead, written.size() - kHead - 8);
}

void give(const std::string& path, std::string_view bytes) {
  FileWriter file(path);
  file.bytes(bytes.data(), bytes.size());
  file.finish();
}

// The digest is right, what it is of is not.
TEST(SavedSearches, ThatEndTooEarlyOrTooLateAreRefused) {
  const std::string path = path_of("short");
  const std::string inner = given(small_search(path, Counters(3)));
  const auto refused = [&](std::string_view bytes) {
    give(path, bytes);
    return refusal(Counters(3), {.resume = path});
  };
  EXPECT_EQ(refused(inner), "none");
  for (std::size_t size = 0; size < inner.size(); size += size < 300 ? 3 : 97) {
    const std::string said = refused(std::string_view(inner).substr(0, size));
    EXPECT_EQ(said.find(path + ": cannot be resumed: "), 0u) << said;
  }
  EXPECT_EQ(refused(inner + "!"), path + ": cannot be resumed: it has more in it than a search");
}

// Two, of which the first ends where the second begins; and then they say that it begins a word
// earlier, where there is what could be a state, too.
TEST(SavedSearches, WhoseStatesLieInOneAnotherAreRefused) {
  const std::string path = path_of("one in another");
  const Packing packing(std::vector<std::byte>(2 * kWordBytes));
  const std::uint64_t state[] = {1, 1};
  Packer packer(packing);
  PackedStates states(packing);
  for (int i = 0; i < 2; ++i) {
    states.append(packer.pack(reinterpret_cast<const std::byte*>(state)));
  }
  {
    FileWriter file(path);
    states.save(file);
    file.finish();
  }
  std::string inner = given(content(path));
  const auto is_loaded = [&] {
    give(path, inner);
    FileReader file(path);
    PackedStates loaded(packing);
    loaded.load(file);
    return loaded.size() == 2;
  };
  EXPECT_TRUE(is_loaded());
  constexpr std::size_t kSecondPlace = 3 * kWordBytes;  // behind two numbers and the first place
  ASSERT_EQ(inner[kSecondPlace], 3);
  inner[kSecondPlace] = 1;
  EXPECT_THROW(is_loaded(), std::runtime_error);
}

TEST(SavedSearches, OfOtherModelsAreRefused) {
  const std::string path = path_of("foreign");
  small_search(path, Counters(3));
  EXPECT_NE(
      refusal(Counters(4), {.resume = path})
          .find("counters to 3, their sum below 4294967295; property small, and not a search"),
      std::string::npos);
  const Ring ring(3);
  const Odometer odometer(3, Fairness::weak);
  const System* const others[] = {&ring, &odometer};
  for (const System* other : others) {
    EXPECT_NE(refusal(*other, {.resume = path}).find("cannot be resumed: it is a search"),
              std::string::npos);
  }
  EXPECT_NE(refusal(Counters(3), {.keep = Keep::fingerprints, .resume = path})
                .find("and not a search with fingerprints"),
            std::string::npos);
  EXPECT_EQ(refusal(Counters(3), {.resume = path}), "none");
  // A model that does not tell its parameters is known by what it does.
  small_search(path, ring);
  EXPECT_NE(refusal(Ring(4), {.resume = path}).find("cannot be resumed: it is a search"),
            std::string::npos);
  EXPECT_EQ(refusal(ring, {.resume = path}), "none");
  // So is one whose symmetry is not used; whether partial orders are is said.
  EXPECT_NE(refusal(ring, {.resume = path, .partial_order = false})
                .find(", of partial orders; property fifo; property bounded"),
            std::string::npos);
  const Philosophers table(5, Philosophers::Manners::all_alike);
  small_search(path, table);
  EXPECT_NE(refusal(table, {.resume = path, .symmetry = false}).find("cannot be resumed"),
            std::string::npos);
}

TEST(SavedSearches, NeedAFile) {
  const std::string nowhere = path_of("no such folder/file");
  EXPECT_EQ(refusal(Counters(3), {.resume = nowhere}),
            nowhere + ": cannot be read: No such file or directory");
  EXPECT_EQ(refusal(Counters(3), {.stop = [](const Progress&) { return true; }, .save = nowhere}),
            nowhere + ".new: cannot be written: No such file or directory");
  EXPECT_EQ(refusal(Counters(3), {.save = nowhere}), "none");
}

TEST(SavedSearches, AreBreadthFirst) {
  const std::string path = path_of("depth");
  EXPECT_THROW(explore_states(Counters(3), {.order = Order::depth_first, .save = path}),
               std::invalid_argument);
  EXPECT_THROW(explore_states(Counters(3), {.order = Order::depth_first, .resume = path}),
               std::invalid_argument);
}

TEST(Files, AreReplacedAsAWholeOrNotAtAll) {
  const std::string path = path_of("whole");
  write(path, "what was there");
  {
    FileWriter file(path);
    file.text("half of something");
  }
  EXPECT_EQ(content(path), "what was there");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  {
    FileWriter file(path);
    file.text("all of it");
    EXPECT_EQ(content(path), "what was there");
    file.finish();
  }
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  FileReader file(path);
  EXPECT_EQ(file.text(), "all of it");
  file.finish();
}

}  // namespace
}  // namespace vmcheck::state
