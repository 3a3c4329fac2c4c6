// The numbers that refute Coverity's order, put to the core as it is linked into programs: it gives
// what the theorem says is so, and the exchanged headers give what the counterexample says.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "model/qpair/proofs/native_ring.h"
#include "model/qpair/proofs/theorems.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::Counterexample;
using smt::Theorem;

Counterexample twin_of(const std::string& name) {
  for (const Theorem& theorem : theorems()) {
    if (theorem.name == name) return smt::prove(theorem.twin.body).counterexample.value();
  }
  throw std::invalid_argument("no theorem " + name);
}

struct Rings {
  explicit Rings(const Counterexample& at)
      : produce{at.number("produce ring: size"), at.number("produce ring: tail"),
                at.number("produce ring: head"), at.number("produce ring: head accepted before")},
        consume{at.number("consume ring: size"), at.number("consume ring: tail"),
                at.number("consume ring: head"), at.number("consume ring: tail accepted before")} {}

  NativeRing produce;
  NativeRing consume;
};

std::uint64_t ready(const NativeRing& ring, std::uint64_t size) {
  return ring.tail >= ring.head ? ring.tail - ring.head : size - (ring.head - ring.tail);
}

TEST(Counterexamples, OfTheIndexes) {
  const Counterexample found = twin_of("coverity/1056844");
  const Rings rings(found);
  const NativeAnswers answers = ask_native_core(rings.produce, rings.consume);
  EXPECT_EQ(answers.result, 0);
  EXPECT_EQ(answers.consume_tail, found.number("tail in fact"));
  EXPECT_EQ(answers.consume_head, found.number("head in fact"));
  EXPECT_EQ(rings.produce.tail, found.number("tail reported"));
  EXPECT_EQ(rings.produce.head, found.number("head reported"));
  EXPECT_FALSE(rings.produce.tail == rings.consume.tail &&
               rings.produce.head == rings.consume.head);
}

TEST(Counterexamples, OfTheFreeSpace) {
  const Counterexample found = twin_of("coverity/1056845");
  const Rings rings(found);
  const NativeAnswers answers = ask_native_core(rings.produce, rings.consume);
  EXPECT_EQ(answers.result, 0);
  EXPECT_EQ(answers.consume_free_space, found.number("free space in fact"));
  EXPECT_EQ(rings.consume.size - 1 - ready(rings.produce, rings.consume.size),
            found.number("free space reported"));
  EXPECT_NE(found.number("free space reported"), found.number("free space in fact"));
}

TEST(Counterexamples, OfTheBytesReady) {
  const Counterexample found = twin_of("coverity/1056846");
  const Rings rings(found);
  const NativeAnswers answers = ask_native_core(rings.produce, rings.consume);
  EXPECT_EQ(answers.result, 0);
  EXPECT_EQ(answers.produce_buf_ready, found.number("number of bytes ready in fact"));
  EXPECT_EQ(ready(rings.consume, rings.produce.size),
            found.number("number of bytes ready reported"));
  EXPECT_NE(found.number("number of bytes ready reported"),
            found.number("number of bytes ready in fact"));
}

}  // namespace
}  // namespace vmcheck::qpair::proofs
