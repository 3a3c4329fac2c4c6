#include "model/qpair/proofs/hal/queue_pages.h"

#include <utility>

#include "sim/smt/execution.h"
#include "sim/smt/function.h"

namespace vmcheck::qpair::proofs {

using smt::Address;
using smt::all;
using smt::any;
using smt::Execution;
using smt::Function;
using smt::Memory;
using smt::Number;
using smt::Place;
using smt::Range;
using smt::Word64;

namespace {

thread_local unsigned bytes_in_page = 4096;

// Whether a copy from or to this memory fails.
bool fails(const Memory& memory) {
  if (!memory.may_fail()) return false;
  return Execution::current().natural("1: the copy fails") == 1;
}

}  // namespace

unsigned page_size() {
  return bytes_in_page;
}

PagesOf::PagesOf(unsigned bytes) : before_(std::exchange(bytes_in_page, bytes)) {}

PagesOf::~PagesOf() {
  bytes_in_page = before_;
}

Number distance(const Number& from, const Number& to, const Number& size) {
  const Number ahead = to - from;
  return either(ahead >= 0, ahead, ahead + size);
}

Number advanced(const Number& from, const Number& bytes, const Number& size) {
  const Number sum = from + bytes;
  return either(sum >= size, sum - size, sum);
}

QueuePages::QueuePages(const std::string& name, const Word64& ring_size, Memory::Bytes initial)
    : size(ring_size),
      count(Execution::current().word<64>(name + ": pages")),
      bytes(name, ring_size, std::move(initial)),
      writes(name, ring_size, [](const Number&) { return Number(0); }),
      readable([](const Number&) { return smt::Bool(true); }),
      writable(readable) {
  const Word64 needed = size / page_size();
  Execution::current().assume(Number(count) ==
                              either(size % page_size() == 0, needed, Number(needed) + 1));
}

Page PageList::operator[](const Word64& number) const {
  Execution::current().claim("the ring has the page that is accessed", number < pages_->count);
  return Page(*pages_, number);
}

Range Page::checked(const Word64& offset, const Word64& length, const QueuePages::Rule& rule,
                    const Address& callers, const Place& place) const {
  Execution& run = Execution::current();
  const std::string at = to_string(place) + ": ";
  run.claim(at + "a copy has at least one byte", length >= 1);
  run.claim(at + "a copy stays in its page", Number(offset) + length <= page_size());
  const Range in_ring{Number(number_ * page_size()) + offset, length};
  run.claim(at + "a copy stays in the ring", pages_->bytes.whole().contains(in_ring));
  run.claim(at + "a copy stays in the caller's memory",
            callers.memory->whole().contains(Range{callers.place, length}));
  const Number any_byte = run.natural("byte of the copy");
  run.claim(at + "the bytes copied are those that are the endpoint's to copy",
            any({!in_ring.contains(any_byte), rule(any_byte)}));
  return in_ring;
}

int Page::write(const Word64& offset, const void* source, const Word64& length,
                const Place& place) const {
  const Address& from = Address::of(source);
  const Range range = checked(offset, length, pages_->writable, from, place);
  const Memory::Bytes before = pages_->writes.bytes();
  pages_->writes.overwrite(range, [=](const Number& i) { return before(range.begin + i) + 1; });
  if (fails(*from.memory)) {
    pages_->bytes.overwrite(range, [](const Number& i) { return Function("half copied")(i); });
    return 1;
  }
  pages_->bytes.overwrite(range, [bytes = from.memory->bytes(), place = from.place](
                                     const Number& i) { return bytes(place + i); });
  return 0;
}

int Page::read(const Word64& offset, void* target, const Word64& length, const Place& place) const {
  const Address& to = Address::of(target);
  const Range range = checked(offset, length, pages_->readable, to, place);
  if (fails(*to.memory)) return 1;
  to.memory->overwrite({to.place, length}, [bytes = pages_->bytes.bytes(), range](const Number& i) {
    return bytes(range.begin + i);
  });
  return 0;
}

}  // namespace vmcheck::qpair::proofs
