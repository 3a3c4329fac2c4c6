// What is fuzzed by inputs: made at random, and kept as files.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/device/cores.h"

namespace vmcheck {

// What an input shows.
struct Wrong {
  std::string property;
  std::string message;
};

struct FuzzSubject {
  std::string name;     // "tables/registry"
  std::string summary;  // a line for people
  std::string bounds;   // how large inputs are
  std::string inputs;   // what they are called: "programs"

  // Makes the inputs of a run, which the seed decides, counts them in `made`, and calls keep(input)
  // with the first that shows something wrong. Returns a smaller one that does; nothing if none
  // does.
  std::function<std::optional<std::string>(std::uint64_t seed, std::uint64_t& made,
                                           const std::function<void(const std::string&)>& keep)>
      run;

  // Runs one input. Throws std::invalid_argument for what is none.
  std::function<std::optional<Wrong>(const std::string& input)> judge;

  // The input for people, in lines.
  std::function<std::string(const std::string& input)> show;
};

// Programs of calls for each of the driver's tables, made and shrunk by RapidCheck.
std::vector<FuzzSubject> table_subjects(const device::Core& core);

// Bytes that a device may give: to the handler of datagrams, and to the parser by itself.
std::vector<FuzzSubject> byte_subjects(const device::Core& core);

}  // namespace vmcheck
