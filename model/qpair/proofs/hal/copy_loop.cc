#include "model/qpair/proofs/hal/copy_loop.h"

#include "sim/smt/execution.h"

namespace vmcheck::qpair::proofs {

using smt::Address;
using smt::all;
using smt::any;
using smt::Bool;
using smt::Execution;
using smt::Memory;
using smt::Number;
using smt::Word64;

CopyLoop::CopyLoop(QueuePages& pages, Word64& at, const unsigned char** from, unsigned char** to,
                   Word64& length)
    : pages_(pages),
      at_(at),
      length_(length),
      from_(from),
      to_(to),
      begin_(state()),
      ring_(pages.bytes.bytes()),
      writes_(pages.writes.bytes()),
      callers_(begin_.callers.memory->bytes()) {}

CopyLoop::State CopyLoop::state() const {
  const void* callers = from_ != nullptr ? static_cast<const void*>(*from_) : *to_;
  return {at_, length_, Address::of(callers)};
}

void CopyLoop::generalise() {
  Execution& run = Execution::current();
  run.claim("a loop that copies begins within the ring", begin_.at < pages_.size);
  run.claim("a loop copies no more than the ring holds", begin_.length <= pages_.size);
  done_ = run.natural("bytes copied in earlier rounds");
  at_ = run.word<64>("place in the ring");
  length_ = run.word<64>("bytes left to copy");
  unsigned char* callers = begin_.callers.memory->address(begin_.callers.place + done_);
  if (from_ != nullptr) *from_ = callers;
  if (to_ != nullptr) *to_ = callers;
  run.assume(is_after(done_, state()));
  if (from_ != nullptr) {
    pages_.bytes.set_bytes(ring_after(done_));
    pages_.writes.set_bytes(writes_after(done_));
  } else {
    begin_.callers.memory->set_bytes(callers_after(done_));
  }
}

void CopyLoop::conclude() {
  Execution& run = Execution::current();
  const Number done = Number(begin_.length) - length_;
  run.claim("each round of a loop that copies gets further", done > done_);
  run.claim("a loop that copies goes on where it was", is_after(done, state()));
  const Number byte = run.natural("any byte");
  if (from_ != nullptr) {
    const Bool outside = !pages_.bytes.whole().contains(byte);
    run.claim("a round writes the next bytes and no others",
              any({outside, pages_.bytes.at(byte) == ring_after(done)(byte)}));
    run.claim("a round writes each byte once",
              any({outside, pages_.writes.at(byte) == writes_after(done)(byte)}));
  } else {
    run.claim("a round reads the next bytes and no others",
              begin_.callers.memory->at(byte) == callers_after(done)(byte));
  }
}

Bool CopyLoop::is_after(const Number& done, const State& state) const {
  return all({done <= begin_.length, Number(state.length) + done == begin_.length,
              Number(state.at) == advanced(begin_.at, done, pages_.size),
              state.callers.place == begin_.callers.place + done,
              any({done == 0, done == begin_.length, state.at % page_size() == 0})});
}

Memory::Bytes CopyLoop::ring_after(const Number& done) const {
  return [begin = begin_, size = pages_.size, ring = ring_, callers = callers_,
          done](const Number& at) {
    const Number ahead = distance(begin.at, at, size);
    return either(ahead < done, callers(begin.callers.place + ahead), ring(at));
  };
}

Memory::Bytes CopyLoop::writes_after(const Number& done) const {
  return [begin = begin_, size = pages_.size, writes = writes_, done](const Number& at) {
    return either(distance(begin.at, at, size) < done, writes(at) + 1, writes(at));
  };
}

Memory::Bytes CopyLoop::callers_after(const Number& done) const {
  return [begin = begin_, size = pages_.size, ring = ring_, callers = callers_,
          done](const Number& place) {
    const Number ahead = place - begin.callers.place;
    return either(all({ahead >= 0, ahead < done}), ring(advanced(begin.at, ahead, size)),
                  callers(place));
  };
}

}  // namespace vmcheck::qpair::proofs
