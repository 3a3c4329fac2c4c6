// The checks of a function in the order in which it makes them, as data.
#pragma once

#include <vector>

#include "sim/smt/bool.h"

namespace vmcheck::qpair::proofs {

// An error, and what it is given for unless an earlier check fails.
struct Check {
  int error;
  smt::Bool fails;
};

// A success, and no check fails; or the error of the first one that does.
inline smt::Bool is_first_failure(const std::vector<Check>& checks, int result) {
  smt::Bool none_before = true;
  smt::Bool first = false;
  for (const Check& check : checks) {
    if (check.error == result) first = smt::any({first, smt::all({none_before, check.fails})});
    none_before = smt::all({none_before, !check.fails});
  }
  return result < 0 ? first : none_before;
}

}  // namespace vmcheck::qpair::proofs
