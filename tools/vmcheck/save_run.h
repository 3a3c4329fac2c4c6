// What shows that a property is violated, as files: runs are traces for `replay`.
#pragma once

#include <string>

#include "tools/replay/schedule.h"

namespace vmcheck {

// A schedule as the name of a file: "qpair-wrap-around-rc11+tail_before_data".
std::string file_stem(const replay::Schedule& schedule);

// Where something was saved, or why not.
struct Saved {
  std::string file;
  std::string problem;  // empty: none
};

// Writes a new file of that folder, which it makes if need be: STEM-1SUFFIX, or with the next
// number that is free.
Saved save_new(const std::string& folder, const std::string& stem, const std::string& suffix,
               const std::string& contents);

// Writes the run to such a file. Says in a line how to see it again, or why it is not saved.
std::string save_run(const replay::Schedule& schedule, const std::string& folder);

}  // namespace vmcheck
