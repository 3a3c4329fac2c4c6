// Functions of which nothing is known but that they are functions.
#pragma once

#include <z3++.h>

#include <string>

#include "sim/smt/number.h"

namespace vmcheck::smt {

// A function of numbers to numbers: the bytes of a stream, say, of which every stream is an
// instance. Functions of one name are the same.
class Function {
 public:
  explicit Function(const std::string& name);

  Number operator()(const Number& argument) const;

 private:
  z3::func_decl declaration_;
};

}  // namespace vmcheck::smt
