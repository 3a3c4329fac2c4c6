#include "model/qpair/instances/pieces.h"

#include <fmt/core.h>

#include <algorithm>

namespace vmcheck::qpair {
namespace {

std::string input_name(const std::string& memory, Form form, int piece) {
  return form == Form::plain ? memory + ": length" : fmt::format("{} {}: length", memory, piece);
}

}  // namespace

std::vector<Input> length_inputs(const std::string& memory, Form form) {
  if (form == Form::plain) return {{input_name(memory, form, 1)}};
  return {
      {input_name(memory, form, 1)}, {input_name(memory, form, 2)}, {input_name(memory, form, 3)}};
}

PieceLengths lengths_of(const Numbers& numbers, const std::string& memory, Form form) {
  const auto length = [&](int piece) {
    return static_cast<std::uint32_t>(numbers.at(input_name(memory, form, piece)));
  };
  if (form == Form::plain) return {length(1), 0, 0};
  return {length(1), length(2), length(3)};
}

void enqueue(Sender& sender, const PieceLengths& lengths, Form form) {
  if (form == Form::plain) {
    sender.enqueue(lengths.first);
  } else {
    sender.enqueuev({lengths.first, lengths.second, lengths.third});
  }
}

void take(Receiver& receiver, const PieceLengths& lengths, Form form, bool peek) {
  const auto [first, second, third] = lengths;
  if (form == Form::plain) {
    peek ? receiver.peek(first) : receiver.dequeue(first);
  } else {
    peek ? receiver.peekv({first, second, third}) : receiver.dequeuev({first, second, third});
  }
}

void check_exact(const run::Property& property, const Outcome& outcome, std::uint64_t wanted,
                 std::uint64_t possible, int none) {
  const int result = possible == 0 ? none : simulated::VMCI_SUCCESS;
  const std::uint64_t copied = std::min(wanted, possible);
  const bool exact =
      outcome.result == result && (result != simulated::VMCI_SUCCESS || outcome.copied == copied);
  run::Machine::current().always(property, exact, [&] {
    return fmt::format("{} bytes wanted and {} possible: answered {} and {} bytes, not {} and {}",
                       wanted, possible, outcome.result, outcome.copied, result, copied);
  });
}

}  // namespace vmcheck::qpair
