#include "sim/memory/relation.h"

#include <algorithm>
#include <bit>

namespace vmcheck::memory {

NodeSet operator|(const NodeSet& a, const NodeSet& b) {
  NodeSet result = a;
  for (std::size_t i = 0; i < a.bits_.size(); ++i) result.bits_[i] |= b.bits_[i];
  return result;
}

NodeSet operator&(const NodeSet& a, const NodeSet& b) {
  NodeSet result = a;
  for (std::size_t i = 0; i < a.bits_.size(); ++i) result.bits_[i] &= b.bits_[i];
  return result;
}

NodeSet operator-(const NodeSet& a, const NodeSet& b) {
  NodeSet result = a;
  for (std::size_t i = 0; i < a.bits_.size(); ++i) result.bits_[i] &= ~b.bits_[i];
  return result;
}

bool Relation::empty() const {
  return std::all_of(bits_.begin(), bits_.end(), [](std::uint64_t word) { return word == 0; });
}

bool Relation::irreflexive() const {
  for (std::uint32_t i = 0; i < nodes_; ++i) {
    if (contains(i, i)) return false;
  }
  return true;
}

Relation operator|(Relation a, const Relation& b) {
  for (std::size_t i = 0; i < a.bits_.size(); ++i) a.bits_[i] |= b.bits_[i];
  return a;
}

Relation operator&(Relation a, const Relation& b) {
  for (std::size_t i = 0; i < a.bits_.size(); ++i) a.bits_[i] &= b.bits_[i];
  return a;
}

Relation operator-(Relation a, const Relation& b) {
  for (std::size_t i = 0; i < a.bits_.size(); ++i) a.bits_[i] &= ~b.bits_[i];
  return a;
}

Relation operator*(const Relation& a, const Relation& b) {
  Relation result(a.nodes_);
  for (std::uint32_t i = 0; i < a.nodes_; ++i) {
    std::uint64_t* to = result.row(i);
    for (std::uint32_t word = 0; word < a.words_; ++word) {
      for (std::uint64_t left = a.row(i)[word]; left != 0; left &= left - 1) {
        const auto middle = word * 64 + static_cast<std::uint32_t>(std::countr_zero(left));
        const std::uint64_t* from = b.row(middle);
        for (std::uint32_t k = 0; k < a.words_; ++k) to[k] |= from[k];
      }
    }
  }
  return result;
}

Relation Relation::inverse() const {
  Relation result(nodes_);
  for (std::uint32_t i = 0; i < nodes_; ++i) {
    for (std::uint32_t j = 0; j < nodes_; ++j) {
      if (contains(i, j)) result.add(j, i);
    }
  }
  return result;
}

Relation Relation::reflexive() const {
  Relation result = *this;
  for (std::uint32_t i = 0; i < nodes_; ++i) result.add(i, i);
  return result;
}

// Warshall's algorithm, a row at a time.
Relation Relation::transitive_closure() const {
  Relation result = *this;
  for (std::uint32_t middle = 0; middle < nodes_; ++middle) {
    const std::uint64_t* through = result.row(middle);
    for (std::uint32_t i = 0; i < nodes_; ++i) {
      if (i == middle || !result.contains(i, middle)) continue;
      std::uint64_t* row = result.row(i);
      for (std::uint32_t k = 0; k < words_; ++k) row[k] |= through[k];
    }
  }
  return result;
}

Relation Relation::product(const NodeSet& from, const NodeSet& to) {
  Relation result(from.nodes());
  for (std::uint32_t i = 0; i < from.nodes(); ++i) {
    if (!from.contains(i)) continue;
    for (std::uint32_t k = 0; k < result.words_; ++k) result.row(i)[k] = to.word(k);
  }
  return result;
}

Relation Relation::from(const NodeSet& set) const {
  Relation result = *this;
  for (std::uint32_t i = 0; i < nodes_; ++i) {
    if (!set.contains(i)) std::fill_n(result.row(i), words_, 0);
  }
  return result;
}

Relation Relation::to(const NodeSet& set) const {
  Relation result = *this;
  for (std::uint32_t i = 0; i < nodes_; ++i) {
    for (std::uint32_t k = 0; k < words_; ++k) result.row(i)[k] &= set.word(k);
  }
  return result;
}

Relation Relation::between(const NodeSet& from, const NodeSet& to) const {
  return this->from(from).to(to);
}

}  // namespace vmcheck::memory
