// Runs the code of a thread on the current machine.
#pragma once

#include <array>
#include <cstdint>

#include "sim/run/machine.h"
#include "sim/run/property.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

// A value, and on which accesses of its thread it depends: bit i is the i-th.
struct Value {
  std::uint64_t number = 0;
  std::uint64_t depends_on = 0;
};

// What a thread may change while it runs, besides its stack (run::Machine::own).
struct Registers {
  std::array<Value, kMostRegisters> values{};
};

// A run does what C does not define: it accesses memory where there is none, divides by 0 or shifts
// too far. The message says where.
inline const run::Property kDefined{run::PropertyKind::always, "defined",
                                    "no thread does what C does not define"};

// Runs a thread of the test to its end, as the body of a task. The test's locations are those from
// `first` on. Each access tells the machine its dependencies: address and data from the values it
// is made of, control from the conditions of the `if` statements that it is in. (As in the kernel's
// model, what follows an `if` does not depend on its condition.)
void run_thread(const Test& test, const Thread& thread, run::Location first, Registers& registers);

}  // namespace vmcheck::litmus
