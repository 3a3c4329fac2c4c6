#include "sim/smt/function.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {
namespace {

z3::func_decl declare(const std::string& name) {
  z3::context& context = Execution::current().context();
  return context.function(name.c_str(), context.int_sort(), context.int_sort());
}

}  // namespace

Function::Function(const std::string& name) : declaration_(declare(name)) {}

Number Function::operator()(const Number& argument) const {
  return Number(declaration_(argument.term()));
}

}  // namespace vmcheck::smt
