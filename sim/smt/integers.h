// Machine words as mathematical integers.
//
// A word of n bits is an integer in [0, 2^n). Each operation gives the integer result and the
// condition under which the machine, which counts modulo 2^n, gives the same. Where that condition
// is proved, what holds of the integers holds of the machine. Numbers have no limits.
#pragma once

#include "sim/smt/encoding.h"

namespace vmcheck::smt {

// `word_bits`: of the widest word, 1 to 64.
MakeEncoding integers(unsigned word_bits = 64);

// The machine's own arithmetic on integers: each operation gives what the machine does, modulo 2^n,
// and whether that is the mathematical result is read off it. So nothing rests on the conditions of
// integers(), and what holds of words of 64 bits is as good a proof; it takes longer.
MakeEncoding wrapping_integers(unsigned word_bits);

}  // namespace vmcheck::smt
