#include "sim/smt/question.h"

namespace vmcheck::smt {

std::string_view to_string(Answer answer) {
  switch (answer) {
    case Answer::satisfiable:
      return "sat";
    case Answer::unsatisfiable:
      return "unsat";
    case Answer::unknown:
      return "unknown";
  }
  return "";
}

std::string_view to_string(Question::Kind kind) {
  switch (kind) {
    case Question::Kind::obligation:
      return "obligation";
    case Question::Kind::branch:
      return "branch";
    case Question::Kind::path:
      return "path";
  }
  return "";
}

}  // namespace vmcheck::smt
