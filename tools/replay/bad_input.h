// Input that cannot be used.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace vmcheck::replay {

// Where a line comes from; lines count from 1.
struct Place {
  std::string file;
  std::uint64_t line = 0;
};

// What is wrong with the input, as one line that names the file, the line and the field.
class BadInput : public std::runtime_error {
 public:
  explicit BadInput(const std::string& message) : std::runtime_error(message) {}

  // "FILE:LINE: message".
  BadInput(const Place& place, const std::string& message)
      : std::runtime_error(place.file + ":" + std::to_string(place.line) + ": " + message) {}
};

// A file that ends before it should: what there is of it is as it should be.
class CutInput : public BadInput {
 public:
  using BadInput::BadInput;
};

}  // namespace vmcheck::replay
