// Functions of which nothing is known but that they are functions.
#pragma once

#include <string>
#include <utility>

#include "sim/smt/number.h"

namespace vmcheck::smt {

// A function of numbers to numbers: the bytes of a stream, say, of which every stream is an
// instance. Functions of one name are the same.
class Function {
 public:
  explicit Function(std::string name) : name_(std::move(name)) {}

  Number operator()(const Number& argument) const;

 private:
  std::string name_;
};

}  // namespace vmcheck::smt
