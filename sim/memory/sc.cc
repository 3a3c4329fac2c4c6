// Sequential consistency (Lamport, 1979): all accesses take effect one after the other, each
// thread's in program order.
//
//   acyclic(po | rf | co | fr)
#include "sim/memory/models.h"
#include "sim/memory/reach.h"

namespace vmcheck::memory {
namespace {

class SequentialConsistency final : public Model {
 public:
  std::string_view name() const override { return "sc"; }
  Knowledge knowledge() const override { return Knowledge::porf; }
  bool forbids_races() const override { return false; }
  bool is_race(const Graph&, EventId, EventId) const override { return false; }

  bool consistent(const Graph& graph, EventId added) const override {
    return !must_precede_itself(graph, added, Buffering::none);
  }
};

}  // namespace

const Model& sequential_consistency() {
  static const SequentialConsistency model;
  return model;
}

}  // namespace vmcheck::memory
