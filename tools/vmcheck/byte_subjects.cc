// What a device may give, fuzzed by bytes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "driver_core/tests/receive_target.h"
#include "model/device/byte_targets.h"
#include "sim/fuzz/bytes.h"
#include "sim/state/random/generator.h"
#include "tools/vmcheck/fuzz_subject.h"

namespace vmcheck {
namespace {

using device::ByteTarget;
using device::WrongBytes;
using fuzz::Bytes;

constexpr std::uint64_t kInputs = 100;  // in a run
constexpr std::size_t kBytesInALine = 16;

std::string to_text(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

Bytes to_bytes(const std::string& text) {
  return {text.begin(), text.end()};
}

// A smaller input that shows the same property broken.
Bytes small(const ByteTarget& target, const Bytes& input, const std::string& property) {
  return fuzz::minimise(input, [&](const Bytes& bytes) {
    const auto wrong = target.run(bytes);
    return wrong && wrong->property == property;
  });
}

std::optional<std::string> make_run(const ByteTarget& target, std::uint64_t seed,
                                    std::uint64_t& made,
                                    const std::function<void(const std::string&)>& keep) {
  state::random::Generator random(seed);
  for (std::uint64_t i = 0; i < kInputs; ++i) {
    const Bytes input = fuzz::mutate(target.seeds, target.longest, random);
    ++made;
    const auto wrong = target.run(input);
    if (!wrong) continue;
    keep(to_text(input));
    return to_text(small(target, input, wrong->property));
  }
  return std::nullopt;
}

std::optional<Wrong> judge(const ByteTarget& target, const std::string& input) {
  const auto wrong = target.run(to_bytes(input));
  if (!wrong) return std::nullopt;
  return Wrong{wrong->property, wrong->message};
}

// "    16  01 02 ...", a line for each few bytes.
std::string show(const std::string& input) {
  const Bytes bytes = to_bytes(input);
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += kBytesInALine) {
    const auto line = std::span(bytes).subspan(at, std::min(kBytesInALine, bytes.size() - at));
    text += fmt::format("{:>6}  {:02x}\n", at, fmt::join(line, " "));
  }
  return text.empty() ? "    no bytes\n" : text;
}

// The parser by itself, which has none of the seeded faults.
ByteTarget parser() {
  return {"receive", "any bytes to the parser of datagrams, on pages of their full size",
          core::ReceiveSeeds(), core::LongestReceived(),
          [](std::span<const std::uint8_t> bytes) -> std::optional<WrongBytes> {
            std::string wrong = core::ReceiveAnyBytes(bytes.data(), bytes.size());
            if (wrong.empty()) return std::nullopt;
            return WrongBytes{"within-the-buffer", std::move(wrong)};
          }};
}

}  // namespace

std::vector<FuzzSubject> byte_subjects(const device::Core& core) {
  std::vector<ByteTarget> targets = device::byte_targets(core);
  if (&core == &device::cores::sound_core) targets.push_back(parser());
  std::vector<FuzzSubject> subjects;
  for (ByteTarget& one : targets) {
    const auto target = std::make_shared<const ByteTarget>(std::move(one));
    FuzzSubject subject;
    subject.name = "bytes/" + target->name;
    subject.summary = target->summary;
    subject.bounds = fmt::format("{} inputs of up to {} bytes in a run", kInputs, target->longest);
    subject.inputs = "inputs";
    subject.run = [target](std::uint64_t seed, std::uint64_t& made, const auto& keep) {
      return make_run(*target, seed, made, keep);
    };
    subject.judge = [target](const std::string& input) { return judge(*target, input); };
    subject.show = show;
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace vmcheck
