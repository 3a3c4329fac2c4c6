// A memory model: which execution graphs it allows.
//
// All models here demand, besides what each says of itself, that accesses to one location are
// coherent, that nothing comes between the read and the write of a read-modify-write, and that
// program order and reads-from have no cycle (no load buffering). The graph sees to that.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/memory/graph.h"

namespace vmcheck::memory {

class Model {
 public:
  virtual ~Model() = default;

  // "rc11"
  virtual std::string_view name() const = 0;

  // What the graph has to keep track of.
  virtual Knowledge knowledge() const = 0;

  // Whether the graph is allowed, `added` being its newest event, with nothing behind it in program
  // order or reads-from. Without it the graph is allowed. The graph is coherent. A write that has
  // no place in the coherence order yet is to be ignored.
  //
  // Not asked when `added` reads from the last write and writes behind it: every model allows that.
  virtual bool consistent(const Graph& graph, EventId added) const = 0;

  // Whether data races are errors, as they are for compilers.
  virtual bool forbids_races() const = 0;

  // Whether two conflicting accesses that acquire and release do not order, one of them plain, are
  // a data race. The newer one is `added`, and it is allowed. Asked only of those that forbid
  // races.
  virtual bool is_race(const Graph& graph, EventId other, EventId added) const = 0;
};

}  // namespace vmcheck::memory
