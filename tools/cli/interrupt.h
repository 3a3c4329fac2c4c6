// Ctrl-C as a request to stop at the next good place.
#pragma once

#include <atomic>

namespace vmcheck::cli {

// From here on the first SIGINT or SIGTERM only sets a flag; a second one ends the program as
// usual.
void catch_interrupts();

// The flag itself, for whoever looks at it between two pieces of work.
const std::atomic<bool>& interrupt_flag();

// Whether the user has asked to stop.
inline bool interrupted() {
  return interrupt_flag();
}

}  // namespace vmcheck::cli
