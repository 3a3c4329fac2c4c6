// What words and numbers are to Z3.
//
// A proof knows nothing of it but this interface. Behind it are integers (integers.h), of which Z3
// decides most within milliseconds, and bit vectors (bit_vectors.h), which count modulo 2^n as the
// machine does. They have no formula in common, so that a program proved in both checks each by the
// other.
#pragma once

#include <z3++.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vmcheck::smt {

enum class Operation { add, subtract, multiply, divide, remainder };
enum class Comparison { equal, less, at_most };

class Encoding {
 public:
  // A result, and when it is the mathematical one.
  struct Result {
    z3::expr value;
    z3::expr exact;
  };

  // A new unknown, and what has to be assumed of it.
  struct Unknown {
    z3::expr term;
    z3::expr range;
  };

  // `word_bits`: of the widest word, 1 to 64. Wider words of the code are cut down to it, narrower
  // ones keep what they have.
  Encoding(z3::context& context, unsigned word_bits) : context_(context), word_bits_(word_bits) {}
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;
  virtual ~Encoding() = default;

  // What is left of the bits that the code declares. All `bits` below are as declared.
  unsigned bits(unsigned declared) const { return std::min(declared, word_bits_); }

  // Words. The operands of an operation have the same bits ----------------------------------------

  virtual Unknown word(const std::string& name, unsigned bits) const = 0;

  // `value` fits.
  virtual z3::expr word(std::uint64_t value, unsigned bits) const = 0;

  virtual Result apply(Operation operation, const z3::expr& a, const z3::expr& b,
                       unsigned bits) const = 0;

  virtual z3::expr compare(Comparison how, const z3::expr& a, const z3::expr& b) const = 0;

  virtual z3::expr widened(const z3::expr& word, unsigned bits) const = 0;
  virtual Result narrowed(const z3::expr& word, unsigned bits) const = 0;

  // Numbers ---------------------------------------------------------------------------------------

  // A number from 0 on.
  virtual Unknown natural(const std::string& name) const = 0;

  // `value` in two's complement where it is negative.
  virtual z3::expr number(std::uint64_t value, bool negative) const = 0;

  virtual z3::expr number(const z3::expr& word) const = 0;

  virtual z3::expr sum(const z3::expr& a, const z3::expr& b) const = 0;
  virtual z3::expr difference(const z3::expr& a, const z3::expr& b) const = 0;
  virtual z3::expr compare_numbers(Comparison how, const z3::expr& a, const z3::expr& b) const = 0;

  // `a` where the condition holds, `b` where it does not.
  virtual z3::expr either(const z3::expr& condition, const z3::expr& a,
                          const z3::expr& b) const = 0;

  // What the function of that name, of which nothing is known, gives of a number.
  virtual z3::expr apply(const std::string& function, const z3::expr& number) const = 0;

  // A number as an integer term, to read its value off a model.
  virtual z3::expr integer(const z3::expr& number) const = 0;

 protected:
  z3::context& context_;

 private:
  const unsigned word_bits_;
};

// Makes the encoding of a proof, whose terms are of the context.
using MakeEncoding = std::function<std::unique_ptr<const Encoding>(z3::context&)>;

}  // namespace vmcheck::smt
