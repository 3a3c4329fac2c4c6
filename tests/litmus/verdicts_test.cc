// Runs every litmus test in this folder under every memory model, and compares what comes out with
// verdicts.txt and executions.txt.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include "sim/explore/graphs.h"
#include "sim/explore/interleaving.h"
#include "sim/memory/models.h"
#include "tools/litmus/outcome.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/summary.h"
#include "tools/litmus/supported.h"
#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {
namespace {

constexpr const char* kFolder = "tests/litmus/";

// A table: of each test, a word for each model by the model's name.
using Row = std::map<std::string, std::string, std::less<>>;
using Table = std::map<std::string, Row>;

Table read_table(const std::string& name) {
  std::ifstream in(kFolder + name);
  Table table;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string test;
    Row row;
    words >> test >> row["sc"] >> row["tso"] >> row["rc11"] >> row["lkmm"];
    if (!words || !table.emplace(test, row).second) throw std::runtime_error(name + ": " + line);
  }
  return table;
}

const std::string& cell(const Row& row, const memory::Model& model) {
  return row.find(model.name())->second;
}

std::set<std::string> names(const Table& table) {
  std::set<std::string> result;
  for (const auto& [name, row] : table) result.insert(name);
  return result;
}

auto read(const std::string& name) {
  return read_test_file(kFolder + name + ".litmus");
}

bool is_supported(const std::string& name, const memory::Model& model) {
  try {
    check_supported(read(name), model);
    return true;
  } catch (const replay::BadInput&) {
    return false;
  }
}

TEST(Tables, HaveEveryTestAndNoOther) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".litmus") files.insert(entry.path().stem());
  }
  EXPECT_GT(files.size(), 100u);
  EXPECT_EQ(names(read_table("verdicts.txt")), files);
  EXPECT_EQ(names(read_table("executions.txt")), files);
}

TEST(Tables, AgreeOnWhatIsSupported) {
  const Table executions = read_table("executions.txt");
  for (const auto& [name, row] : read_table("verdicts.txt")) {
    EXPECT_EQ(read(name).name, name);
    for (const memory::Model* model : memory::models()) {
      EXPECT_EQ(cell(row, *model) != "-", is_supported(name, *model)) << name;
      EXPECT_EQ(cell(row, *model) != "-", cell(executions.at(name), *model) != "-") << name;
    }
  }
}

class Models : public testing::TestWithParam<const memory::Model*> {
 protected:
  Outcome run(const std::string& name) const {
    return run_test(compile_for(*GetParam(), read(name)), [](const run::Scenario& scenario) {
      return explore::explore_graphs(scenario, *GetParam());
    });
  }
};

TEST_P(Models, HaveTheirVerdicts) {
  for (const auto& [name, row] : read_table("verdicts.txt")) {
    const std::string& verdict = cell(row, *GetParam());
    if (verdict == "-") continue;
    const Outcome outcome = run(name);
    EXPECT_EQ(observation(outcome), verdict) << summary(read(name), outcome);
    EXPECT_FALSE(outcome.data_race) << name;
  }
}

TEST_P(Models, VisitEachExecutionOnce) {
  for (const auto& [name, row] : read_table("executions.txt")) {
    const std::string& executions = cell(row, *GetParam());
    if (executions == "-") continue;
    const Outcome outcome = run(name);
    EXPECT_EQ(std::to_string(outcome.executions), executions) << summary(read(name), outcome);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Models, testing::ValuesIn(memory::models()),
                         [](const auto& info) { return std::string(info.param->name()); });

// Sequential consistency once more, by an explorer that knows no graphs.
TEST(Interleavings, HaveTheVerdictsOfSequentialConsistency) {
  for (const auto& [name, row] : read_table("verdicts.txt")) {
    const Outcome outcome = run_test(read(name), [](const run::Scenario& scenario) {
      return explore::explore_interleavings(scenario);
    });
    EXPECT_EQ(observation(outcome), cell(row, memory::sequential_consistency())) << name;
  }
}

// Every model is told from every other by some test, so that a model taken for another is found.
TEST(Tables, TellTheModelsApart) {
  const Table verdicts = read_table("verdicts.txt");
  for (const memory::Model* one : memory::models()) {
    for (const memory::Model* other : memory::models()) {
      if (one == other) continue;
      std::size_t different = 0;
      for (const auto& [name, row] : verdicts) different += cell(row, *one) != cell(row, *other);
      EXPECT_GT(different, 10u) << one->name() << " and " << other->name();
    }
  }
}

}  // namespace
}  // namespace vmcheck::litmus
