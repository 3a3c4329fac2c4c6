// How vmcheck's programs end: the same four codes everywhere.
#pragma once

#include <initializer_list>

namespace vmcheck::cli {

enum class ExitCode : int {
  holds = 0,      // everything that was asked for was done, and nothing is wrong
  violation = 1,  // a property is violated, a replay diverged
  bad_input = 2,  // bad usage or bad input
  no_verdict = 3  // a bound, the time or the user's patience ran out first
};

// The code for two results together: a violation outweighs bad input, which outweighs no verdict.
constexpr ExitCode combine(ExitCode a, ExitCode b) {
  for (ExitCode code : {ExitCode::violation, ExitCode::bad_input, ExitCode::no_verdict}) {
    if (a == code || b == code) return code;
  }
  return ExitCode::holds;
}

}  // namespace vmcheck::cli
