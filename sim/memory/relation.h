// Relations over the accesses of an execution graph, in which axioms are written as in the papers.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

namespace vmcheck::memory {

// Up to so many nodes nothing is allocated: rows are one word.
inline constexpr std::uint32_t kFewNodes = 64;

// A set of nodes, numbered from 0.
class NodeSet {
 public:
  explicit NodeSet(std::uint32_t nodes) : nodes_(nodes), bits_((nodes + 63) / 64, 0) {}

  std::uint32_t nodes() const { return nodes_; }
  bool contains(std::uint32_t node) const { return (bits_[node / 64] >> (node % 64) & 1) != 0; }
  void add(std::uint32_t node) { bits_[node / 64] |= std::uint64_t{1} << (node % 64); }

  // Node 64 * i + k is bit k of the i-th.
  std::uint64_t word(std::uint32_t i) const { return bits_[i]; }

  friend NodeSet operator|(const NodeSet& a, const NodeSet& b);
  friend NodeSet operator&(const NodeSet& a, const NodeSet& b);
  friend NodeSet operator-(const NodeSet& a, const NodeSet& b);

 private:
  std::uint32_t nodes_;
  boost::container::small_vector<std::uint64_t, kFewNodes / 64> bits_;
};

// A relation as a matrix of bits, a row for each node.
class Relation {
 public:
  explicit Relation(std::uint32_t nodes)
      : nodes_(nodes), words_((nodes + 63) / 64), bits_(std::size_t{nodes} * words_, 0) {}

  std::uint32_t nodes() const { return nodes_; }
  bool contains(std::uint32_t from, std::uint32_t to) const {
    return (row(from)[to / 64] >> (to % 64) & 1) != 0;
  }
  void add(std::uint32_t from, std::uint32_t to) {
    row(from)[to / 64] |= std::uint64_t{1} << (to % 64);
  }

  bool empty() const;
  bool irreflexive() const;
  bool acyclic() const { return transitive_closure().irreflexive(); }

  // Union, intersection, difference, composition.
  friend Relation operator|(Relation a, const Relation& b);
  friend Relation operator&(Relation a, const Relation& b);
  friend Relation operator-(Relation a, const Relation& b);
  friend Relation operator*(const Relation& a, const Relation& b);

  Relation inverse() const;
  Relation reflexive() const;                                            // r?
  Relation transitive_closure() const;                                   // r+
  Relation closure() const { return transitive_closure().reflexive(); }  // r*

  // [from] ; r ; [to]
  Relation between(const NodeSet& from, const NodeSet& to) const;
  Relation from(const NodeSet& set) const;
  Relation to(const NodeSet& set) const;

  // All pairs of a member of the one and a member of the other.
  static Relation product(const NodeSet& from, const NodeSet& to);

 private:
  std::uint64_t* row(std::uint32_t node) { return bits_.data() + std::size_t{node} * words_; }
  const std::uint64_t* row(std::uint32_t node) const {
    return bits_.data() + std::size_t{node} * words_;
  }

  std::uint32_t nodes_;
  std::uint32_t words_;
  boost::container::small_vector<std::uint64_t, kFewNodes> bits_;
};

}  // namespace vmcheck::memory
