// RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11", PLDI
// 2017, with the release sequences of C++20: a write and the updates that follow it directly.
#include "sim/memory/oracle/naive_models.h"

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;

bool is_fence(const Node& n) {
  return n.kind == Node::Kind::fence;
}

// The kernel's smp_rmb is taken for an acquire fence, its smp_wmb for a release fence.
bool is_acquire(const Node& n) {
  if (is_fence(n)) return n.event.fence != Fence::release && n.event.fence != Fence::write;
  return n.kind == Node::Kind::read && run::acquires(n.event.order);
}

bool is_release(const Node& n) {
  if (is_fence(n)) return n.event.fence != Fence::acquire && n.event.fence != Fence::read;
  return n.kind == Node::Kind::write && run::releases(n.event.order);
}

bool is_seq_cst(const Node& n) {
  if (is_fence(n)) return n.event.fence == Fence::seq_cst;
  return n.kind != Node::Kind::initial_write && n.event.order == Order::seq_cst;
}

bool is_atomic(const Node& n) {
  return !is_fence(n) && n.event.order != Order::plain;
}

// The initial writes come before everything else.
Relation sequenced_before(const Graph& g) {
  return g.po | g.product(g.initial, g.where([](const Node& n) {
    return n.kind != Node::Kind::initial_write;
  }));
}

Relation happens_before(const Graph& g) {
  const Relation sb = sequenced_before(g);
  const Relation fences = g.only(g.where(is_fence));
  const Relation atomic_writes = g.only(g.writes & g.where(is_atomic));
  const Relation atomic_reads = g.only(g.reads & g.where(is_atomic));
  // As in the paper, a plain write begins no release sequence.
  const Relation rs = seq(atomic_writes, star(seq(g.rf, g.rmw)));
  const Relation sw = seq(g.only(g.where(is_release)), maybe(seq(fences, sb)), rs, g.rf,
                          atomic_reads, maybe(seq(sb, fences)), g.only(g.where(is_acquire)));
  return transitive_closure(sb | sw | g.threads);
}

}  // namespace

bool consistent_rc11(const Graph& g) {
  const Relation sb = sequenced_before(g);
  const Relation hb = happens_before(g);
  const Relation eco = transitive_closure(g.rf | g.co | g.fr);
  if (!is_irreflexive(seq(hb, maybe(eco)))) return false;

  const Relation sc = g.only(g.where(is_seq_cst));
  const Relation sc_fence = g.only(g.where(is_seq_cst) & g.where(is_fence));
  const Relation sb_other_loc = sb - g.loc;
  const Relation scb = sb | seq(sb_other_loc, hb, sb_other_loc) | (hb & g.loc) | g.co | g.fr;
  const Relation psc_base = seq(sc | seq(sc_fence, maybe(hb)), scb, sc | seq(maybe(hb), sc_fence));
  const Relation psc_fence = seq(sc_fence, hb | seq(hb, eco, hb), sc_fence);
  return is_acyclic(psc_base | psc_fence);
}

bool races_rc11(const Graph& g) {
  const Relation hb = happens_before(g);
  const NodeSet plain = g.accesses & ~g.where(is_atomic);
  const Relation conflict =
      g.loc & (g.product(g.writes, g.accesses) | g.product(g.accesses, g.writes));
  const Relation one_plain = g.product(plain, g.accesses) | g.product(g.accesses, plain);
  return !is_empty((conflict & one_plain & g.external) - hb - inverse(hb));
}

}  // namespace vmcheck::memory::oracle
