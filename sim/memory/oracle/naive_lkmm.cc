// LKMM: the Linux kernel's own model (tools/memory-model; its Documentation/explanation.txt tells
// why each relation is as it is), without RCU and SRCU, as of Linux 6.12. The relations have the
// names they have there.
#include <stdexcept>

#include "sim/memory/oracle/naive_models.h"

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;

bool is_kernel_fence(const Node& n) {
  return n.event.fence == Fence::seq_cst || n.event.fence == Fence::read ||
         n.event.fence == Fence::write;
}

void demand_kernel_events(const Graph& g) {
  for (const Node& n : g.nodes) {
    if (n.kind == Node::Kind::fence && !is_kernel_fence(n))
      throw std::invalid_argument("LKMM has no acquire, release or acq_rel fence");
    if (n.event.kind != Event::Kind::update && n.kind != Node::Kind::fence &&
        n.event.order == Order::seq_cst)
      throw std::invalid_argument("LKMM has no seq_cst load or store");
  }
}

struct Lkmm {
  explicit Lkmm(const Graph& graph);

  NodeSet fences(Fence kind) const {
    return g.where(
        [kind](const Node& n) { return n.kind == Node::Kind::fence && n.event.fence == kind; });
  }
  NodeSet parts(Node::Kind part, Event::Kind kind) const {
    return g.where([=](const Node& n) { return n.kind == part && n.event.kind == kind; });
  }

  void define_dependencies();
  void define_fences();
  void define_orders();
  void define_plain_orders();

  const Graph& g;
  NodeSet plain, marked;
  Relation m, r, w, marked_only;  // [M], [R], [W], [Marked]
  Relation addr, data, ctrl;      // with carry-dep
  Relation rfi, rfe;
  Relation rmb, wmb, strong_fence, po_rel, acq_po, po_unlock_lock_po, nonrw_fence, fence;
  Relation rmw_sequence, cumul_fence, prop, hb, pb;
  Relation pre_race, ww_vis, wr_vis, rw_xbstar;
};

Lkmm::Lkmm(const Graph& graph)
    : g(graph),
      plain(g.where([](const Node& n) {
        return (n.kind == Node::Kind::read || n.kind == Node::Kind::write) &&
               n.event.order == Order::plain;
      })),
      marked(g.where([](const Node&) { return true; }) & ~plain),
      m(g.only(g.accesses)),
      r(g.only(g.reads)),
      w(g.only(g.writes)),
      marked_only(g.only(marked)),
      addr(g.size()),
      data(g.size()),
      ctrl(g.size()),
      rfi(g.rf & g.internal),
      rfe(g.rf & g.external),
      rmb(g.size()),
      wmb(g.size()),
      strong_fence(g.size()),
      po_rel(g.size()),
      acq_po(g.size()),
      po_unlock_lock_po(g.size()),
      nonrw_fence(g.size()),
      fence(g.size()),
      rmw_sequence(g.size()),
      cumul_fence(g.size()),
      prop(g.size()),
      hb(g.size()),
      pb(g.size()),
      pre_race(g.size()),
      ww_vis(g.size()),
      wr_vis(g.size()),
      rw_xbstar(g.size()) {
  define_dependencies();
  define_fences();
  define_orders();
  define_plain_orders();
}

// What an update writes depends on what it reads: on the value where it computes with it, else (as
// in herd, which defines this) by control.
void Lkmm::define_dependencies() {
  const NodeSet computing = g.where([](const Node& n) { return n.event.computes; });
  const NodeSet other = parts(Node::Kind::read, Event::Kind::update) & ~computing;
  const Relation update_data = seq(g.only(computing), g.rmw);
  const Relation update_control = seq(g.only(other), g.rmw);
  // An update's operand is no dependency of its read.
  const Relation own_data = seq(g.data, w) | update_data;
  const Relation carry_dep = star(seq(own_data, rfi));
  addr = seq(carry_dep, seq(g.address, m));
  data = seq(carry_dep, own_data);
  ctrl = seq(carry_dep, g.control | update_control);
}

void Lkmm::define_fences() {
  const NodeSet acquire = g.where([](const Node& n) {
    return n.kind == Node::Kind::read && run::acquires(n.event.order) &&
           n.event.order != Order::seq_cst;
  });
  const NodeSet release = g.where([](const Node& n) {
    return n.kind == Node::Kind::write && run::releases(n.event.order) &&
           n.event.order != Order::seq_cst;
  });
  const NodeSet full = g.where([](const Node& n) {
    return n.event.kind == Event::Kind::update && n.event.order == Order::seq_cst;
  });
  const Relation full_read = g.only(full & g.reads);
  const Relation full_write = g.only(full & g.writes);
  const Relation unlock = g.only(parts(Node::Kind::write, Event::Kind::unlock));
  const Relation lock_read = g.only(parts(Node::Kind::read, Event::Kind::lock));

  rmb = seq(r, g.fencerel(fences(Fence::read)), r);
  wmb = seq(w, g.fencerel(fences(Fence::write)), w);
  // A full update stands between two smp_mb.
  const Relation around_update =
      seq(g.po, full_read, maybe(g.po)) | seq(maybe(g.po), full_write, g.po);
  // So it stands between what comes before the creation of a thread, or ends before it is joined,
  // and what comes behind in the other thread.
  const Relation by_threads = seq(transitive_closure(seq(g.po, g.threads)), g.po);
  strong_fence = seq(m, g.fencerel(fences(Fence::seq_cst)) | around_update | by_threads, m);
  acq_po = seq(g.only(acquire), g.po, m);
  po_rel = seq(m, g.po, g.only(release));
  po_unlock_lock_po = seq(g.po, unlock, g.po | g.rf, lock_read, g.po);
  nonrw_fence = strong_fence | po_rel | acq_po;
  fence = nonrw_fence | wmb | rmb;
}

void Lkmm::define_orders() {
  const Relation dep = addr | data;
  const Relation rwdep = seq(dep | ctrl, w);
  const Relation overwrite = g.co | g.fr;
  const Relation to_w = rwdep | (overwrite & g.internal) | seq(addr, g.only(plain), wmb);
  const Relation to_r = seq(addr, r) | seq(dep, marked_only, rfi);
  const Relation ppo = to_r | to_w | (fence & g.internal) | (po_unlock_lock_po & g.internal);

  const Relation a_cumul = seq(maybe(seq(rfe, marked_only)), strong_fence | po_rel);
  rmw_sequence = star(seq(g.rf, g.rmw));
  cumul_fence = seq(marked_only, a_cumul | wmb | po_unlock_lock_po, marked_only, rmw_sequence);
  prop = seq(marked_only, maybe(overwrite & g.external), star(cumul_fence), marked_only, maybe(rfe),
             marked_only);
  const Relation prop_within = (prop - identity(g.size())) & g.internal;
  hb = seq(marked_only, ppo | rfe | prop_within, marked_only);
  pb = seq(prop, strong_fence, star(hb), marked_only);
}

void Lkmm::define_plain_orders() {
  const Relation xbstar = star(hb | pb);
  const Relation vis = seq(star(cumul_fence), maybe(rfe), marked_only,
                           seq(strong_fence, marked_only, xbstar) | (xbstar & g.internal));
  const Relation fencerel_rmb = g.fencerel(fences(Fence::read));

  const Relation w_pre_bounded = seq(marked_only, maybe(addr | fence));
  const Relation r_pre_bounded = seq(marked_only, maybe(addr | nonrw_fence | seq(r, fencerel_rmb)));
  const Relation w_post_bounded = seq(maybe(fence), marked_only, rmw_sequence);
  const Relation r_post_bounded = seq(maybe(nonrw_fence | seq(fencerel_rmb, r)), marked_only);

  ww_vis =
      fence | seq(strong_fence, xbstar, w_pre_bounded) | seq(w_post_bounded, vis, w_pre_bounded);
  wr_vis =
      fence | seq(strong_fence, xbstar, r_pre_bounded) | seq(w_post_bounded, vis, r_pre_bounded);
  rw_xbstar = fence | seq(r_post_bounded, xbstar, w_pre_bounded);
  pre_race =
      g.external & (g.product(plain, g.accesses) | g.product(g.accesses & ~g.initial, plain));
}

}  // namespace

bool consistent_lkmm(const Graph& g) {
  demand_kernel_events(g);
  const Lkmm model(g);
  if (!is_acyclic(model.hb) || !is_acyclic(model.pb)) return false;
  const Relation wr_incoherent = g.rf & inverse(model.rw_xbstar);
  const Relation rw_incoherent = g.fr & inverse(model.wr_vis);
  const Relation ww_incoherent = g.co & inverse(model.ww_vis);
  return is_empty(model.pre_race & (wr_incoherent | rw_incoherent | ww_incoherent));
}

bool races_lkmm(const Graph& g) {
  demand_kernel_events(g);
  const Lkmm model(g);
  const Relation& ww_vis = model.ww_vis;
  const Relation& wr_vis = model.wr_vis;
  const Relation& rw_xbstar = model.rw_xbstar;
  const Relation ww_nonrace = ww_vis & (g.product(model.marked, g.writes) | rw_xbstar) &
                              (g.product(g.writes, model.marked) | wr_vis);
  const Relation ww_race = (model.pre_race & g.co) - ww_nonrace;
  const Relation wr_race = (model.pre_race & seq(maybe(g.co), g.rf)) - wr_vis - inverse(rw_xbstar);
  const Relation rw_race = (model.pre_race & g.fr) - rw_xbstar;
  return !is_empty(ww_race | wr_race | rw_race);
}

}  // namespace vmcheck::memory::oracle
