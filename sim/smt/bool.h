// A condition on symbolic words.
#pragma once

#include <z3++.h>

#include <concepts>
#include <initializer_list>
#include <utility>

namespace vmcheck::smt {

class Bool {
 public:
  explicit Bool(z3::expr term) : term_(std::move(term)) {}

  template <std::same_as<bool> T>
  Bool(T value) : Bool(constant(value)) {}

  // Takes a side: the execution forks where both sides are feasible. Code under proof does this
  // with every condition; a theorem that only states something combines them with what stands
  // below.
  operator bool() const;

  const z3::expr& term() const { return term_; }

 private:
  static z3::expr constant(bool value);

  z3::expr term_;
};

// Without forking.
Bool operator!(const Bool& a);
Bool all(std::initializer_list<Bool> conditions);
Bool any(std::initializer_list<Bool> conditions);

}  // namespace vmcheck::smt
