#include "tools/vmcheck/fuzz_inputs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace vmcheck {
namespace {

class Patient final : public Monitor {
 public:
  bool stop(const std::function<std::string()>&) override { return false; }
};

class Impatient final : public Monitor {
 public:
  bool stop(const std::function<std::string()>&) override { return true; }
};

// Ten inputs a run; the last one of a run that `fails` is found, and then made smaller.
FuzzSubject subject(const std::function<bool(std::uint64_t seed)>& fails) {
  FuzzSubject subject;
  subject.name = "tests/subject";
  subject.inputs = "inputs";
  subject.run = [=](std::uint64_t seed, std::uint64_t& made,
                    const auto& keep) -> std::optional<std::string> {
    made += 10;
    if (!fails(seed)) return std::nullopt;
    keep("bad and long");
    return "bad";
  };
  subject.judge = [](const std::string& input) -> std::optional<Wrong> {
    if (input.substr(0, 3) != "bad") return std::nullopt;
    return Wrong{"goodness", "it is " + input};
  };
  subject.show = [](const std::string& input) { return "  " + input + '\n'; };
  return subject;
}

Report run(const FuzzSubject& subject, const FuzzOptions& fuzz, Monitor&& monitor = Patient(),
           const std::string& failures = "") {
  CheckOptions check;
  check.failures = failures;
  return fuzz_input_job(subject, check, fuzz).run(monitor);
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(FuzzInputs, EachRunHasASeedOfItsOwnByItsNumber) {
  std::vector<std::uint64_t> seeds;
  const FuzzSubject all = subject([&](std::uint64_t seed) {
    seeds.push_back(seed);
    return false;
  });
  EXPECT_EQ(run(all, {.seed = "abc", .runs = 5}).covered, (Covered{{"runs", 5}, {"inputs", 50}}));
  const std::vector<std::uint64_t> five = std::exchange(seeds, {});
  EXPECT_EQ(std::set<std::uint64_t>(five.begin(), five.end()).size(), 5u);
  run(all, {.seed = "abc", .first = 4, .runs = 2});
  EXPECT_EQ(seeds, (std::vector<std::uint64_t>{five[3], five[4]}));
  seeds.clear();
  run(all, {.seed = "abd", .runs = 1});
  EXPECT_NE(seeds.front(), five.front());
}

TEST(FuzzInputs, AreAtBestWithoutAFailure) {
  const FuzzSubject good = subject([](std::uint64_t) { return false; });
  EXPECT_EQ(run(good, {.runs = 3}).outcome, Outcome::no_failure);
  EXPECT_EQ(run(good, {.seconds = 1e-9}).outcome, Outcome::no_failure);
  EXPECT_EQ(run(good, {.runs = 1'000'000'000, .seconds = 1e-9}).outcome, Outcome::no_verdict);
  EXPECT_EQ(run(good, {}, Impatient()).outcome, Outcome::no_verdict);
}

TEST(FuzzInputs, ThatShowAFaultAreSavedTwice) {
  int runs = 0;
  const FuzzSubject third = subject([&](std::uint64_t) { return ++runs == 3; });
  const std::string folder = testing::TempDir() + "/fuzz_inputs";
  std::filesystem::remove_all(folder);
  const Report report = run(third, {.seed = "7", .runs = 9}, Patient(), folder);
  EXPECT_EQ(report.outcome, Outcome::violated);
  EXPECT_EQ(report.broken, "goodness");
  EXPECT_EQ(report.covered.front().second, 3u);
  EXPECT_EQ(contents(folder + "/tests-subject-1.input"), "bad and long");
  EXPECT_EQ(contents(folder + "/tests-subject-2.input"), "bad");
  EXPECT_EQ(report.details,
            "violated: goodness, by run 3\n"
            "to make it again: vmcheck fuzz '*tests/subject' --seed 7 --first 3 --runs 1\n"
            "to see it again: vmcheck fuzz '*tests/subject' --input " +
                folder +
                "/tests-subject-1.input\n"
                "made smaller:\n\n"
                "violated: goodness\n  it is bad\n\n  bad\n\n"
                "to see it again: vmcheck fuzz '*tests/subject' --input " +
                folder + "/tests-subject-2.input\n");
  EXPECT_EQ(run(third, {.input = folder + "/tests-subject-1.input"}).details,
            "violated: goodness\n  it is bad and long\n\n  bad and long\n");
}

TEST(FuzzInputs, ThatAreGivenAreTheOnlyOnes) {
  const FuzzSubject never = subject([](std::uint64_t) -> bool { throw std::logic_error("run"); });
  const std::string path = testing::TempDir() + "/good.input";
  std::ofstream(path) << "good";
  EXPECT_EQ(run(never, {.input = path}).outcome, Outcome::no_failure);
  EXPECT_THROW(run(never, {.input = path + "x"}), std::invalid_argument);
}

}  // namespace
}  // namespace vmcheck
