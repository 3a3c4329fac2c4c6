// The breadth-first search: one level after the other, each level in batches.
//
// A batch is done in two phases. First its states are expanded: each worker takes pieces of the
// level and collects the successors that are not known yet; nobody adds any meanwhile. Then they
// are looked up: each worker takes shards of the set of states, of which nobody else knows, and in
// them the successors in the order of the level. So no thread waits for another within a phase, and
// what comes out does not depend on their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/blocks.h"
#include "sim/state/candidates.h"
#include "sim/state/latest.h"
#include "sim/state/level.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/packing.h"
#include "sim/state/partial_order.h"
#include "sim/state/reached.h"
#include "sim/state/records.h"
#include "sim/state/result.h"
#include "sim/state/state_set.h"
#include "sim/state/workers.h"

namespace vmcheck::state {

class BreadthFirst {
 public:
  BreadthFirst(const System& model, const Options& options);

  // Searches. Called once. Vacuous properties are not looked for.
  Result run();

  // Writes to Options::save how far it has come. When it has run, and is incomplete not for want of
  // memory.
  void save() const;

  // The states that it found, when it has run, if they were kept. They live as long as this.
  Reached reached() const;

 private:
  struct Shard {
    StateSet states;
    Records origins;                // of each state an Origin
    std::uint64_t level_begin = 0;  // the level that is expanded
    std::uint64_t level_end = 0;
  };

  // What the states of a piece lead to.
  struct Found {
    Candidates candidates;     // those that were not known before the batch
    std::uint32_t successors;  // known ones, too
  };

  // One of the candidates of a batch.
  struct Lead {
    std::uint32_t piece;
    std::uint32_t index;
  };

  // What is broken: by a step, in the state that it leads into, or by there being none.
  struct Blame {
    std::uint32_t steps;  // that lead there
    std::uint32_t piece;  // in the batch
    std::uint32_t index;  // among the successors of the piece's states
    Place parent;
    std::optional<Ordinal> ordinal;  // the step; none: no step is possible

    // Which one is told. Within a batch no two are equal that are not the same.
    bool operator<(const Blame& other) const;
  };

  // No two write to one cache line.
  struct alignas(64) Worker {
    Blocks state;  // where steps are made
    run::DepthFirst choices;
    Observer observer;
    Observer repeated;  // what it was told of states that others had found in the same batch
    PartialOrder partial_order;
    Latest latest;                 // successors, known ones among them
    std::vector<Lead> leads;       // that belong to the shards at hand
    std::uint32_t successors = 0;  // of the piece at hand
    std::uint64_t revisited = 0;
    std::uint64_t partial = 0;
    std::optional<Blame> blame;  // the least one of the batch

    void put_blame(const Blame& other);
  };

  std::string kind() const;
  void resume();
  void find_initial_states();
  bool begin_level();
  void expand_level();
  std::uint32_t pieces_of(std::uint64_t states) const;
  void expand(std::uint64_t first, std::uint64_t last, std::uint32_t piece, Worker& worker);
  void expand_state(Place place, std::uint32_t piece, Worker& worker);
  void forget_before(std::uint64_t number);
  void add_successor(std::uint64_t parent_hash, Origin origin, Worker& worker) const;
  void sift(std::uint32_t piece, Worker& worker);
  void check(const std::byte* state, const Candidate& candidate, std::uint32_t piece,
             Worker& worker) const;
  void end_piece(std::uint32_t piece, Worker& worker);
  const StateSet& states_like(std::uint64_t hash) const { return shards_[shard_of(hash)].states; }
  bool is_known(Worker& worker, std::uint32_t index) const;
  void look_up_all(std::uint32_t pieces);
  void look_up(std::uint32_t shard, std::uint32_t end, std::uint32_t pieces, Worker& worker);
  void look_up_one(Lead lead, Worker& worker);
  void settle_blame();
  bool is_stopped() const;
  bool has_room(std::uint32_t pieces) const;
  std::uint64_t states() const;
  std::uint64_t bytes() const;
  Origin origin(Place place) const;
  std::vector<Ordinal> steps_to(const Blame& blame) const;
  Result result() const;

  const System& model_;
  const Options& options_;
  Packing packing_;
  Workers threads_;
  std::vector<Worker> workers_;
  std::vector<Shard> shards_;
  std::vector<Found> found_;  // by each piece of a batch

  std::string kind_;  // of a search that is to be saved, or was
  std::uint64_t transitions_ = 0;
  std::uint64_t revisited_ = 0;              // besides those that the workers count
  std::uint64_t partial_ = 0;                // what a search had that this one goes on with
  std::vector<explore::Coverage> coverage_;  // likewise
  std::uint32_t depth_ = 0;                  // of the level that is expanded
  std::uint32_t steps_ = 0;                  // that lead to what is found
  Level level_;                              // that one
  std::uint64_t next_ = 0;                   // state of it to be expanded
  std::uint64_t expanded_ = 0;               // states
  std::optional<Incomplete> incomplete_;     // why the search ends before its end
  std::optional<Blame> blame_;
};

}  // namespace vmcheck::state
