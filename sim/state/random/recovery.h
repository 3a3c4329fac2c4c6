// Tells why a run did not come to its end, or to its goals, after faults had stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state::random {

// Checked of each run of which it is demanded, in every model.
inline const run::Property kRecovery{run::PropertyKind::always, "recovery",
                                     "once faults stop, the run comes to where it may end, or "
                                     "meets each goal if it has any"};

// The violation of kRecovery by these steps, the first of which leads into an initial state and the
// last `recovery` of which are without faults. Its message says which goals are not met, where the
// run is at the end, what can be done there, and after how many steps it is where it was before.
// Throws std::logic_error if the steps are no such run.
Violation tell_no_recovery(const System& model, const std::vector<run::Path>& steps,
                           std::uint64_t recovery);

// Tells such a violation: of the last `recovery` steps, which lead nowhere, only the first few.
std::string story(const Violation& violation, std::uint64_t recovery);

// How many of a violation's choices come before its last `recovery` steps.
std::size_t choices_before(const Violation& violation, std::uint64_t recovery);

// A run that does not recover, and how many steps it goes on without faults.
struct NoRecovery {
  Violation violation;
  std::uint64_t recovery;
};

// What the run with these choices violates, in which faults stop behind the first `faulty`; nothing
// if it recovers. Throws run::PathMismatch as state::replay_states(), and if no step begins there
// or a fault strikes behind it.
std::optional<NoRecovery> replay_recovery(const System& model, const run::Path& path,
                                          std::size_t faulty);

}  // namespace vmcheck::state::random
