// Unsigned machine words of which every value is possible at once.
//
// Code written for a HAL's word types compiles with these in their place. Arithmetic carries the
// obligation to be exact: that it does not wrap, does not divide by zero and loses nothing when it
// narrows. The prover proves each at the line where it arises.
#pragma once

#include <z3++.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "sim/smt/bool.h"
#include "sim/smt/encoding.h"

namespace vmcheck::smt {

// A place in the source of the code under proof. Not std::source_location, which clang 14 lacks.
struct Place {
  const char* file = "";
  int line = 0;
};

// The file with its folder, and the line: "driver/index.h:41".
std::string to_string(const Place& place);

template <unsigned Bits>
class Word;

// A constant of the code under proof: a number, or one that has a name.
template <typename T>
concept Constant = std::integral<T> ||(std::is_enum_v<T>&& std::is_convertible_v<T, long long>);

// An operand of an operation on words of `Bits` bits, with its place in the source.
template <unsigned Bits>
struct Operand {
  template <unsigned Same>
  requires(Same <= Bits) Operand(const Word<Same>& word, const char* file = __builtin_FILE(),
                                 int line = __builtin_LINE());

  template <Constant T>
  Operand(T value, const char* file = __builtin_FILE(), int line = __builtin_LINE());

  z3::expr term;
  Place place;
};

namespace internal {

// The result of an operation, which is proved to be exact.
z3::expr exact(Operation operation, const z3::expr& a, const z3::expr& b, unsigned bits,
               const Place& place);

Bool compare(Comparison how, const z3::expr& a, const z3::expr& b);

// The bits of a word that a mask has.
z3::expr masked(const z3::expr& term, std::uint64_t mask, unsigned bits);

z3::expr widened(const z3::expr& term, unsigned bits);

// `term`, which is proved to fit.
z3::expr narrowed(const z3::expr& term, unsigned bits, const Place& place);

// A constant of the code under proof. Throws std::logic_error when it is no word of `bits` bits, or
// of as many as words have.
z3::expr constant(std::uint64_t value, bool negative, unsigned bits, const Place& place);

// Refutes the proof: a word is read that has no value yet.
[[noreturn]] void read_unset(const Place& place);

// The operators; found through the words, which derive from this.
template <unsigned Bits>
struct Arithmetic {
  using Value = Word<Bits>;
  using In = Operand<Bits>;

  friend Value operator+(const In& a, const In& b) { return apply(Operation::add, a, b); }
  friend Value operator-(const In& a, const In& b) { return apply(Operation::subtract, a, b); }
  friend Value operator*(const In& a, const In& b) { return apply(Operation::multiply, a, b); }
  friend Value operator/(const In& a, const In& b) { return apply(Operation::divide, a, b); }
  friend Value operator%(const In& a, const In& b) { return apply(Operation::remainder, a, b); }

  // With a constant of the code: the word's bits that it has.
  template <Constant T>
  friend Value operator&(const Value& a, T mask) {
    return a.masked(static_cast<std::uint64_t>(mask));
  }

  friend Bool operator==(const In& a, const In& b) { return compare(Comparison::equal, a, b); }
  friend Bool operator!=(const In& a, const In& b) { return !compare(Comparison::equal, a, b); }
  friend Bool operator<(const In& a, const In& b) { return compare(Comparison::less, a, b); }
  friend Bool operator<=(const In& a, const In& b) { return compare(Comparison::at_most, a, b); }
  friend Bool operator>(const In& a, const In& b) { return compare(Comparison::less, b, a); }
  friend Bool operator>=(const In& a, const In& b) { return compare(Comparison::at_most, b, a); }

 private:
  static Bool compare(Comparison how, const In& a, const In& b) {
    return internal::compare(how, a.term, b.term);
  }

  static Value apply(Operation operation, const In& a, const In& b) {
    return Value(exact(operation, a.term, b.term, Bits, a.place));
  }
};

}  // namespace internal

// A word of 16, 32 or 64 bits. Narrower words are counted with as 32 bits, as C promotes them.
template <unsigned Bits>
class Word : public internal::Arithmetic<(Bits < 32 ? 32 : Bits)> {
  static_assert(Bits == 16 || Bits == 32 || Bits == 64);

 public:
  // Has no value, as an uninitialised variable: to read it refutes the proof.
  Word() = default;

  template <Constant T>
  Word(T value) : term_(Operand<Bits>(value).term) {}

  template <unsigned Less>
  requires(Less < Bits) Word(const Word<Less>& narrower, const char* file = __builtin_FILE(),
                             int line = __builtin_LINE())
      : term_(internal::widened(narrower.term({file, line}), Bits)) {}

  template <unsigned More>
  requires(More > Bits) explicit Word(const Word<More>& wider, const char* file = __builtin_FILE(),
                                      int line = __builtin_LINE())
      : term_(internal::narrowed(wider.term({file, line}), Bits, {file, line})) {}

  // As a condition: whether it is not 0. Takes a side, as Bool does.
  explicit operator bool() const { return *this != 0; }

  Word masked(std::uint64_t mask, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) const {
    return Word(internal::masked(term({file, line}), mask, Bits));
  }

  // A term that the encoding gives for a word.
  explicit Word(z3::expr term) : term_(std::move(term)) {}

  const z3::expr& term(const Place& place) const {
    if (!term_) internal::read_unset(place);
    return *term_;
  }

 private:
  std::optional<z3::expr> term_;
};

using Word16 = Word<16>;
using Word32 = Word<32>;
using Word64 = Word<64>;

template <unsigned Bits>
template <unsigned Same>
requires(Same <= Bits) Operand<Bits>::Operand(const Word<Same>& word, const char* file, int line)
    : term(internal::widened(word.term({file, line}), Bits)), place{file, line} {}

template <unsigned Bits>
template <Constant T>
Operand<Bits>::Operand(T value, const char* file, int line)
    : term(internal::constant(static_cast<std::uint64_t>(value), value < T{}, Bits, {file, line})),
      place{file, line} {}

}  // namespace vmcheck::smt
