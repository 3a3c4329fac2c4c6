#include "sim/memory/oracle/relation.h"

#include <fmt/core.h>

#include <stdexcept>

namespace vmcheck::memory::oracle {

Relation::Relation(std::size_t size) {
  if (size > kMostNodes)
    throw std::length_error(
        fmt::format("a graph of {} nodes; the oracle takes {}", size, kMostNodes));
  rows_.resize(size);
}

Relation operator|(const Relation& a, const Relation& b) {
  Relation result = a;
  for (std::size_t i = 0; i < a.size(); ++i) result.rows_[i] |= b.rows_[i];
  return result;
}

Relation operator&(const Relation& a, const Relation& b) {
  Relation result = a;
  for (std::size_t i = 0; i < a.size(); ++i) result.rows_[i] &= b.rows_[i];
  return result;
}

Relation operator-(const Relation& a, const Relation& b) {
  Relation result = a;
  for (std::size_t i = 0; i < a.size(); ++i) result.rows_[i] &= ~b.rows_[i];
  return result;
}

Relation seq(const Relation& a, const Relation& b) {
  Relation result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      if (a.has(i, j)) result.rows_[i] |= b.rows_[j];
    }
  }
  return result;
}

Relation identity(std::size_t size) {
  Relation result(size);
  for (std::size_t i = 0; i < size; ++i) result.add(i, i);
  return result;
}

Relation inverse(const Relation& r) {
  Relation result(r.size());
  for (std::size_t i = 0; i < r.size(); ++i) {
    for (std::size_t j = 0; j < r.size(); ++j) {
      if (r.has(i, j)) result.add(j, i);
    }
  }
  return result;
}

Relation maybe(const Relation& r) {
  return r | identity(r.size());
}

// Warshall's algorithm.
Relation transitive_closure(const Relation& r) {
  Relation closure = r;
  for (std::size_t through = 0; through < r.size(); ++through) {
    for (std::size_t i = 0; i < r.size(); ++i) {
      if (closure.has(i, through)) closure.rows_[i] |= closure.rows_[through];
    }
  }
  return closure;
}

Relation star(const Relation& r) {
  return maybe(transitive_closure(r));
}

Relation only(const NodeSet& set, std::size_t size) {
  return identity(size) & product(set, set, size);
}

Relation product(const NodeSet& a, const NodeSet& b, std::size_t size) {
  Relation result(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      if (a.test(i) && b.test(j)) result.add(i, j);
    }
  }
  return result;
}

bool is_empty(const Relation& r) {
  return r == Relation(r.size());
}

bool is_irreflexive(const Relation& r) {
  return is_empty(r & identity(r.size()));
}

bool is_acyclic(const Relation& r) {
  return is_irreflexive(transitive_closure(r));
}

}  // namespace vmcheck::memory::oracle
