#include "sim/smt/theorem.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace vmcheck::smt {
namespace {

constexpr std::size_t kColumns = 96;

Verdict combine(Verdict proof, Verdict twin) {
  if (proof != Verdict::proved) return proof;
  if (twin == Verdict::unknown) return Verdict::unknown;
  return twin == Verdict::refuted ? Verdict::proved : Verdict::refuted;
}

// The text in lines of at most kColumns, each behind an indent.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string lines;
  std::string line(indent, ' ');
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (line.size() > indent && line.size() + 1 + word.size() > kColumns) {
      lines += line + '\n';
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
    begin = end + 1;
  }
  return lines + line + '\n';
}

// Inputs with a common beginning of their names, "ring: size" and "ring: head", share a line.
std::string describe_inputs(const std::vector<Value>& inputs) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (const Value& input : inputs) {
    const std::size_t colon = input.name.find(": ");
    const bool grouped = colon != std::string::npos;
    const std::string group = grouped ? input.name.substr(0, colon + 2) : "";
    const std::string name = grouped ? input.name.substr(colon + 2) : input.name;
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const auto& other) { return other.first == group; });
    if (found == groups.end()) found = groups.insert(groups.end(), {group, ""});
    found->second += fmt::format("{}{} {}", found->second.empty() ? "" : ", ", name, input.value);
  }
  std::string text;
  for (const auto& [group, values] : groups) text += wrapped(group + values, 6);
  return text;
}

std::string describe_shown(const std::vector<Value>& shown) {
  std::size_t width = 0;
  for (const Value& value : shown) width = std::max(width, value.name.size());
  std::string text;
  for (const Value& value : shown) {
    text += fmt::format("      {:<{}}  {}\n", value.name, width, value.value);
  }
  return text;
}

std::string describe(const Counterexample& counterexample) {
  std::string text = wrapped("does not hold: " + counterexample.claim, 4);
  if (!counterexample.inputs.empty()) text += "    with\n" + describe_inputs(counterexample.inputs);
  if (!counterexample.shown.empty()) text += "    gives\n" + describe_shown(counterexample.shown);
  return text;
}

std::string count(std::uint64_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string describe_twin(const TheoremResult& result) {
  const std::string subject = "Its twin (" + result.fault + ") is ";
  switch (result.twin.verdict) {
    case Verdict::proved:
      return wrapped(subject + "NOT refuted: the theorem holds of a faulty program too.", 2);
    case Verdict::unknown:
      return wrapped(subject + "unknown: " + result.twin.reason + ".", 2);
    case Verdict::refuted:
      break;
  }
  return wrapped(subject + "refuted:", 2) + describe(*result.twin.counterexample);
}

}  // namespace

TheoremResult prove(const Theorem& theorem, const Limits& limits) {
  return prove(theorem, limits, limits);
}

TheoremResult prove(const Theorem& theorem, const Limits& limits, const Limits& limits_of_twin) {
  TheoremResult result{theorem.name, theorem.statement, theorem.twin.fault, {}, {}, {}};
  result.proof = prove(theorem.body, limits);
  if (result.proof.verdict == Verdict::proved)
    result.twin = prove(theorem.twin.body, limits_of_twin);
  result.verdict = combine(result.proof.verdict, result.twin.verdict);
  return result;
}

std::string describe(const TheoremResult& result) {
  const ProofResult& proof = result.proof;
  std::string text =
      fmt::format("{}: {} ({}, {})\n", result.name, to_string(proof.verdict),
                  count(proof.paths, "path"), count(proof.obligations, "obligation"));
  text += wrapped(result.statement, 2);
  switch (proof.verdict) {
    case Verdict::proved:
      return text + describe_twin(result);
    case Verdict::unknown:
      return text + wrapped("unknown: " + proof.reason, 2);
    case Verdict::refuted:
      break;
  }
  return text + describe(*proof.counterexample);
}

}  // namespace vmcheck::smt
