#include "driver_core/tests/table_program.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace vmcheck::core {
namespace {

std::string LineOf(const TableCallKind& kind, const TableCall& call) {
  std::string line = kind.name;
  for (const std::uint32_t operand : call.operands) line += ' ' + std::to_string(operand);
  return line;
}

std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

[[noreturn]] void Refuse(std::size_t line, const std::string& expected) {
  throw std::invalid_argument("line " + std::to_string(line) + ": expected " + expected);
}

std::string Usage(const TableCallKind& kind) {
  std::string usage = '"' + kind.name;
  for (const std::uint32_t bound : kind.bounds) usage += " 0.." + std::to_string(bound - 1);
  return usage + '"';
}

TableCall ParseCall(const TableCallKind& kind, std::uint32_t number,
                    const std::vector<std::string_view>& words, std::size_t line) {
  if (words.size() != kind.bounds.size() + 1) Refuse(line, Usage(kind));
  TableCall call{number, {}};
  for (std::size_t i = 0; i < kind.bounds.size(); ++i) {
    const std::string_view word = words[i + 1];
    std::uint32_t operand = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), operand);
    if (error != std::errc() || end != word.data() + word.size() || operand >= kind.bounds[i]) {
      Refuse(line, Usage(kind));
    }
    call.operands.push_back(operand);
  }
  return call;
}

TableCall ParseLine(const Table& table, std::string_view text, std::size_t line) {
  const std::vector<std::string_view> words = Words(text);
  const std::string_view name = words.empty() ? "" : words.front();
  if (line == 1) {
    if (name != table.begin.name) Refuse(line, Usage(table.begin));
    return ParseCall(table.begin, 0, words, line);
  }
  std::string all;
  for (std::uint32_t number = 0; number < table.calls.size(); ++number) {
    const TableCallKind& kind = table.calls[number];
    if (name == kind.name) return ParseCall(kind, number, words, line);
    all += (all.empty() ? "" : ", ") + kind.name;
  }
  Refuse(line, "a call of " + table.name + ": " + all);
}

}  // namespace

std::string Differs(const char* what, std::int64_t got, std::int64_t expected) {
  return std::string(what) + " is " + std::to_string(got) + ", expected " +
         std::to_string(expected);
}

std::string RunProgram(const Table& table, const TableProgram& program) {
  const std::unique_ptr<TableRun> run = table.run(program.begin);
  std::size_t line = 1;
  for (const TableCall& call : program.calls) {
    ++line;
    const std::string wrong = run->Make(call);
    if (wrong.empty()) continue;
    return "line " + std::to_string(line) + ", " + LineOf(table.calls[call.number], call) + ": " +
           wrong;
  }
  const std::string wrong = run->Drain();
  return wrong.empty() ? "" : "behind the last line, when all is ended: " + wrong;
}

std::string ToText(const Table& table, const TableProgram& program) {
  std::string text = LineOf(table.begin, program.begin) + '\n';
  for (const TableCall& call : program.calls) {
    text += LineOf(table.calls[call.number], call) + '\n';
  }
  return text;
}

TableProgram ParseProgram(const Table& table, std::string_view text) {
  TableProgram program;
  for (std::size_t line = 1; line == 1 || !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) Refuse(line, "a line that ends");
    TableCall call = ParseLine(table, text.substr(0, end), line);
    text.remove_prefix(end + 1);
    if (line == 1) {
      program.begin = std::move(call);
    } else {
      program.calls.push_back(std::move(call));
    }
  }
  return program;
}

}  // namespace vmcheck::core
