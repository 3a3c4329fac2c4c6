// The core's loops that copy page after page between a ring and the caller's memory.
#pragma once

#include "model/qpair/proofs/hal/queue_pages.h"
#include "sim/smt/induction.h"

namespace vmcheck::qpair::proofs {

// The invariant: of the bytes to be copied the first so many have been, in order; what follows them
// is next, at the beginning of a page if it is not the first or the last. Nothing else has changed.
class CopyLoop : public smt::Induction {
 public:
  // What the loop works on: the next place in the ring, the next in the caller's memory, and how
  // many bytes are left. Writes the ring, or reads it.
  CopyLoop(const PageList& pages, smt::Word64& at, const unsigned char*& from, smt::Word64& length)
      : CopyLoop(pages.pages(), at, &from, nullptr, length) {}
  CopyLoop(const PageList& pages, smt::Word64& at, unsigned char*& to, smt::Word64& length)
      : CopyLoop(pages.pages(), at, nullptr, &to, length) {}

 private:
  // Where the loop stands.
  struct State {
    smt::Word64 at;
    smt::Word64 length;
    smt::Address callers;
  };

  CopyLoop(QueuePages& pages, smt::Word64& at, const unsigned char** from, unsigned char** to,
           smt::Word64& length);

  State state() const;
  void generalise() override;
  void conclude() override;

  // Whether a state is the one after so many bytes; and what is then in the ring, how often it was
  // written, and what is in the caller's memory.
  smt::Bool is_after(const smt::Number& done, const State& state) const;
  smt::Memory::Bytes ring_after(const smt::Number& done) const;
  smt::Memory::Bytes writes_after(const smt::Number& done) const;
  smt::Memory::Bytes callers_after(const smt::Number& done) const;

  QueuePages& pages_;
  smt::Word64& at_;
  smt::Word64& length_;
  const unsigned char** from_;  // one of these is null
  unsigned char** to_;

  // As the loop began.
  State begin_;
  smt::Memory::Bytes ring_;
  smt::Memory::Bytes writes_;
  smt::Memory::Bytes callers_;

  smt::Number done_ = 0;  // before the general round
};

}  // namespace vmcheck::qpair::proofs
