// A scenario of the state explorer: a model and what is bounded in it.
#pragma once

#include <memory>
#include <string>

#include "sim/state/model.h"

namespace vmcheck::state {

struct Scenario {
  std::string name;     // "device/doorbells"
  std::string summary;  // a line for people
  std::string bounds;   // what is bounded: threads, operations, faults
  std::shared_ptr<const System> model;
  bool sampled = false;  // for random runs only: it has too many states to visit them all
};

}  // namespace vmcheck::state
