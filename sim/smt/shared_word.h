// A word of memory that others can write too.
#pragma once

#include <string>

#include "sim/smt/word.h"

namespace vmcheck::smt {

class SharedWord {
 public:
  // Has no value yet: to load it refutes the proof.
  SharedWord() = default;

  // Holds a value, which changes only by store().
  explicit SharedWord(Word64 value) : value_(std::move(value)) {}

  // Each load gives any word whatever, which counterexamples call `name`.
  static SharedWord hostile(std::string name);

  Word64 load() const;
  void store(const Word64& value) { value_ = value; }

  // What was stored last.
  const Word64& stored() const { return value_; }

 private:
  Word64 value_;
  std::string hostile_;  // the name; empty: holds its value
};

}  // namespace vmcheck::smt
