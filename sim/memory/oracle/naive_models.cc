#include "sim/memory/oracle/naive_models.h"

namespace vmcheck::memory::oracle {
namespace {

Relation communication(const Graph& g) {
  return g.rf | g.co | g.fr;
}

bool common_axioms(const Graph& g) {
  return is_acyclic((g.po & g.loc) | communication(g)) && is_empty(g.rmw & seq(g.fr, g.co)) &&
         is_acyclic(g.po | g.rf | g.threads);
}

bool consistent_sc(const Graph& g) {
  return is_acyclic(g.po | g.threads | communication(g));
}

// x86. Locked instructions are fences too: updates, and updates that fail to write. Nothing passes
// what begins, ends, creates or joins a thread.
bool consistent_tso(const Graph& g) {
  const NodeSet mfence = g.where([](const Node& n) {
    return n.event.kind == Event::Kind::fence && n.event.fence == run::Fence::seq_cst;
  });
  const NodeSet locked = g.where([](const Node& n) {
    return n.event.is_update() || n.event.kind == Event::Kind::failed_update;
  });
  const NodeSet thread = g.where([](const Node& n) { return n.kind == Node::Kind::thread; });
  const Relation at_thread = seq(g.only(thread), g.po) | seq(g.po, g.only(thread)) | g.threads;
  const Relation po = g.po & g.product(g.accesses, g.accesses);
  const Relation ppo = po - g.product(g.writes, g.reads);
  const Relation at_locked = seq(g.only(locked), g.po) | seq(g.po, g.only(locked));
  const Relation fence = po & (g.fencerel(mfence | locked) | at_locked);
  return is_acyclic(ppo | fence | at_thread | (g.rf & g.external) | g.co | g.fr);
}

}  // namespace

const char* name(Model model) {
  switch (model) {
    case Model::sc:
      return "sc";
    case Model::tso:
      return "tso";
    case Model::rc11:
      return "rc11";
    case Model::lkmm:
      return "lkmm";
  }
  return "?";
}

bool consistent(const Execution& execution, Model model) {
  const Graph g(execution);
  if (!common_axioms(g)) return false;
  switch (model) {
    case Model::sc:
      return consistent_sc(g);
    case Model::tso:
      return consistent_tso(g);
    case Model::rc11:
      return consistent_rc11(g);
    case Model::lkmm:
      return consistent_lkmm(g);
  }
  return false;
}

bool races(const Execution& execution, Model model) {
  switch (model) {
    case Model::rc11:
      return races_rc11(Graph(execution));
    case Model::lkmm:
      return races_lkmm(Graph(execution));
    default:
      return false;
  }
}

}  // namespace vmcheck::memory::oracle
