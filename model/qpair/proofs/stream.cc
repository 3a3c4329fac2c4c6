#include "model/qpair/proofs/stream.h"

namespace vmcheck::qpair::proofs {

using smt::all;
using smt::any;
using smt::Bool;
using smt::Execution;
using smt::Function;
using smt::Memory;
using smt::Number;
using smt::Word64;

StreamRing::StreamRing(Execution& run, const std::string& name)
    : size(run.word<64>(name + ": size")),
      head(run.word<64>(name + ": head")),
      tail(run.word<64>(name + ": tail")),
      received(run.natural(name + ": bytes received")),
      sent(run.natural(name + ": bytes sent")),
      pages(name, size, {}),
      run_(run),
      name_(name) {
  run.assume(all({head < size, tail < size, received <= sent, used() < size,
                  Number(tail) == advanced(head, used(), size)}));
  pages.bytes.set_bytes(contents());
  pages.writable = [this](const Number& place) { return !is_used(place); };
  pages.readable = [this](const Number& place) { return is_used(place); };
}

Number StreamRing::byte_for(const Number& place) const {
  return received + distance(head, place, size);
}

Bool StreamRing::is_used(const Number& place) const {
  return distance(head, place, size) < used();
}

// What is in the ring, and in its other places anything.
Memory::Bytes StreamRing::contents() const {
  return [head = head, size = size, received = received, used = used(), stream = stream,
          other = Function(name_ + ": free places")](const Number& place) {
    const Number ahead = distance(head, place, size);
    return either(ahead < used, stream(received + ahead), other(place));
  };
}

// The consumer has freed as much as it likes of what is in the ring.
Word64 StreamRing::acquire_head() {
  const Word64 next = run_.word<64>(name_ + ": head acquired");
  const Number freed = distance(head, next, size);
  run_.assume(all({next < size, freed <= used()}));
  received = received + freed;
  head = next;
  return head;
}

void StreamRing::publish_tail(const Word64& next) {
  run_.claim("the tail published is below the size", next < size);
  const Number written = distance(tail, next, size);
  run_.claim("no more is published than there was room for", written <= free());
  sent = sent + written;
  tail = next;
  const Number place = run_.natural("place of a byte published");
  run_.claim(
      "each byte up to the tail is in its place when the tail is published",
      any({place >= size, !is_used(place), pages.bytes.at(place) == stream(byte_for(place))}));
}

// The producer has sent as much as there was room for.
Word64 StreamRing::acquire_tail() {
  const Word64 next = run_.word<64>(name_ + ": tail acquired");
  const Number written = distance(tail, next, size);
  run_.assume(all({next < size, written <= free()}));
  sent = sent + written;
  tail = next;
  pages.bytes.set_bytes(contents());
  return tail;
}

void StreamRing::publish_head(const Word64& next, const Memory::Bytes& target) {
  run_.claim("the head published is below the size", next < size);
  const Number freed = distance(head, next, size);
  run_.claim("no more is freed than was in the ring", freed <= used());
  const Number byte = run_.natural("a byte freed");
  run_.claim("each byte up to the head has been read when the head is published",
             any({byte >= freed, target(byte) == stream(received + byte)}));
  received = received + freed;
  head = next;
}

}  // namespace vmcheck::qpair::proofs
