// Machine words as bit vectors, with the machine's own arithmetic: modulo 2^n.
//
// So that Z3 answers soon words can be shorter than the code declares them. What holds of words of
// 8 bits is no proof for 64, but an independent check of the integers (integers.h): whether an
// operation is exact is read off the machine's wrapped result.
//
// Numbers are signed bit vectors with as many bits as it takes: a sum or a difference has one more
// than the wider operand, so that it cannot wrap. Two things are narrower than with integers:
// unknown natural numbers are below 2^2n for words of n bits, and so are the values of functions.
#pragma once

#include "sim/smt/encoding.h"

namespace vmcheck::smt {

class BitVectors : public Encoding {
 public:
  using Encoding::Encoding;

  Unknown word(const std::string& name, unsigned bits) const override;
  z3::expr word(std::uint64_t value, unsigned bits) const override;
  Result apply(Operation operation, const z3::expr& a, const z3::expr& b,
               unsigned bits) const override;
  z3::expr compare(Comparison how, const z3::expr& a, const z3::expr& b) const override;
  z3::expr widened(const z3::expr& word, unsigned bits) const override;
  Result narrowed(const z3::expr& word, unsigned bits) const override;

  Unknown natural(const std::string& name) const override;
  z3::expr number(std::uint64_t value, bool negative) const override;
  z3::expr number(const z3::expr& word) const override;
  z3::expr sum(const z3::expr& a, const z3::expr& b) const override;
  z3::expr difference(const z3::expr& a, const z3::expr& b) const override;
  z3::expr compare_numbers(Comparison how, const z3::expr& a, const z3::expr& b) const override;
  z3::expr either(const z3::expr& condition, const z3::expr& a, const z3::expr& b) const override;

  // Throws std::length_error for a number that comes from so many sums that it has more bits than
  // functions take: 2n + 32.
  z3::expr apply(const std::string& function, const z3::expr& number) const override;

  z3::expr integer(const z3::expr& number) const override;

 private:
  unsigned natural_bits() const { return 2 * bits(64); }
};

// `word_bits`: of the widest word, 1 to 64.
MakeEncoding bit_vectors(unsigned word_bits);

}  // namespace vmcheck::smt
