// Mathematical integers, to say in a theorem what the code under proof should compute. They have no
// limits, and so no obligations: a specification does not wrap.
#pragma once

#include <z3++.h>

#include <concepts>
#include <cstdint>
#include <utility>

#include "sim/smt/bool.h"
#include "sim/smt/word.h"

namespace vmcheck::smt {

class Number {
 public:
  template <std::integral T>
  Number(T value) : Number(constant(static_cast<std::uint64_t>(value), value < T{})) {}

  template <unsigned Bits>
  Number(const Word<Bits>& word, const char* file = __builtin_FILE(), int line = __builtin_LINE())
      : term_(of(word.term({file, line}))) {}

  explicit Number(z3::expr term) : term_(std::move(term)) {}

  const z3::expr& term() const { return term_; }

  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);

  friend Bool operator==(const Number& a, const Number& b);
  friend Bool operator!=(const Number& a, const Number& b) { return !(a == b); }
  friend Bool operator<(const Number& a, const Number& b);
  friend Bool operator<=(const Number& a, const Number& b);
  friend Bool operator>(const Number& a, const Number& b) { return b < a; }
  friend Bool operator>=(const Number& a, const Number& b) { return b <= a; }

 private:
  // `value` in two's complement where it is negative.
  static z3::expr constant(std::uint64_t value, bool negative);
  static z3::expr of(const z3::expr& word);

  z3::expr term_;
};

// `a` where the condition holds, `b` where it does not.
Number either(const Bool& condition, const Number& a, const Number& b);

}  // namespace vmcheck::smt
