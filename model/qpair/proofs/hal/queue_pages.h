// A queue's bytes in pages, on the symbolic machine.
#pragma once

#include <functional>
#include <string>

#include "sim/smt/memory.h"
#include "sim/smt/word.h"

namespace vmcheck::qpair::proofs {

// Bytes in a page: 4096, as on real machines, if nothing else is said.
unsigned page_size();

// Pages of another size, a power of two, as long as this lasts.
class PagesOf {
 public:
  explicit PagesOf(unsigned bytes);
  ~PagesOf();
  PagesOf(const PagesOf&) = delete;
  PagesOf& operator=(const PagesOf&) = delete;

 private:
  unsigned before_;
};

// The bytes of a ring. Every copy has to lie in one page of it, within the ring, and where the
// theorem allows.
struct QueuePages {
  using Rule = std::function<smt::Bool(const smt::Number& at)>;

  QueuePages(const std::string& name, const smt::Word64& ring_size, smt::Memory::Bytes initial);

  smt::Word64 size;    // of the ring, in bytes
  smt::Word64 count;   // of pages: no more than it takes
  smt::Memory bytes;   // by their place in the ring
  smt::Memory writes;  // how often each of them was written
  Rule readable;
  Rule writable;
};

// A page in the hands of the core, which copies at least one byte and stays in the page, in the
// ring and in the caller's memory. `place` is where in the core.
class Page {
 public:
  Page(QueuePages& pages, smt::Word64 number) : pages_(&pages), number_(std::move(number)) {}

  // From and to the caller's memory: smt::Memory::address(). 0, or 1 if that fails.
  int write(const smt::Word64& offset, const void* source, const smt::Word64& length,
            const smt::Place& place) const;
  int read(const smt::Word64& offset, void* target, const smt::Word64& length,
           const smt::Place& place) const;

 private:
  // Where a copy lies in the ring, with what has to hold of it.
  smt::Range checked(const smt::Word64& offset, const smt::Word64& length,
                     const QueuePages::Rule& rule, const smt::Address& callers,
                     const smt::Place& place) const;

  QueuePages* pages_;
  smt::Word64 number_;
};

// The pages of a queue, or of none.
class PageList {
 public:
  PageList(std::nullptr_t = nullptr) {}
  explicit PageList(QueuePages& pages) : pages_(&pages) {}

  // Demands that there is such a page.
  Page operator[](const smt::Word64& number) const;

  QueuePages& pages() const { return *pages_; }

 private:
  QueuePages* pages_ = nullptr;
};

// How many bytes place `to` of a ring is ahead of place `from`.
smt::Number distance(const smt::Number& from, const smt::Number& to, const smt::Number& size);

// The place so many bytes, at most the size, ahead of `from`.
smt::Number advanced(const smt::Number& from, const smt::Number& bytes, const smt::Number& size);

}  // namespace vmcheck::qpair::proofs
