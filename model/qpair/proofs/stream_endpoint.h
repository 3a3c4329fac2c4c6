// An endpoint with a stream through each of its rings, and the caller's memory.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "model/qpair/proofs/stream.h"

namespace vmcheck::qpair::proofs {

// The caller's memory: pieces of any lengths, which an operation takes as one.
class Pieces {
 public:
  // `bytes`: of all pieces, one after the other.
  Pieces(smt::Execution& run, const std::string& name, std::size_t count,
         const smt::Memory::Bytes& bytes);

  // Of all pieces together.
  smt::Number length() const { return begins_.back(); }
  smt::Memory::Bytes bytes() const;

  // Copies from or to any of them may fail.
  void let_fail();

  std::vector<symbolic::vmci_source> sources();
  std::vector<symbolic::vmci_target> targets();

 private:
  std::deque<smt::Memory> pieces_;
  std::vector<smt::Word64> lengths_;
  std::vector<smt::Number> begins_;  // of each piece, and the end of the last
};

// An endpoint whose peer keeps to the protocol.
class StreamEndpoint {
 public:
  explicit StreamEndpoint(smt::Execution& run);
  StreamEndpoint(const StreamEndpoint&) = delete;
  StreamEndpoint& operator=(const StreamEndpoint&) = delete;

  // The memory to which bytes are read that are then freed.
  void read_to(smt::Memory::Bytes bytes) { target_ = std::move(bytes); }

  // Claims that the endpoint's own words are the published ones, and the peer's those acquired.
  void claim_consistent(smt::Execution& run) const;

  StreamRing produce;  // the one we fill
  StreamRing consume;  // the one we drain
  symbolic::vmci_queue_header produce_header;
  symbolic::vmci_queue_header consume_header;
  symbolic::vmci_ring_pair pair;

 private:
  smt::Memory::Bytes target_;
};

}  // namespace vmcheck::qpair::proofs
