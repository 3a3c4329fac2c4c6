// The Linux kernel's memory model (Alglave, Maranget, McKenney, Parri, Stern, "Frightening Small
// Children and Disconcerting Grown-ups", ASPLOS 2018, as the kernel documents it today) without
// RCU, and without load buffering.
//
//   fence   = strong-fence | wmb | rmb | po-rel | acq-po
//   ppo     = orders within a thread: dependencies, fences, overwriting
//   prop    = (overwrite & ext)? ; cumul-fence* ; rfe?
//   hb      = ppo | rfe | ((prop \ id) & int)
//   pb      = prop ; strong-fence ; hb*
//
//   acyclic(po-loc | com), empty(rmw & (fre ; coe))   kept by the graph
//   acyclic(hb)        happens-before
//   acyclic(pb)        propagation
//   plain accesses are where visibility says they are; else they race
//
// A read-modify-write without suffix has a full barrier on either side, if it writes.
#include <bit>

#include "sim/memory/models.h"
#include "sim/memory/reach.h"
#include "sim/memory/relations.h"

namespace vmcheck::memory {
namespace {

using run::Fence;
using run::Order;

bool is_full_barrier(const Event& event) {
  if (event.operation == Operation::fence) return event.fence == Fence::seq_cst;
  return event.reads && event.writes && event.order == Order::seq_cst;
}

// The relations of the model, each from those before it.
struct Lkmm {
  const Relations& x;

  // Sets.
  NodeSet reads = x.reads;
  NodeSet writes = x.writes;
  NodeSet memory = reads | writes;
  NodeSet plain = x.where([](const Event& event, std::uint32_t) {
    return (event.reads || event.writes) && event.order == Order::plain;
  });
  NodeSet marked = memory - plain;
  NodeSet acquire = reads & x.where([](const Event& event, std::uint32_t) {
    return event.order == Order::acquire || event.order == Order::acq_rel;
  });
  NodeSet release = writes & x.where([](const Event& event, std::uint32_t) {
    return event.order == Order::release || event.order == Order::acq_rel;
  });
  NodeSet locks = reads & x.where([](const Event& event, std::uint32_t) {
    return event.operation == Operation::lock && event.writes;
  });
  NodeSet unlocks = x.where(
      [](const Event& event, std::uint32_t) { return event.operation == Operation::unlock; });

  // What is within a thread and what between threads.
  Relation internal = x.internal;
  Relation external = Relation::product(memory, memory) - internal;
  Relation rfe = x.rf & external;
  Relation rfi = x.rf & internal;

  // Fences.
  Relation rmb = across(Fence::read).between(reads, reads);
  Relation wmb = across(Fence::write).between(writes, writes);
  Relation strong_fence = full_barriers() | thread_barriers();
  Relation po_rel = x.po.between(memory, release);
  Relation acq_po = x.po.between(acquire, memory);
  Relation nonrw_fence = strong_fence | po_rel | acq_po;
  Relation fence = nonrw_fence | wmb | rmb;
  Relation po_unlock_lock_po =
      (x.po.to(unlocks) * (x.po | x.rf).between(unlocks, locks) * x.po).between(memory, memory);

  // Preserved program order.
  Relation told_data = dependency(&run::Dependencies::data).to(writes) | updates(true);
  Relation carried = (told_data * rfi).closure();
  Relation address = carried * dependency(&run::Dependencies::address);
  Relation data = carried * told_data;
  Relation control = carried * (dependency(&run::Dependencies::control) | updates(false));
  Relation overwrite = x.co | x.fr;
  Relation to_write =
      (address | data | control).to(writes) | (overwrite & internal) | address.to(plain) * wmb;
  Relation to_read = address.to(reads) | (address | data).to(marked) * rfi;
  Relation ppo = to_read | to_write | (fence & internal) | (po_unlock_lock_po & internal);

  // Propagation.
  Relation rmw_sequence = (x.rf * x.rmw).closure();
  Relation cumul_fence =
      (cumulative(strong_fence | po_rel) | wmb | po_unlock_lock_po).between(marked, marked) *
      rmw_sequence;
  Relation cumul_fences = cumul_fence.closure();
  Relation prop =
      ((overwrite & external).reflexive().from(marked) * cumul_fences).to(marked) * rfe_or_same();

  // Happens-before, propagates-before.
  Relation hb =
      (ppo | rfe | (without_identity(prop.to(marked)) & internal)).between(marked, marked);
  Relation hb_star = hb.closure();
  Relation pb = (prop.to(marked) * strong_fence * hb_star).to(marked);

  bool is_consistent() const { return hb.acyclic() && pb.acyclic(); }

  // Pairs of nodes in program order with such a fence between them.
  Relation across(Fence kind) const {
    const NodeSet fences = x.where([&](const Event& event, std::uint32_t) {
      return event.operation == Operation::fence && event.fence == kind;
    });
    return x.po.to(fences) * x.po;
  }

  Relation full_barriers() const {
    const NodeSet rmws = x.where([](const Event& event, std::uint32_t) {
      return event.operation != Operation::fence && is_full_barrier(event);
    });
    // Up to its read from before, and from its write on to what is behind.
    const Relation before = x.po.to(reads & rmws) * x.po.reflexive();
    const Relation behind = x.po.reflexive() * x.po.from(writes & rmws);
    return (across(Fence::seq_cst) | before | behind).between(memory, memory);
  }

  // Creating and joining threads: a thread that does nothing else passes on what it knows.
  Relation thread_barriers() const {
    return ((x.po * x.threads).transitive_closure() * x.po).between(memory, memory);
  }

  Relation dependency(std::uint64_t run::Dependencies::*kind) const {
    Relation result(x.nodes());
    for (std::uint32_t node = 0; node < x.nodes(); ++node) {
      if (x.is_initial_write(node)) continue;
      const EventId to = x.id(node);
      for (std::uint64_t left = x.event(node).dependencies.*kind; left != 0; left &= left - 1) {
        const auto index = static_cast<std::uint16_t>(std::countr_zero(left));
        if (index < to.index && x.has({to.thread, index}))
          result.add(x.first_node({to.thread, index}), node);
      }
    }
    return result.from(reads);
  }

  // What a read-modify-write writes depends on what it reads: if it computes with it, as data, else
  // by control.
  Relation updates(bool computed) const {
    const NodeSet these = x.where([&](const Event& event, std::uint32_t) {
      const bool computes =
          event.operation == Operation::read_modify_write && event.rmw != run::Rmw::exchange;
      return computes == computed;
    });
    return x.rmw.from(these);
  }

  Relation cumulative(const Relation& r) const { return r | rfe.to(marked) * r; }
  Relation rfe_or_same() const { return rfe.reflexive(); }

  static Relation without_identity(const Relation& r) {
    return r - Relation(r.nodes()).reflexive();
  }
};

// Where plain accesses are seen, and which of them race.
struct PlainAccesses {
  const Relations& x;
  const Lkmm& m;

  Relation xb_star = (m.hb | m.pb).closure();
  Relation visible = (m.cumul_fences * m.rfe_or_same()).to(m.marked) *
                     (m.strong_fence.to(m.marked) * xb_star | (xb_star & m.internal));
  Relation write_pre_bounded = (m.address | m.fence).reflexive().from(m.marked);
  Relation read_pre_bounded = (m.address | m.nonrw_fence | m.rmb).reflexive().from(m.marked);
  Relation write_post_bounded = m.fence.reflexive().to(m.marked) * m.rmw_sequence;
  Relation read_post_bounded = (m.nonrw_fence | m.rmb).reflexive().to(m.marked);

  Relation ww_visible = m.fence | m.strong_fence * xb_star * write_pre_bounded |
                        write_post_bounded * visible * write_pre_bounded;
  Relation wr_visible = m.fence | m.strong_fence * xb_star * read_pre_bounded |
                        write_post_bounded * visible * read_pre_bounded;
  Relation rw_before = m.fence | read_post_bounded * xb_star * write_pre_bounded;

  Relation conflicts =
      (Relation::product(m.plain, m.memory) | Relation::product(m.memory - x.initial, m.plain)) &
      m.external;

  // Whether no plain access is where visibility says that it cannot be.
  bool are_coherent() const {
    return (conflicts & x.rf & rw_before.inverse()).empty() &&
           (conflicts & x.fr & wr_visible.inverse()).empty() &&
           (conflicts & x.co & ww_visible.inverse()).empty();
  }

  Relation races() const {
    const Relation as_write = Relation::product(m.marked, m.writes) | rw_before;
    const Relation as_read = Relation::product(m.writes, m.marked) | wr_visible;
    const Relation ww = (conflicts & x.co) - (ww_visible & as_write & as_read);
    const Relation wr = (conflicts & x.co.reflexive() * x.rf) - wr_visible - rw_before.inverse();
    const Relation rw = (conflicts & x.fr) - rw_before;
    return ww | wr | rw;
  }
};

// Whether something that overwrites what an access reads or writes comes before it along program
// order and reads-from. Without strong fences every forbidden cycle through the newest event goes
// so: it leaves the event by overwriting, and cumulative fences lie along po and rf.
bool overwritten_before(const Graph& graph, EventId added) {
  const Event& event = graph.event(added);
  const Cell& cell = graph.cell(event.location);
  const Clock& past = graph.past(added).porf;
  const auto position = graph.is_placed(event) ? event.co_position : graph.co_position(event.rf);
  for (std::size_t i = position + 1u; i < cell.co.size(); ++i) {
    if (past.contains(cell.co[i])) return true;
  }
  return false;
}

class LinuxKernel final : public Model {
 public:
  std::string_view name() const override { return "lkmm"; }
  Knowledge knowledge() const override { return Knowledge::kernel; }
  bool forbids_races() const override { return true; }

  bool consistent(const Graph& graph, EventId added) const override {
    if (!graph.has_strong() && !overwritten_before(graph, added)) return true;
    const Lengths behind = beginnings_behind(graph, added);
    if (behind[added.thread] > added.index) return true;
    const Relations relations(graph, behind);
    const Lkmm model{relations};
    return model.is_consistent() && PlainAccesses{relations, model}.are_coherent();
  }

  bool is_race(const Graph& graph, EventId other, EventId added) const override {
    const Relations relations(graph);
    const Lkmm model{relations};
    const Relation races = PlainAccesses{relations, model}.races();
    const auto related = [&](EventId a, EventId b) {
      for (const std::uint32_t from : {relations.first_node(a), relations.last_node(a)}) {
        for (const std::uint32_t to : {relations.first_node(b), relations.last_node(b)}) {
          if (races.contains(from, to)) return true;
        }
      }
      return false;
    };
    return related(other, added) || related(added, other);
  }
};

}  // namespace

const Model& lkmm() {
  static const LinuxKernel model;
  return model;
}

}  // namespace vmcheck::memory
