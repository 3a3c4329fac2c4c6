// Memory of any length whose bytes are terms, and pointers into it.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "sim/smt/bool.h"
#include "sim/smt/number.h"
#include "sim/smt/word.h"

namespace vmcheck::smt {

// The bytes from `begin` on, `length` of them.
struct Range {
  Number begin;
  Number length;

  Number end() const { return begin + length; }
  Bool contains(const Number& at) const { return all({begin <= at, at < end()}); }
  Bool contains(const Range& other) const {
    return all({begin <= other.begin, other.end() <= end()});
  }
};

class Memory;

// What a pointer points to.
struct Address {
  Memory* memory;
  Number place;

  // Of a pointer that Memory::address() or an addition gave.
  static const Address& of(const void* pointer) { return *static_cast<const Address*>(pointer); }
};

class Memory {
 public:
  // A byte for each place, counted from 0.
  using Bytes = std::function<Number(const Number& at)>;

  Memory(std::string name, Number length, Bytes bytes)
      : name_(std::move(name)), length_(std::move(length)), bytes_(std::move(bytes)) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  const std::string& name() const { return name_; }
  Range whole() const { return {0, length_}; }

  Number at(const Number& place) const { return bytes_(place); }
  const Bytes& bytes() const { return bytes_; }
  void set_bytes(Bytes bytes) { bytes_ = std::move(bytes); }

  // Whether the code under proof has to reckon with a copy from or to it that fails.
  bool may_fail() const { return may_fail_; }
  void let_fail() { may_fail_ = true; }

  // The byte at place `range.begin + i` becomes source(i).
  void overwrite(const Range& range, const Bytes& source);

  // A pointer to a byte of this memory, good for as long as the memory is. The code under proof may
  // add to it, and hand it on; to look at what it points to is the machine's business.
  unsigned char* address(const Number& place);

 private:
  std::string name_;
  Number length_;
  Bytes bytes_;
  bool may_fail_ = false;
  std::deque<Address> addresses_;
};

// The pointer so many bytes further on. It need not point into the memory until it is used.
const unsigned char* operator+(const unsigned char* pointer, const Word64& bytes);
unsigned char* operator+(unsigned char* pointer, const Word64& bytes);

}  // namespace vmcheck::smt
