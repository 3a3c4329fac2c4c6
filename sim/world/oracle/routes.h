// What becomes of what a guest's program sends: the protocol's description as tables, independent
// of the code of the hypervisor and of the core.
#pragma once

#include <cstdint>

namespace vmcheck::world::oracle {

// A context's privileges, as the protocol numbers them.
enum class Privilege : std::uint8_t { none, restricted, trusted };

// Whether two contexts may have to do with each other.
bool may_interact(Privilege one, Privilege other);

enum class Sent : std::uint8_t { any, datagram, ring };

enum class Destination : std::uint8_t {
  any,
  nobody,  // the context is invalid
  hypervisor,
  host,
  itself,
  another,  // a machine that is there
  nowhere,  // a context that no machine has
};

// The context in whose name it is sent. None: the driver names its own.
enum class Source : std::uint8_t { any, own, old, none };

// All that decides.
struct Question {
  Sent sent;
  Destination destination;
  Source source;      // of a datagram
  bool in_use;        // the machine has a device, and is about to keep it
  bool carries;       // the host carries from one machine to another
  bool may_interact;  // it and the destination
  bool is_there;      // the doorbell is
};

struct Outcome {
  int result;
  Destination reaches;  // nobody, if it is refused
};

// Never Destination::any or Sent::any are asked for.
Outcome find_outcome(const Question& question);

}  // namespace vmcheck::world::oracle
