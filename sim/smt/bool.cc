#include "sim/smt/bool.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {

Bool::operator bool() const {
  return Execution::current().decide(term_);
}

z3::expr Bool::constant(bool value) {
  return Execution::current().context().bool_val(value);
}

Bool operator!(const Bool& a) {
  return Bool(!a.term());
}

Bool all(std::initializer_list<Bool> conditions) {
  Bool result = true;
  for (const Bool& condition : conditions) result = Bool(result.term() && condition.term());
  return result;
}

Bool any(std::initializer_list<Bool> conditions) {
  Bool result = false;
  for (const Bool& condition : conditions) result = Bool(result.term() || condition.term());
  return result;
}

}  // namespace vmcheck::smt
