#include "sim/smt/bit_vectors.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace vmcheck::smt {
namespace {

unsigned size(const z3::expr& term) {
  return term.get_sort().bv_size();
}

z3::expr with_zeros(const z3::expr& term, unsigned bits) {
  return bits == size(term) ? term : z3::zext(term, bits - size(term));
}

z3::expr with_sign(const z3::expr& term, unsigned bits) {
  return bits == size(term) ? term : z3::sext(term, bits - size(term));
}

// Both with as many bits as the wider has, and one more for a carry.
struct Alike {
  Alike(const z3::expr& x, const z3::expr& y, unsigned carry)
      : bits(std::max(size(x), size(y)) + carry), a(with_sign(x, bits)), b(with_sign(y, bits)) {}

  unsigned bits;
  z3::expr a;
  z3::expr b;
};

z3::expr is_zero(const z3::expr& term) {
  return term == term.ctx().bv_val(0, size(term));
}

// The bits from `low` on.
z3::expr high_part(const z3::expr& term, unsigned low) {
  return term.extract(size(term) - 1, low);
}

// Exact if the upper half of the product in twice the bits is empty.
Encoding::Result multiply(const z3::expr& a, const z3::expr& b) {
  const unsigned bits = size(a);
  return {a * b, is_zero(high_part(z3::zext(a, bits) * z3::zext(b, bits), bits))};
}

}  // namespace

Encoding::Unknown BitVectors::word(const std::string& name, unsigned bits) const {
  return {context_.bv_const(name.c_str(), this->bits(bits)), context_.bool_val(true)};
}

z3::expr BitVectors::word(std::uint64_t value, unsigned bits) const {
  return context_.bv_val(value, this->bits(bits));
}

// A sum that has wrapped is below its operands, a difference above the first of them.
Encoding::Result BitVectors::apply(Operation operation, const z3::expr& a, const z3::expr& b,
                                   unsigned) const {
  switch (operation) {
    case Operation::add:
      return {a + b, z3::uge(a + b, a)};
    case Operation::subtract:
      return {a - b, z3::ule(a - b, a)};
    case Operation::multiply:
      return multiply(a, b);
    case Operation::divide:
      return {z3::udiv(a, b), !is_zero(b)};
    case Operation::remainder:
      return {z3::urem(a, b), !is_zero(b)};
  }
  throw std::logic_error("no such operation");
}

z3::expr BitVectors::compare(Comparison how, const z3::expr& a, const z3::expr& b) const {
  switch (how) {
    case Comparison::equal:
      return a == b;
    case Comparison::less:
      return z3::ult(a, b);
    case Comparison::at_most:
      return z3::ule(a, b);
  }
  throw std::logic_error("no such comparison");
}

z3::expr BitVectors::widened(const z3::expr& word, unsigned bits) const {
  return with_zeros(word, this->bits(bits));
}

Encoding::Result BitVectors::narrowed(const z3::expr& word, unsigned bits) const {
  const unsigned kept = this->bits(bits);
  if (kept == size(word)) return {word, context_.bool_val(true)};
  return {word.extract(kept - 1, 0), is_zero(high_part(word, kept))};
}

Encoding::Unknown BitVectors::natural(const std::string& name) const {
  return {z3::zext(context_.bv_const(name.c_str(), natural_bits()), 1), context_.bool_val(true)};
}

// In as few bits as there can be, one of them for the sign.
z3::expr BitVectors::number(std::uint64_t value, bool negative) const {
  const auto magnitude = static_cast<unsigned>(std::bit_width(negative ? ~value : value));
  const z3::expr bits = context_.bv_val(value, 64);
  return (negative ? z3::sext(bits, 1) : z3::zext(bits, 1)).extract(magnitude, 0).simplify();
}

z3::expr BitVectors::number(const z3::expr& word) const {
  return z3::zext(word, 1);
}

z3::expr BitVectors::sum(const z3::expr& a, const z3::expr& b) const {
  const Alike both(a, b, 1);
  return both.a + both.b;
}

z3::expr BitVectors::difference(const z3::expr& a, const z3::expr& b) const {
  const Alike both(a, b, 1);
  return both.a - both.b;
}

z3::expr BitVectors::compare_numbers(Comparison how, const z3::expr& a, const z3::expr& b) const {
  const Alike both(a, b, 0);
  switch (how) {
    case Comparison::equal:
      return both.a == both.b;
    case Comparison::less:
      return z3::slt(both.a, both.b);
    case Comparison::at_most:
      return z3::sle(both.a, both.b);
  }
  throw std::logic_error("no such comparison");
}

z3::expr BitVectors::either(const z3::expr& condition, const z3::expr& a, const z3::expr& b) const {
  const Alike both(a, b, 0);
  return z3::ite(condition, both.a, both.b);
}

z3::expr BitVectors::apply(const std::string& function, const z3::expr& number) const {
  const unsigned most = natural_bits() + 32;
  if (size(number) > most) {
    throw std::length_error(fmt::format("{}: expected a number of at most {} bits, got {}",
                                        function, most, size(number)));
  }
  const z3::func_decl declaration =
      context_.function(function.c_str(), context_.bv_sort(most), context_.bv_sort(natural_bits()));
  return z3::zext(declaration(with_sign(number, most)), 1);
}

z3::expr BitVectors::integer(const z3::expr& number) const {
  return z3::bv2int(number, true);
}

MakeEncoding bit_vectors(unsigned word_bits) {
  return [word_bits](z3::context& context) {
    return std::make_unique<BitVectors>(context, word_bits);
  };
}

}  // namespace vmcheck::smt
