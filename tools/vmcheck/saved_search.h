// A search that was stopped, as a file from which it goes on.
#pragma once

#include <string>
#include <vector>

#include "sim/explore/result.h"

namespace vmcheck {

struct SavedSearch {
  std::string scenario;              // "qpair/producer-consumer"
  std::string fault;                 // that was seeded into the core; "none"
  std::string model;                 // the memory model: "rc11"
  std::vector<explore::Part> parts;  // what is left to be done
};

// The whole file: a trace of kind "search" (traces/FORMAT.md).
std::string to_text(const SavedSearch& search);

// Reads a file of this kind. `path` is opened as it stands; `name` is the file's name in messages.
// Throws replay::BadInput.
SavedSearch load_search(const std::string& path, const std::string& name);

}  // namespace vmcheck
