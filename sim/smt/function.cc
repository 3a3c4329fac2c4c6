#include "sim/smt/function.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {

Number Function::operator()(const Number& argument) const {
  return Number(Execution::current().encoding().apply(name_, argument.term()));
}

}  // namespace vmcheck::smt
