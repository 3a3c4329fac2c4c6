// A scenario: a program of a few tasks and what is claimed of it. Every explorer runs the same
// ones.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/run/machine.h"
#include "sim/run/property.h"

namespace vmcheck::run {

struct Scenario {
  std::string name;     // "qpair/producer-consumer"
  std::string summary;  // a line for people
  std::string bounds;   // what is bounded: sizes, operations
  std::vector<Property> properties;
  std::function<void(Machine&)> build;  // makes the program for one run
};

}  // namespace vmcheck::run
