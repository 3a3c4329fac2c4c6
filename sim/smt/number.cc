#include "sim/smt/number.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {

z3::expr Number::constant(std::uint64_t value, bool negative) {
  z3::context& context = Execution::current().context();
  return negative ? context.int_val(static_cast<std::int64_t>(value)) : context.int_val(value);
}

Number either(const Bool& condition, const Number& a, const Number& b) {
  return Number(z3::ite(condition.term(), a.term(), b.term()));
}

}  // namespace vmcheck::smt
