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

// What an operation answered.
struct Outcome {
  int result = 0;
  std::uint64_t copied = 0;  // bytes, if it succeeded
};

class Sender {
 public:
  // `seed` tells this ring's stream from others, of which `sent` bytes are in the ring already or
  // through it.
  Sender(Endpoint& endpoint, std::uint32_t seed, Trouble trouble = {}, std::uint64_t sent = 0)
      : endpoint_(endpoint), seed_(seed), trouble_(trouble), sent_(sent) {}

  // Enqueues the next `length` bytes of the stream, or as many as there is room for.
  void enqueue(std::uint32_t length) { enqueuev({length}); }

  // An operation for each length.
  void enqueue_each(Lengths lengths) {
    for (const std::uint32_t length : lengths) enqueue(length);
  }

  // Enqueues in one vectored operation with pieces of these lengths.
  void enqueuev(Lengths lengths);

  // Is suspended, and begins again with the indices that it had.
  void resume();

  // Bytes of the stream that are in the ring or through it.
  std::uint64_t sent() const { return sent_; }

  // Of the last operation.
  const Outcome& outcome() const { return outcome_; }

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint& endpoint_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t sent_;
  Outcome outcome_;
};

class Receiver {
 public:
  Receiver(Endpoint& endpoint, std::uint32_t seed, Trouble trouble = {})
      : endpoint_(endpoint), seed_(seed), trouble_(trouble) {}

  // Dequeues at most `length` bytes and compares them with the stream. Returns how many there were:
  // none when the ring was empty or the operation failed.
  std::uint64_t dequeue(std::uint32_t length) { return dequeuev({length}); }
  std::uint64_t dequeuev(Lengths lengths) { return take(lengths, false); }

  // An operation for each length.
  void dequeue_each(Lengths lengths) {
    for (const std::uint32_t length : lengths) dequeue(length);
  }

  // Peeks at most `length` bytes, compares them with the stream, and returns how many there were.
  std::uint64_t peek(std::uint32_t length) { return peekv({length}); }
  std::uint64_t peekv(Lengths lengths) { return take(lengths, true); }

  // Is suspended, and begins again with the indices that it had, but behind `peeked` bytes that it
  // has seen with a peek and that count as received.
  void resume(std::uint64_t peeked = 0);

  // Bytes of the stream that have come out of the ring.
  std::uint64_t received() const { return received_; }

  // Of the last operation.
  const Outcome& outcome() const { return outcome_; }

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  std::uint64_t take(Lengths lengths, bool peek);

  Endpoint& endpoint_;
  std::uint32_t seed_;
  Trouble trouble_;
  std::uint64_t received_ = 0;
  Outcome outcome_;
};

}  // namespace vmcheck::qpair
