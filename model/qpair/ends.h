// The two ends of one ring: a task that sends a stream of known bytes, and one that checks it.
//
// Each end keeps its own record and judges by itself; the records are compared when both have
// stopped.
#pragma once

#include <cstdint>
#include <vector>

#include "model/qpair/simulated_core.h"

namespace vmcheck::qpair {

// What an operation may answer besides success, no space and no data.
struct Trouble {
  bool lying_peer = false;   // VMCI_ERROR_INVALID_SIZE
  bool copy_faults = false;  // VMCI_ERROR_INVALID_ARGS
};

class Sender {
 public:
  // `seed` tells this ring's stream from others.
  Sender(const simulated::Core& core, simulated::vmci_ring_pair& pair, std::uint32_t seed,
         Trouble trouble = {})
      : core_(core), pair_(pair), seed_(seed), trouble_(trouble) {}

  // Enqueues the next `length` bytes of the stream, or as many as there is room for.
  void enqueue(std::uint32_t length) { enqueuev({length}); }

  // The same in one vectored operation with pieces of these lengths.
  void enqueuev(const std::vector<std::uint32_t>& lengths);

  // Bytes of the stream that are in the ring or through it.
  std::uint64_t sent() const { return sent_; }

 private:
  const simulated::Core& core_;
  simulated::vmci_ring_pair& pair_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t sent_ = 0;
};

class Receiver {
 public:
  Receiver(const simulated::Core& core, simulated::vmci_ring_pair& pair, std::uint32_t seed,
           Trouble trouble = {})
      : core_(core), pair_(pair), seed_(seed), trouble_(trouble) {}

  // Dequeues at most `length` bytes and compares them with the stream. False when the ring was
  // empty or the operation failed.
  bool dequeue(std::uint32_t length) { return dequeuev({length}); }
  bool dequeuev(const std::vector<std::uint32_t>& lengths);

  // Peeks at most `length` bytes and compares them with the stream.
  void peek(std::uint32_t length) { peekv({length}); }
  void peekv(const std::vector<std::uint32_t>& lengths);

  std::uint64_t received() const { return received_; }

 private:
  bool take(const std::vector<std::uint32_t>& lengths, bool peek);

  const simulated::Core& core_;
  simulated::vmci_ring_pair& pair_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t received_ = 0;
};

}  // namespace vmcheck::qpair
