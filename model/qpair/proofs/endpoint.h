// One endpoint of a queue pair as theorems see it: any sizes, any indices that can occur, and the
// number of bytes in each ring, which the core does not know and its answers are held against.
#pragma once

#include <optional>
#include <string>

#include "model/qpair/proofs/symbolic_core.h"
#include "sim/smt/execution.h"
#include "sim/smt/function.h"

namespace vmcheck::qpair::proofs {

// A ring in use: bytes sent less bytes taken is `used`, and the tail that far ahead of the head.
struct Ring {
  Ring(smt::Execution& run, const std::string& name);

  smt::Number free() const { return size - smt::Number(1) - used; }

  smt::Word64 size;  // at least 1
  smt::Number used;  // in [0, size)
  smt::Word64 head;  // in [0, size)
  smt::Word64 tail;  // head + used, or that less the size
};

// How many bytes index `to` is ahead of index `from`; both below the size.
smt::Number distance(const smt::Word64& from, const smt::Word64& to, const smt::Word64& size);

// An endpoint whose peer keeps to the protocol. The peer may have moved on since its words were
// last accepted.
class Endpoint {
 public:
  explicit Endpoint(smt::Execution& run);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  // Wishes for counterexamples with two rings that cannot be taken for one another.
  void prefer_unlike_rings(smt::Execution& run) const;

  Ring produce;  // the one we fill
  Ring consume;  // the one we drain
  symbolic::vmci_queue_header produce_header;
  symbolic::vmci_queue_header consume_header;
  symbolic::vmci_ring_pair pair;
};

// An endpoint whose peer writes anything into all four shared words and both rings, at any time.
class BesiegedEndpoint {
 public:
  explicit BesiegedEndpoint(smt::Execution& run);
  BesiegedEndpoint(const BesiegedEndpoint&) = delete;
  BesiegedEndpoint& operator=(const BesiegedEndpoint&) = delete;

  // From now on the peer's words are believable: they have moved forward from those believed last,
  // if at all, within what was free or ready.
  void relent(smt::Execution& run);

  symbolic::vmci_queue_header produce_header;
  symbolic::vmci_queue_header consume_header;
  symbolic::vmci_ring_pair pair;

 private:
  std::optional<QueuePages> produce_pages_;
  std::optional<QueuePages> consume_pages_;
};

}  // namespace vmcheck::qpair::proofs
