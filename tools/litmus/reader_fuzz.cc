// Any bytes: the reader gives a test or one line that says what is wrong, and nothing else happens.
// A small test that was read is run, for a few runs.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "sim/explore/interleaving.h"
#include "tools/litmus/outcome.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/summary.h"

namespace {

using namespace vmcheck;

void require(bool holds) {
  if (!holds) std::abort();
}

void run_briefly(const litmus::Test& test) {
  const auto explore = [](const run::Scenario& scenario) {
    explore::Limits limits;
    limits.executions = 20;
    explore::Result result = explore::explore_interleavings(scenario, limits);
    if (!result.violation) result.verdict = explore::Verdict::holds;
    return result;
  };
  try {
    require(!litmus::summary(test, litmus::run_test(test, explore)).empty());
  } catch (const std::runtime_error& error) {
    require(std::string(error.what()).starts_with("fuzz:"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    run_briefly(litmus::read_test(text, "fuzz"));
  } catch (const replay::BadInput& error) {
    const std::string message = error.what();
    require(message.starts_with("fuzz:") && message.find('\n') == std::string::npos);
  }
  return 0;
}
