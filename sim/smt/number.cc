#include "sim/smt/number.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {
namespace {

const Encoding& encoding() {
  return Execution::current().encoding();
}

Bool compare(Comparison how, const Number& a, const Number& b) {
  return Bool(encoding().compare_numbers(how, a.term(), b.term()));
}

}  // namespace

z3::expr Number::constant(std::uint64_t value, bool negative) {
  return encoding().number(value, negative);
}

z3::expr Number::of(const z3::expr& word) {
  return encoding().number(word);
}

Number operator+(const Number& a, const Number& b) {
  return Number(encoding().sum(a.term_, b.term_));
}

Number operator-(const Number& a, const Number& b) {
  return Number(encoding().difference(a.term_, b.term_));
}

Bool operator==(const Number& a, const Number& b) {
  return compare(Comparison::equal, a, b);
}

Bool operator<(const Number& a, const Number& b) {
  return compare(Comparison::less, a, b);
}

Bool operator<=(const Number& a, const Number& b) {
  return compare(Comparison::at_most, a, b);
}

Number either(const Bool& condition, const Number& a, const Number& b) {
  return Number(encoding().either(condition.term(), a.term(), b.term()));
}

}  // namespace vmcheck::smt
