// Total store order, as x86 has it (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, "x86-TSO",
// CACM 2010): stores wait in a buffer, so that a load may take effect before earlier stores of its
// thread, unless a full fence or a locked instruction stands between them. What acquires or
// releases has nothing to add.
//
//   ppo   = po without pairs of a write and a later read
//   fence = pairs in po with a full fence between them, or with a locked instruction between them
//   or
//           as one of them
//   acyclic(ppo | fence | rfe | co | fr)
#include "sim/memory/models.h"
#include "sim/memory/reach.h"

namespace vmcheck::memory {
namespace {

class Tso final : public Model {
 public:
  std::string_view name() const override { return "tso"; }
  Knowledge knowledge() const override { return Knowledge::porf; }
  bool forbids_races() const override { return false; }
  bool is_race(const Graph&, EventId, EventId) const override { return false; }

  bool consistent(const Graph& graph, EventId added) const override {
    return !must_precede_itself(graph, added, Buffering::stores);
  }
};

}  // namespace

const Model& tso() {
  static const Tso model;
  return model;
}

}  // namespace vmcheck::memory
