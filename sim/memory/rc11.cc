// RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11",
// PLDI 2017), with C++20's release sequences.
//
//   rs  = [W] ; (rf ; rmw)*
//   sw  = [release] ; ([F] ; po)? ; rs ; rf ; [R] ; (po ; [F])? ; [acquire]
//   hb  = (po | sw)+
//   eco = (rf | co | fr)+
//   scb = po | po!=loc ; hb ; po!=loc | hb&loc | co | fr
//   psc_base = ([SC] | [F&SC] ; hb?) ; scb ; ([SC] | hb? ; [F&SC])
//   psc_F    = [F&SC] ; (hb | hb ; eco ; hb) ; [F&SC]
//
//   irreflexive(hb ; eco?)      coherence: kept by the graph, which knows hb
//   acyclic(psc_base | psc_F)   only if something is sequentially consistent
//
// The kernel's smp_rmb and smp_wmb are taken for acquire and release fences, smp_mb and
// read-modify-writes without suffix for sequentially consistent ones.
#include "sim/memory/models.h"
#include "sim/memory/reach.h"
#include "sim/memory/relations.h"

namespace vmcheck::memory {
namespace {

bool is_sc_fence(const Event& event) {
  return event.operation == Operation::fence && event.fence == run::Fence::seq_cst;
}

bool is_sc(const Event& event) {
  const bool is_access = event.reads || event.writes;
  return is_sc_fence(event) || (is_access && event.order == run::Order::seq_cst);
}

bool is_psc_acyclic(const Relations& x) {
  const NodeSet sc = x.where([](const Event& event, std::uint32_t) { return is_sc(event); });
  const NodeSet fences =
      x.where([](const Event& event, std::uint32_t) { return is_sc_fence(event); });
  const Relation eco = (x.rf | x.co | x.fr).transitive_closure();
  const Relation hb_or_same = x.hb.reflexive();
  const Relation po_elsewhere = x.po - x.same_location;
  const Relation scb =
      x.po | po_elsewhere * x.hb * po_elsewhere | (x.hb & x.same_location) | x.co | x.fr;
  const Relation psc_base = scb.between(sc, sc) | (hb_or_same * scb).between(fences, sc) |
                            (scb * hb_or_same).between(sc, fences) |
                            (hb_or_same * scb * hb_or_same).between(fences, fences);
  const Relation psc_fence = (x.hb | x.hb * eco * x.hb).between(fences, fences);
  return (psc_base | psc_fence).acyclic();
}

class Rc11 final : public Model {
 public:
  std::string_view name() const override { return "rc11"; }
  Knowledge knowledge() const override { return Knowledge::c11; }
  bool forbids_races() const override { return true; }
  bool is_race(const Graph&, EventId, EventId) const override { return true; }

  // A cycle of psc is one of sequential consistency too.
  bool consistent(const Graph& graph, EventId added) const override {
    if (!graph.has_strong()) return true;
    const Lengths behind = beginnings_behind(graph, added);
    return behind[added.thread] > added.index || is_psc_acyclic(Relations(graph, behind));
  }
};

}  // namespace

const Model& rc11() {
  static const Rc11 model;
  return model;
}

}  // namespace vmcheck::memory
