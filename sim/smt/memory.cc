#include "sim/smt/memory.h"

namespace vmcheck::smt {

void Memory::overwrite(const Range& range, const Bytes& source) {
  bytes_ = [before = bytes_, range, source](const Number& at) {
    return either(range.contains(at), source(at - range.begin), before(at));
  };
}

unsigned char* Memory::address(const Number& place) {
  addresses_.push_back({this, place});
  return reinterpret_cast<unsigned char*>(&addresses_.back());
}

unsigned char* operator+(unsigned char* pointer, const Word64& bytes) {
  const Address& address = Address::of(pointer);
  return address.memory->address(address.place + bytes);
}

const unsigned char* operator+(const unsigned char* pointer, const Word64& bytes) {
  return const_cast<unsigned char*>(pointer) + bytes;
}

}  // namespace vmcheck::smt
