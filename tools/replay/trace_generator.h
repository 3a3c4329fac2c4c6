// Traces of rings that never were, for tests: what the specification says an endpoint does.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

namespace vmcheck::replay {

struct GeneratorOptions {
  std::uint64_t seed = 0;
  std::uint64_t events = 100;       // transfers and snapshots
  std::uint64_t produce_size = 16;  // bytes, one of the two may be 0
  std::uint64_t consume_size = 16;
  bool hostile = true;  // whether the peer's index is now and then one that it cannot have
};

// Writes a whole ring trace of random transfers on one pair that begins with random indices. It is
// made from RingModel alone, without the core. The same options give the same trace.
void write_ring_trace(const GeneratorOptions& options, std::ostream& out);

// The same as a text.
std::string generate_ring_trace(const GeneratorOptions& options);

}  // namespace vmcheck::replay
