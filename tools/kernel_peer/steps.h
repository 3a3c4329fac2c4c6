// Scenarios: text files of steps, one a line. scenarios/README.md describes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace vmcheck::kernel_peer {

// A file cannot be used: "FILE:LINE: what is wrong".
struct BadScenario : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Step {
  std::size_t line = 0;
  std::string who;  // a socket, a machine or a program; empty: nobody
  std::string verb;
  std::vector<std::string> words;  // behind it
  std::string expected;            // of what comes of it; empty: that it is done

  std::string text() const;
};

struct Scenario {
  std::string file;
  std::string name;
  std::vector<Step> steps;
};

// The scenarios of a file: one, or one for each combination of the values that it names with
// `each`. The scenario's name is the file's, without folder and suffix, and those values. Throws
// BadScenario.
std::vector<Scenario> read_scenarios(const std::string& path);

// A number in a step. Throws BadScenario.
std::uint64_t number_of(const Scenario& scenario, const Step& step, const std::string& word);

// What is wrong with a step.
[[noreturn]] void reject(const Scenario& scenario, const Step& step, const std::string& what);

}  // namespace vmcheck::kernel_peer
