#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "model/qpair/native/ring_program.h"

namespace vmcheck::native {
namespace {

[[noreturn]] void refuse(std::string_view word, const char* expected) {
  throw std::invalid_argument(
      fmt::format("in \"{}\": expected {}", std::string(word.substr(0, 40)), expected));
}

// Takes a number of [0, kLargestSize] off the front of `rest`.
std::uint32_t take_number(std::string_view& rest, std::string_view word) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc() || number > kLargestSize) refuse(word, "a number up to 65536");
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

void take_sign(std::string_view& rest, char sign, std::string_view word, const char* expected) {
  if (rest.empty() || rest.front() != sign) refuse(word, expected);
  rest.remove_prefix(1);
}

Step parse_step(std::string_view word) {
  constexpr const char* kForm = "a step such as a+2, b-1.2 or b?3";
  if (word.size() < 3) refuse(word, kForm);
  Step step;
  if (word[0] != 'a' && word[0] != 'b') refuse(word, kForm);
  if (word[1] != '+' && word[1] != '-' && word[1] != '?') refuse(word, kForm);
  step.end = static_cast<End>(word[0]);
  step.operation = static_cast<Operation>(word[1]);
  std::string_view rest = word.substr(2);
  step.lengths.push_back(take_number(rest, word));
  while (!rest.empty()) {
    take_sign(rest, '.', word, kForm);
    step.lengths.push_back(take_number(rest, word));
  }
  return step;
}

void parse_head(std::string_view word, RingProgram& program) {
  constexpr const char* kForm = "sizes and starts such as 5,3@4,0";
  std::string_view rest = word;
  program.size_a = take_number(rest, word);
  take_sign(rest, ',', word, kForm);
  program.size_b = take_number(rest, word);
  take_sign(rest, '@', word, kForm);
  program.start_a = take_number(rest, word);
  take_sign(rest, ',', word, kForm);
  program.start_b = take_number(rest, word);
  if (!rest.empty()) refuse(word, kForm);
  if (program.size_a == 0 && program.size_b == 0) refuse(word, "a size other than 0");
  if (program.start_a >= std::max(program.size_a, 1u) ||
      program.start_b >= std::max(program.size_b, 1u)) {
    refuse(word, "starts below the sizes");
  }
}

}  // namespace

std::string to_string(const RingProgram& program) {
  std::string text =
      fmt::format("{},{}@{},{}", program.size_a, program.size_b, program.start_a, program.start_b);
  for (const Step& step : program.steps) {
    text += fmt::format(" {}{}{}", static_cast<char>(step.end), static_cast<char>(step.operation),
                        fmt::join(step.lengths, "."));
  }
  return text;
}

RingProgram parse_program(std::string_view text) {
  RingProgram program;
  bool head = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (head) {
      parse_head(word, program);
    } else {
      program.steps.push_back(parse_step(word));
    }
    head = false;
  }
  if (head) refuse("", "sizes and starts such as 5,3@4,0");
  return program;
}

RingProgram decode_program(std::span<const std::uint8_t> bytes) {
  std::size_t next = 0;
  const auto take = [&]() -> std::uint32_t { return next < bytes.size() ? bytes[next++] : 0; };
  RingProgram program;
  program.size_a = take();
  program.size_b = take();
  if (program.size_a == 0 && program.size_b == 0) program.size_a = 1;
  program.start_a = take() % std::max(program.size_a, 1u);
  program.start_b = take() % std::max(program.size_b, 1u);
  while (next < bytes.size()) {
    const std::uint32_t shape = take();
    constexpr Operation kOperations[] = {Operation::enqueue, Operation::dequeue, Operation::peek};
    Step step{shape % 2 != 0 ? End::b : End::a, kOperations[shape / 2 % 3], {}};
    const std::uint32_t pieces = 1 + shape / 64;
    for (std::uint32_t i = 0; i < pieces; ++i) step.lengths.push_back(take());
    program.steps.push_back(std::move(step));
  }
  return program;
}

}  // namespace vmcheck::native
