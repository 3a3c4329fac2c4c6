#include "sim/smt/word.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string_view>

#include "sim/smt/execution.h"
#include "sim/smt/integers.h"

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

integers::Result apply(Operation operation, const z3::expr& a, const z3::expr& b, unsigned bits) {
  switch (operation) {
    case Operation::add:
      return integers::add(a, b, bits);
    case Operation::subtract:
      return integers::subtract(a, b);
    case Operation::multiply:
      return integers::multiply(a, b, bits);
    case Operation::divide:
      return integers::divide(a, b);
    case Operation::remainder:
      return integers::remainder(a, b);
  }
  throw std::logic_error("no such operation");
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
  const integers::Result result = apply(operation, a, b, bits);
  Execution::current().require(
      result.exact, [&] { return fmt::format("{}: {}", to_string(place), obligation(operation)); });
  return result.value;
}

z3::expr narrowed(const z3::expr& term, unsigned bits, const Place& place) {
  Execution::current().require(integers::fits(term, bits), [&] {
    return fmt::format("{}: the number fits in {} bits", to_string(place), bits);
  });
  return term;
}

z3::expr constant(std::uint64_t value, bool negative, unsigned bits) {
  if (negative || (bits < 64 && value >> bits != 0)) {
    throw std::logic_error(fmt::format("a constant that is no word of {} bits", bits));
  }
  return integers::constant(Execution::current().context(), value);
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
