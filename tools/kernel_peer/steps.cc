#include "tools/kernel_peer/steps.h"

#include <fmt/core.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

namespace vmcheck::kernel_peer {
namespace {

struct Line {
  std::size_t number = 0;
  std::vector<std::string> words;
};

[[noreturn]] void fail(const std::string& file, std::size_t line, const std::string& what) {
  throw BadScenario(fmt::format("{}:{}: {}", file, line, what));
}

std::vector<Line> read_lines(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw BadScenario(fmt::format("{}: cannot open: {}", path, std::strerror(errno)));
  std::vector<Line> lines;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    std::istringstream words(text.substr(0, text.find('#')));
    Line line{++number, {}};
    for (std::string word; words >> word;) line.words.push_back(word);
    if (!line.words.empty()) lines.push_back(line);
  }
  return lines;
}

using Values = std::map<std::string, std::string>;

std::string replace_name(const std::string& file, std::size_t line, const std::string& word,
                         const Values& values) {
  const std::size_t dollar = word.find('$');
  if (dollar == std::string::npos) return word;
  const auto found = values.find(word.substr(dollar + 1));
  if (found == values.end()) fail(file, line, fmt::format("no `each` names {}", word));
  return word.substr(0, dollar) + found->second;
}

Step step_of(const std::string& file, const Line& line, const Values& values) {
  std::vector<std::string> words;
  for (const std::string& word : line.words) {
    words.push_back(replace_name(file, line.number, word, values));
  }
  Step step;
  step.line = line.number;
  if (words.size() > 2 && words[words.size() - 2] == "=") {
    step.expected = words.back();
    words.resize(words.size() - 2);
  }
  if (words.front() == "wait") words.insert(words.begin(), "");
  if (words.size() < 2) fail(file, line.number, "expected WHO VERB [WORD...] [= RESULT]");
  step.who = words[0];
  step.verb = words[1];
  step.words.assign(words.begin() + 2, words.end());
  return step;
}

}  // namespace

std::string Step::text() const {
  std::string text = who + (who.empty() ? "" : " ") + verb;
  for (const std::string& word : words) text += " " + word;
  return text;
}

std::vector<Scenario> read_scenarios(const std::string& path) {
  const std::vector<Line> lines = read_lines(path);
  const std::string name = std::filesystem::path(path).stem();
  std::vector<std::pair<std::string, Values>> all{{name, {}}};
  for (const Line& line : lines) {
    if (line.words.front() != "each") continue;
    if (line.words.size() < 3) fail(path, line.number, "expected each NAME VALUE...");
    std::vector<std::pair<std::string, Values>> more;
    for (const auto& [before, values] : all) {
      for (std::size_t i = 2; i < line.words.size(); ++i) {
        more.emplace_back(before + "-" + line.words[i], values);
        more.back().second[line.words[1]] = line.words[i];
      }
    }
    all = std::move(more);
  }
  std::vector<Scenario> scenarios;
  for (const auto& [full_name, values] : all) {
    scenarios.push_back({path, full_name, {}});
    for (const Line& line : lines) {
      if (line.words.front() == "each") continue;
      scenarios.back().steps.push_back(step_of(path, line, values));
    }
  }
  return scenarios;
}

std::uint64_t number_of(const Scenario& scenario, const Step& step, const std::string& word) {
  const bool is_hex = word.starts_with("0x");
  const char* const begin = word.data() + (is_hex ? 2 : 0);
  const char* const end = word.data() + word.size();
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number, is_hex ? 16 : 10);
  if (error != std::errc() || stop != end) {
    reject(scenario, step, fmt::format("expected a number, got \"{}\"", word));
  }
  return number;
}

void reject(const Scenario& scenario, const Step& step, const std::string& what) {
  fail(scenario.file, step.line, fmt::format("{}: {}", step.text(), what));
}

}  // namespace vmcheck::kernel_peer
