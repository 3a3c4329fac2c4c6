// Machine words as mathematical integers.
//
// A word of n bits is an integer in [0, 2^n). Each operation gives the integer result and the
// condition under which the machine, which counts modulo 2^n, gives the same. Where that condition
// is proved, what holds of the integers holds of the machine.
#pragma once

#include <z3++.h>

#include <cstdint>

namespace vmcheck::smt::integers {

// A result, and when it is exact. The operands are words already.
struct Result {
  z3::expr value;
  z3::expr exact;
};

z3::expr constant(z3::context& context, std::uint64_t value);

// Whether 0 <= term < 2^bits.
z3::expr fits(const z3::expr& term, unsigned bits);

Result add(const z3::expr& a, const z3::expr& b, unsigned bits);
Result subtract(const z3::expr& a, const z3::expr& b);
Result multiply(const z3::expr& a, const z3::expr& b, unsigned bits);
Result divide(const z3::expr& a, const z3::expr& b);
Result remainder(const z3::expr& a, const z3::expr& b);

}  // namespace vmcheck::smt::integers
