#include "sim/smt/word.h"

#include <fmt/format.h>

#include <bit>
#include <stdexcept>
#include <string_view>

#include "sim/smt/execution.h"

namespace vmcheck::smt {

std::string to_string(const Place& place) {
  std::string_view file = place.file;
  const std::size_t name = file.rfind('/');
  if (name != std::string_view::npos && name > 0) {
    const std::size_t folder = file.rfind('/', name - 1);
    if (folder != std::string_view::npos) file.remove_prefix(folder + 1);
  }
  return fmt::format("{}:{}", file, place.line);
}

namespace internal {
namespace {

const Encoding& encoding() {
  return Execution::current().encoding();
}

std::string_view obligation(Operation operation) {
  switch (operation) {
    case Operation::add:
      return "the addition does not wrap";
    case Operation::subtract:
      return "the subtraction does not wrap";
    case Operation::multiply:
      return "the multiplication does not wrap";
    case Operation::divide:
    case Operation::remainder:
      return "the divisor is not zero";
  }
  return "";
}

}  // namespace

z3::expr exact(Operation operation, const z3::expr& a, const z3::expr& b, unsigned bits,
               const Place& place) {
  const Encoding::Result result = encoding().apply(operation, a, b, bits);
  Execution::current().require(
      result.exact, [&] { return fmt::format("{}: {}", to_string(place), obligation(operation)); });
  return result.value;
}

Bool compare(Comparison how, const z3::expr& a, const z3::expr& b) {
  return Bool(encoding().compare(how, a, b));
}

// Of each run of ones in the mask: what lies above is taken off, and what lies below.
z3::expr masked(const z3::expr& term, std::uint64_t mask, unsigned bits) {
  const unsigned kept = encoding().bits(bits);
  const auto apply = [&](Operation operation, const z3::expr& a, const z3::expr& b) {
    return encoding().apply(operation, a, b, bits).value;
  };
  const auto power = [&](unsigned exponent) {
    return encoding().word(std::uint64_t{1} << exponent, bits);
  };
  z3::expr sum = encoding().word(0, bits);
  unsigned low = 0;
  while (low < kept && mask >> low != 0) {
    low += static_cast<unsigned>(std::countr_zero(mask >> low));
    if (low >= kept) break;
    const unsigned high = low + static_cast<unsigned>(std::countr_one(mask >> low));
    z3::expr part = high < kept ? apply(Operation::remainder, term, power(high)) : term;
    if (low > 0) {
      part = apply(Operation::multiply, apply(Operation::divide, part, power(low)), power(low));
    }
    sum = apply(Operation::add, sum, part);
    if (high >= kept) break;
    low = high;
  }
  return sum;
}

z3::expr widened(const z3::expr& term, unsigned bits) {
  return encoding().widened(term, bits);
}

z3::expr narrowed(const z3::expr& term, unsigned bits, const Place& place) {
  const Encoding::Result result = encoding().narrowed(term, bits);
  Execution::current().require(result.exact, [&] {
    return fmt::format("{}: the number fits in {} bits", to_string(place), encoding().bits(bits));
  });
  return result.value;
}

z3::expr constant(std::uint64_t value, bool negative, unsigned bits, const Place& place) {
  const unsigned kept = encoding().bits(bits);
  if (negative || (kept < 64 && value >> kept != 0)) {
    const std::string number =
        negative ? fmt::to_string(static_cast<std::int64_t>(value)) : fmt::to_string(value);
    throw std::logic_error(
        fmt::format("{}: the constant {} is no word of {} bits", to_string(place), number, kept));
  }
  return encoding().word(value, bits);
}

void read_unset(const Place& place) {
  Execution& execution = Execution::current();
  execution.require(execution.context().bool_val(false), [&] {
    return fmt::format("{}: a word is read only after it was set", to_string(place));
  });
  throw std::logic_error("a word is read that was never set");
}

}  // namespace internal
}  // namespace vmcheck::smt
