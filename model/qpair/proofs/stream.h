// A ring in use, and the stream of bytes that goes through it: what has to hold at each access that
// an endpoint shares with a peer that keeps to the protocol.
//
// The bytes of the stream are numbered from 0; which bytes they are is a function of which nothing
// is known, so that what is proved holds of every stream. `sent` and `received` count those that
// were published as written and as read; the core knows neither.
//
// Each end does its part whatever the other does meanwhile, as long as that does its own:
//
//   producer  publishes a tail only when the bytes up to it are in their places, and writes only
//             places that are free by the head it acquired last
//   consumer  publishes a head only when the bytes up to it have been read, and reads only places
//             that are ready by the tail it acquired last
//
// An index acquired may be old: any that the other end has published since the one acquired before.
#pragma once

#include <string>

#include "model/qpair/proofs/hal/queue_pages.h"
#include "model/qpair/proofs/symbolic_core.h"
#include "sim/smt/execution.h"
#include "sim/smt/function.h"

namespace vmcheck::qpair::proofs {

// A ring as one of its ends knows it: its own index is the published one, the peer's the one that
// was acquired last.
class StreamRing {
 public:
  // Any ring in use. The bytes in it are those of the stream.
  StreamRing(smt::Execution& run, const std::string& name);
  StreamRing(const StreamRing&) = delete;
  StreamRing& operator=(const StreamRing&) = delete;

  smt::Number used() const { return sent - received; }
  smt::Number free() const { return smt::Number(size) - 1 - used(); }

  // The byte of the stream that belongs in a place of the ring, counted on from the head; and
  // whether it is one of those that are in the ring.
  smt::Number byte_for(const smt::Number& place) const;
  smt::Bool is_used(const smt::Number& place) const;

  // The producer's side: acquires a head, publishes a tail.
  smt::Word64 acquire_head();
  void publish_tail(const smt::Word64& tail);

  // The consumer's side: acquires a tail; publishes a head, with the bytes up to it in `target`.
  smt::Word64 acquire_tail();
  void publish_head(const smt::Word64& head, const smt::Memory::Bytes& target);

  smt::Word64 size;
  smt::Word64 head;
  smt::Word64 tail;
  smt::Number received;
  smt::Number sent;
  smt::Function stream{"stream"};
  QueuePages pages;

 private:
  smt::Memory::Bytes contents() const;

  smt::Execution& run_;
  std::string name_;
};

}  // namespace vmcheck::qpair::proofs
