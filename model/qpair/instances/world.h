// An endpoint in any state, and the peer's words as it meets them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "model/qpair/endpoints.h"
#include "model/qpair/instances/instance.h"

namespace vmcheck::qpair {

// A ring as one end knows it and as it is: of its two indices one is the end's own, the other the
// peer's, which the end has accepted at some time.
struct RingState {
  std::uint32_t size;
  std::uint64_t tail;
  std::uint64_t head;
  std::uint64_t accepted;

  std::uint64_t used() const;
  std::uint64_t free() const { return size - 1 - used(); }

  // Whether such a ring can be in use: its indices in range, and the accepted one no further.
  bool is_valid_for_producer() const;
  bool is_valid_for_consumer() const;
};

// Endpoint A's rings.
struct PairState {
  RingState produce;
  RingState consume;

  bool is_valid() const {
    return produce.is_valid_for_producer() && consume.is_valid_for_consumer();
  }
};

// How the inputs of theorems name the numbers of such a state: the ones about queries, about
// operations with an honest peer, and with a hostile one.
std::vector<Input> query_inputs();
std::vector<Input> transfer_inputs();
std::vector<Input> hostile_inputs();
PairState query_state(const Numbers& numbers);
PairState transfer_state(const Numbers& numbers);
PairState hostile_state(const Numbers& numbers);

// The streams through the two rings; in each, byte 0 is the one at the head.
inline constexpr std::uint32_t kProduceStream = 1;
inline constexpr std::uint32_t kConsumeStream = 2;

struct World {
  std::shared_ptr<QueuePair> queues;  // must last as long as the run
  PairState state;
  Endpoint& a;

  // The peer's end, if it is an honest one. Of the task that is declared next.
  Endpoint& peer(run::Machine& machine) const;
};

// Makes it; endpoint A belongs to the task that is declared next. The bytes in the rings are those
// of the streams, and there is something in the other places of the ring that A drains.
World make_world(run::Machine& machine, const simulated::Core& core, const PairState& state);

}  // namespace vmcheck::qpair
