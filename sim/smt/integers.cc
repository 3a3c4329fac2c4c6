#include "sim/smt/integers.h"

namespace vmcheck::smt::integers {
namespace {

// 2^bits, for 1 to 64 bits.
z3::expr limit(z3::context& context, unsigned bits) {
  const std::uint64_t half = std::uint64_t{1} << (bits - 1);
  return (context.int_val(half) + context.int_val(half)).simplify();
}

}  // namespace

z3::expr constant(z3::context& context, std::uint64_t value) {
  return context.int_val(value);
}

z3::expr fits(const z3::expr& term, unsigned bits) {
  return term >= 0 && term < limit(term.ctx(), bits);
}

Result add(const z3::expr& a, const z3::expr& b, unsigned bits) {
  const z3::expr sum = a + b;
  return {sum, sum < limit(sum.ctx(), bits)};
}

Result subtract(const z3::expr& a, const z3::expr& b) {
  return {a - b, b <= a};
}

Result multiply(const z3::expr& a, const z3::expr& b, unsigned bits) {
  const z3::expr product = a * b;
  return {product, product < limit(product.ctx(), bits)};
}

// Z3 rounds towards minus infinity and C towards zero: the same where nothing is negative.
Result divide(const z3::expr& a, const z3::expr& b) {
  return {a / b, b != 0};
}

Result remainder(const z3::expr& a, const z3::expr& b) {
  return {z3::mod(a, b), b != 0};
}

}  // namespace vmcheck::smt::integers
