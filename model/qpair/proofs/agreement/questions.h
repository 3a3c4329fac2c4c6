// The two checkers, asked the same of rings of one size: what the explorer meets in all executions
// of the core on the simulated machine, and what the prover finds possible on the symbolic one.
//
// Plain numbers only, since the core's own types have other words on each machine. Sizes, indices
// and lengths are in bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace vmcheck::qpair::proofs {

// What can be asked of the ring that an endpoint fills, and then of the one that it drains.
enum class CoreOperation {
  enqueue,
  enqueuev,  // of two pieces
  produce_indexes,
  produce_free_space,
  produce_buf_ready,
  dequeue,
  dequeuev,  // of two pieces
  peek,
  peekv,  // of two pieces
  consume_indexes,
  consume_free_space,
  consume_buf_ready,
};

// All of them.
const std::vector<CoreOperation>& core_operations();

constexpr bool is_producers(CoreOperation operation) {
  return operation < CoreOperation::dequeue;
}
bool is_query(CoreOperation operation);
bool is_vectored(CoreOperation operation);

// "enqueue".
std::string name(CoreOperation operation);

// The greatest length asked for, of all pieces together.
inline constexpr std::uint32_t kMostAskedFor = 5;

// What a number of an answer holds that the operation left alone; more than any number it gives.
inline constexpr std::uint64_t kLeftAlone = 9;

// One call of an operation, and the ring as its endpoint knows it before and after. The endpoint's
// own index is the tail if it fills the ring, else the head; the other one is the peer's, who may
// have moved it since it was accepted last.
struct Call {
  std::uint64_t length;                 // asked for; 0 for a query
  std::uint64_t own;                    // before
  std::uint64_t peers;                  // before, as accepted last
  int result;                           // the core's
  std::array<std::uint64_t, 2> answer;  // bytes copied, or what a query tells
  std::uint64_t own_after;
  std::uint64_t published_after;  // its own index as the peer can read it
  std::uint64_t peers_after;

  friend auto operator<=>(const Call&, const Call&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Call& call);
};

// A ring's indices, and how many bytes are in it by the count of those sent and received.
struct Filling {
  std::uint64_t tail;
  std::uint64_t head;
  std::uint64_t fill;

  friend auto operator<=>(const Filling&, const Filling&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Filling& filling);
};

// What one checker finds.
template <typename T>
struct Findings {
  std::set<T> all;
  std::string objection;  // what it finds wrong, and therefore stopped at; empty: nothing
};

// Every call of the operation on a ring of this size in any state. `fault` names a seeded fault of
// the core that is called; empty: none.
Findings<Call> explore_calls(CoreOperation operation, std::uint32_t size, const std::string& fault);
Findings<Call> prove_calls(CoreOperation operation, std::uint32_t size, const std::string& fault);

// Every way in which a ring of this size is filled: the explorer's from an empty ring at index
// `start` on, the prover's in any state. The fault is in the core of the producer.
Findings<Filling> explore_fillings(std::uint32_t size, std::uint32_t start,
                                   const std::string& fault);
Findings<Filling> prove_fillings(std::uint32_t size, const std::string& fault);

std::uint64_t largest_fill(const Findings<Filling>& findings);

// In what the two differ, objections included, as lines; empty: they agree.
template <typename T>
std::string difference(const Findings<T>& explored, const Findings<T>& proved);

}  // namespace vmcheck::qpair::proofs
