#include "sim/smt/integers.h"

#include <stdexcept>

namespace vmcheck::smt {
namespace {

class Integers : public Encoding {
 public:
  using Encoding::Encoding;

  Unknown word(const std::string& name, unsigned bits) const override {
    const z3::expr term = context_.int_const(name.c_str());
    return {term, term >= 0 && term < limit(bits)};
  }

  z3::expr word(std::uint64_t value, unsigned) const override { return context_.int_val(value); }

  Result apply(Operation operation, const z3::expr& a, const z3::expr& b,
               unsigned bits) const override {
    switch (operation) {
      case Operation::add:
        return {a + b, a + b < limit(bits)};
      case Operation::subtract:
        return {a - b, b <= a};
      case Operation::multiply:
        return {a * b, a * b < limit(bits)};
      // Z3 rounds towards minus infinity and C towards zero: the same where nothing is negative.
      case Operation::divide:
        return {a / b, b != 0};
      case Operation::remainder:
        return {z3::mod(a, b), b != 0};
    }
    throw std::logic_error("no such operation");
  }

  z3::expr compare(Comparison how, const z3::expr& a, const z3::expr& b) const override {
    switch (how) {
      case Comparison::equal:
        return a == b;
      case Comparison::less:
        return a < b;
      case Comparison::at_most:
        return a <= b;
    }
    throw std::logic_error("no such comparison");
  }

  z3::expr widened(const z3::expr& word, unsigned) const override { return word; }

  Result narrowed(const z3::expr& word, unsigned bits) const override {
    return {word, word >= 0 && word < limit(bits)};
  }

  Unknown natural(const std::string& name) const override {
    const z3::expr term = context_.int_const(name.c_str());
    return {term, term >= 0};
  }

  z3::expr number(std::uint64_t value, bool negative) const override {
    return negative ? context_.int_val(static_cast<std::int64_t>(value)) : context_.int_val(value);
  }

  z3::expr number(const z3::expr& word) const override { return word; }

  z3::expr sum(const z3::expr& a, const z3::expr& b) const override { return a + b; }
  z3::expr difference(const z3::expr& a, const z3::expr& b) const override { return a - b; }

  z3::expr compare_numbers(Comparison how, const z3::expr& a, const z3::expr& b) const override {
    return compare(how, a, b);
  }

  z3::expr either(const z3::expr& condition, const z3::expr& a, const z3::expr& b) const override {
    return z3::ite(condition, a, b);
  }

  z3::expr apply(const std::string& function, const z3::expr& number) const override {
    const z3::sort sort = context_.int_sort();
    return context_.function(function.c_str(), sort, sort)(number);
  }

  z3::expr integer(const z3::expr& number) const override { return number; }

 protected:
  // 2^bits, for 1 to 64 bits.
  z3::expr limit(unsigned declared) const {
    const std::uint64_t half = std::uint64_t{1} << (bits(declared) - 1);
    return (context_.int_val(half) + context_.int_val(half)).simplify();
  }
};

class WrappingIntegers final : public Integers {
 public:
  using Integers::Integers;

  Result apply(Operation operation, const z3::expr& a, const z3::expr& b,
               unsigned bits) const override {
    switch (operation) {
      case Operation::add: {
        const z3::expr sum = z3::ite(a + b < limit(bits), a + b, a + b - limit(bits));
        return {sum, sum >= a};
      }
      case Operation::subtract: {
        const z3::expr rest = z3::ite(b <= a, a - b, a - b + limit(bits));
        return {rest, rest <= a};
      }
      case Operation::multiply: {
        const z3::expr product = z3::mod(a * b, limit(bits));
        return {product, product == a * b};
      }
      case Operation::divide:
      case Operation::remainder:
        break;
    }
    return Integers::apply(operation, a, b, bits);
  }

  Result narrowed(const z3::expr& word, unsigned bits) const override {
    const z3::expr low = z3::mod(word, limit(bits));
    return {low, low == word};
  }
};

}  // namespace

MakeEncoding wrapping_integers(unsigned word_bits) {
  return [word_bits](z3::context& context) {
    return std::make_unique<WrappingIntegers>(context, word_bits);
  };
}

MakeEncoding integers(unsigned word_bits) {
  return
      [word_bits](z3::context& context) { return std::make_unique<Integers>(context, word_bits); };
}

}  // namespace vmcheck::smt
