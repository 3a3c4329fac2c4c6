// An endpoint whose peer has written anything into all four shared words.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/qpair/ends.h"
#include "model/qpair/instances/instance.h"
#include "model/qpair/instances/world.h"

namespace vmcheck::qpair {

struct Besieged {
  World world;
  Endpoint& a;
  Sender& sender;
  Receiver& receiver;
  Numbers numbers;

  // The peer writes a word: its own head or tail, or ours.
  void write_peer_head(std::uint64_t word) const;
  void write_peer_tail(std::uint64_t word) const;
  void write_our_tail(std::uint64_t word) const;
  void write_our_head(std::uint64_t word) const;
};

// An instance of endpoint A in any state of its own, and four words from `numbers`. `more` are
// inputs besides those of the state. The body runs as one task and claims `claimed`; the fault may
// break another property first, `broken`.
Instance besieged(const char* theorem, const char* fault, const char* broken,
                  const run::Property& claimed, const std::vector<Input>& more,
                  std::function<void(const Besieged&)> body);

}  // namespace vmcheck::qpair
