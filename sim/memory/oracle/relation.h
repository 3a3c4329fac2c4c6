// Relations between the nodes of a graph as boolean matrices, with the operators of the cat
// language, in which memory models are written.
#pragma once

#include <bitset>
#include <cstddef>
#include <vector>

namespace vmcheck::memory::oracle {

constexpr std::size_t kMostNodes = 64;

// Nodes are numbered from 0.
using NodeSet = std::bitset<kMostNodes>;

class Relation {
 public:
  // The empty relation on `size` nodes. Throws std::length_error above kMostNodes.
  explicit Relation(std::size_t size);

  void add(std::size_t from, std::size_t to) { rows_[from].set(to); }
  bool has(std::size_t from, std::size_t to) const { return rows_[from].test(to); }
  std::size_t size() const { return rows_.size(); }

  friend Relation operator|(const Relation& a, const Relation& b);
  friend Relation operator&(const Relation& a, const Relation& b);
  friend Relation operator-(const Relation& a, const Relation& b);  // cat's a \ b
  friend Relation seq(const Relation& a, const Relation& b);        // a ; b
  friend Relation transitive_closure(const Relation& r);            // r+
  friend bool operator==(const Relation&, const Relation&) = default;

 private:
  std::vector<NodeSet> rows_;
};

Relation seq(const Relation& a, const Relation& b);

template <typename... More>
Relation seq(const Relation& a, const Relation& b, const More&... more) {
  return seq(seq(a, b), more...);
}

Relation identity(std::size_t size);
Relation inverse(const Relation& r);  // r^-1
Relation maybe(const Relation& r);    // r?
Relation transitive_closure(const Relation& r);
Relation star(const Relation& r);  // r*

// [set] and a * b, on `size` nodes.
Relation only(const NodeSet& set, std::size_t size);
Relation product(const NodeSet& a, const NodeSet& b, std::size_t size);

bool is_empty(const Relation& r);
bool is_irreflexive(const Relation& r);
bool is_acyclic(const Relation& r);

}  // namespace vmcheck::memory::oracle
