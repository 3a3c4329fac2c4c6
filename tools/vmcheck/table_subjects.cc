// The driver's tables, fuzzed by programs of calls.
#include <fmt/core.h>

#include <memory>
#include <unordered_map>
#include <utility>

#include "driver_core/tests/any_program.h"
#include "driver_core/tests/table_program.h"
#include "model/device/tables.h"
#include "tools/vmcheck/fuzz_subject.h"

namespace vmcheck {
namespace {

using core::Table;
using core::TableProgram;

constexpr const char* kProperty = "as-modelled";
constexpr int kPrograms = 20;  // in a run
constexpr int kMostCalls = 100;

// RapidCheck's, of what is told otherwise.
class Silent final : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

// The last program that fails is the smallest, as RapidCheck goes on with one that does.
std::optional<std::string> make_run(const Table& table, std::uint64_t seed, std::uint64_t& made,
                                    const std::function<void(const std::string&)>& keep) {
  std::optional<std::string> smallest;
  const auto property = [&] {
    const TableProgram program = *core::AnyProgram(table);
    if (!smallest) ++made;
    if (core::RunProgram(table, program).empty()) return true;
    const bool is_first = !smallest;
    smallest = core::ToText(table, program);
    if (is_first) keep(*smallest);
    return false;
  };
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = kPrograms;
  params.maxSize = kMostCalls;
  Silent silent;
  rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params, silent,
                            std::unordered_map<std::string, rc::detail::Reproduce>{});
  return smallest;
}

std::optional<Wrong> judge(const Table& table, const std::string& input) {
  const std::string wrong = core::RunProgram(table, core::ParseProgram(table, input));
  if (wrong.empty()) return std::nullopt;
  return Wrong{kProperty, wrong};
}

}  // namespace

std::vector<FuzzSubject> table_subjects(const device::Core& core) {
  std::vector<FuzzSubject> subjects;
  for (Table& one : device::tables(core)) {
    const auto table = std::make_shared<const Table>(std::move(one));
    FuzzSubject subject;
    subject.name = "tables/" + table->name;
    subject.summary = table->summary;
    subject.bounds = fmt::format("{} programs of up to {} calls in a run", kPrograms, kMostCalls);
    subject.inputs = "programs";
    subject.run = [table](std::uint64_t seed, std::uint64_t& made, const auto& keep) {
      return make_run(*table, seed, made, keep);
    };
    subject.judge = [table](const std::string& input) { return judge(*table, input); };
    subject.show = [](const std::string& input) { return input; };
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace vmcheck
