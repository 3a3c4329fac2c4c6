// What a proof asks, for whoever looks on: to time it, or to ask another solver the same.
#pragma once

#include <z3++.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace vmcheck::smt {

enum class Answer { satisfiable, unsatisfiable, unknown };

// As SMT-LIB 2 has it: "sat", "unsat", "unknown".
std::string_view to_string(Answer answer);

// One of the conditions of a question. The same number in two questions of a proof says that this
// condition and all before it are the same.
struct Condition {
  std::uint64_t number;
  z3::expr term;
};

// Whether conditions can hold at once, and what came out.
struct Question {
  enum class Kind {
    obligation,  // can it fail here? unsatisfiable: it is proved
    branch,      // can this way be taken? unsatisfiable: it is left out
    path,        // does some input come to the end of the path? satisfiable: it counts as one
  };

  Kind kind;
  Answer answer;
  double seconds;                         // until the answer; decides nothing
  std::function<std::string()> what;      // what is proved by the answer
  std::span<const Condition> conditions;  // the last is the question's own
};

// "obligation", "branch", "path".
std::string_view to_string(Question::Kind kind);

// Told of every question that was answered, in order, also if no solver was needed. The question is
// gone when it returns.
using Observer = std::function<void(const Question&)>;

}  // namespace vmcheck::smt
