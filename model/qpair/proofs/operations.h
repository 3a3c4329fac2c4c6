// Operations that move bytes, each once in any state of its ring: what theorems call, and what they
// compare afterwards.
#pragma once

#include <cstddef>
#include <string>

#include "model/qpair/proofs/stream_endpoint.h"

namespace vmcheck::qpair::proofs {

// Which form of an operation: the plain one, or the vectored one with so many pieces. Of fewer
// pieces the others may have length 0.
using Form = std::size_t;
inline constexpr Form kPlain = 0;
inline constexpr Form kVectored = 3;

// "vmci_ring_enqueue", "vmci_ring_enqueuev (up to 3 pieces)".
std::string function_name(const std::string& plain, Form form);

smt::Number least(const smt::Number& a, const smt::Number& b);

// The rules that every operation keeps: `done` is what it returned, `wanted` what it was asked for,
// `possible` what was free or ready, and `none` the error if that was nothing.
struct Outcome {
  int result;
  smt::Word64 copied;
  smt::Word64 unset;  // what *copied held before
};
void claim_outcome(smt::Execution& run, const Outcome& outcome, const smt::Number& wanted,
                   const smt::Number& possible, int none);

// How many pieces of memory a form takes.
std::size_t pieces_of(Form form);

Outcome nothing_yet(smt::Execution& run);

// Calls the operation in that form.
void enqueue(const symbolic::Core& core, symbolic::vmci_ring_pair& pair, Pieces& source, Form form,
             Outcome& outcome);
void take(const symbolic::Core& core, symbolic::vmci_ring_pair& pair, Pieces& target, Form form,
          bool peek, Outcome& outcome);

// An enqueue of the next bytes of the stream.
class Enqueue {
 public:
  Enqueue(smt::Execution& run, Form form);

  void operator()(const symbolic::Core& core);

  // Free space by the head that was acquired.
  smt::Number free() const;

  // How many bytes there were to move.
  smt::Number moved() const { return least(source.length(), free()); }

  StreamEndpoint end;
  const smt::Number sent;  // before
  const smt::Word64 tail;  // before
  Pieces source;
  Outcome outcome;

 private:
  Form form_;
};

// A dequeue or a peek.
class Take {
 public:
  Take(smt::Execution& run, Form form, bool peek);

  void operator()(const symbolic::Core& core);

  // Bytes ready by the tail that was acquired.
  smt::Number ready() const { return end.consume.sent - received; }

  smt::Number moved() const { return least(target.length(), ready()); }

  StreamEndpoint end;
  const smt::Number received;  // before
  const smt::Word64 head;      // before
  Pieces target;
  Outcome outcome;

 private:
  Form form_;
  bool peek_;
};

}  // namespace vmcheck::qpair::proofs
