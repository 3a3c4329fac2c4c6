// The two ends of one ring: a task that sends a stream of known bytes, and one that checks it.
//
// Each end keeps its own record and judges by itself; the records are compared when both have
// stopped.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "model/qpair/endpoints.h"

namespace vmcheck::qpair {

// What an operation may answer besides success, no space and no data.
struct Trouble {
  bool lying_peer = false;   // VMCI_ERROR_INVALID_SIZE
  bool copy_faults = false;  // VMCI_ERROR_INVALID_ARGS
};

// The lengths of an operation's pieces in bytes: at most 4 pieces, and 8 bytes in all.
using Lengths = std::initializer_list<std::uint32_t>;

class Sender {
 public:
  // `seed` tells this ring's stream from others.
  Sender(Endpoint& endpoint, std::uint32_t seed, Trouble trouble = {})
      : endpoint_(endpoint), seed_(seed), trouble_(trouble) {}

  // Enqueues the next `length` bytes of the stream, or as many as there is room for.
  void enqueue(std::uint32_t length) { enqueuev({length}); }

  // The same in one vectored operation with pieces of these lengths.
  void enqueuev(Lengths lengths);

  // Bytes of the stream that are in the ring or through it.
  std::uint64_t sent() const { return sent_; }

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint& endpoint_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t sent_ = 0;
};

class Receiver {
 public:
  Receiver(Endpoint& endpoint, std::uint32_t seed, Trouble trouble = {})
      : endpoint_(endpoint), seed_(seed), trouble_(trouble) {}

  // Dequeues at most `length` bytes and compares them with the stream. False when the ring was
  // empty or the operation failed.
  bool dequeue(std::uint32_t length) { return dequeuev({length}); }
  bool dequeuev(Lengths lengths) { return take(lengths, false); }

  // Peeks at most `length` bytes and compares them with the stream.
  void peek(std::uint32_t length) { peekv({length}); }
  void peekv(Lengths lengths) { take(lengths, true); }

  // Bytes of the stream that have come out of the ring.
  std::uint64_t received() const { return received_; }

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  bool take(Lengths lengths, bool peek);

  Endpoint& endpoint_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t received_ = 0;
};

}  // namespace vmcheck::qpair
