// Visits each consistent execution graph of a program exactly once.
//
// After Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly Stateless, Optimal Dynamic Partial
// Order Reduction" (TruSt), POPL 2022. Events are added one at a time. A read is tried with every
// write that it can read from; a write in every place of the coherence order, and then it revisits
// earlier reads: what was added behind such a read is removed, unless the write depends on it, and
// the read reads from the write. To reach each graph by one path only, a revisit takes place only
// if all that it removes had been added in the one way in which it would be added anyway:
// maximally.
//
// There is one graph, changed in place; what a revisit removes is kept aside until the search comes
// back. So memory grows with the length of a run and the depth of revisits, not with their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/explore/graph_builder.h"
#include "sim/explore/graph_machine.h"
#include "sim/memory/model.h"

namespace vmcheck::explore {

class GraphSearch final : private GraphMachine::Adder {
 public:
  // Searches the program that `machine` was built with.
  GraphSearch(GraphMachine& machine, const memory::Model& model);
  ~GraphSearch() override { machine_.set_adder(nullptr); }
  GraphSearch(const GraphSearch&) = delete;
  GraphSearch& operator=(const GraphSearch&) = delete;

  // Goes on to the next execution that is complete or blocked for good, or breaks a property
  // (machine.broken()). False when there is none left.
  bool next();

  // How the execution ends, unless it breaks a property.
  GraphBuilder::End end() const { return end_; }

  // Where a search stands: how often each of its open decisions, the oldest first, has been taken
  // otherwise. Of the same program under the same model it always names the same execution.
  using Position = std::vector<std::uint32_t>;
  Position position() const;

  // Goes to where another search stood. Throws run::PathMismatch when there is no such place.
  void go_to(const Position& position);

  // Goes on behind a position, as the search that stood there would have. The oldest so many
  // decisions stay as they are, whatever ways they have left.
  void resume(const Position& position, std::size_t kept);
  std::size_t kept_decisions() const { return kept_; }

  // Gives away what is left of the oldest decision that is not kept, and keeps it from now on.
  // Another search does it: it resumes at the position, keeping all decisions but the last. Nothing
  // when there is too little left to be worth it.
  std::optional<Position> split();

  // Runs on until there are more than `count` decisions. False when the execution ends before.
  bool decide(std::size_t count);

  // The ways that decision number `index`, counted from the oldest, can be taken, as it stands in a
  // position. It has been reached, and is exhausted now.
  std::vector<std::uint32_t> ways(std::size_t index);

  // Events added since the search began or was resumed.
  std::uint64_t steps() const { return steps_; }

 private:
  // A decision that can still be taken otherwise.
  enum class Kind : std::uint8_t {
    read,     // what a read reads from: from the last write in coherence order to the first allowed
    write,    // where a write goes, likewise; then which reads it revisits
    revisit,  // where the revisiting write goes
    choice,   // a value that the program leaves open
  };
  struct Frame {
    Kind kind;
    bool revisiting;            // write: its places are done
    memory::EventId event;      // the read, the write, the choice
    memory::EventId revisited;  // revisit
    std::uint16_t position;     // read: of the write read from; write, revisit: of the write
    std::uint16_t lowest;       // the last of these to be tried
    std::uint32_t next_read;    // write: the next read to be revisited, among its cell's
    std::uint32_t added;        // how many events the graph had been given, this one included
    std::uint32_t stamp;        // the next event's
    std::size_t checkpoints;    // memory in use for them
    std::uint32_t retries;      // how often it has been taken otherwise
    bool barred;                // it could not be taken the first way
  };

  // What became of an attempt to take a decision otherwise.
  enum class Retry : std::uint8_t {
    forward,    // the graph can grow on
    again,      // not this way: look at the last decision once more
    exhausted,  // the decision has no other way left
  };

  // Adding an event.
  const memory::Event* pick(std::uint32_t& task);
  bool add_at_once(std::uint32_t task, const memory::Event& request) override;
  void add(std::uint32_t task, const memory::Event& request);
  void add_read(memory::EventId id);
  void add_write(memory::EventId id);
  void add_choice(memory::EventId id);
  Retry let_read(memory::EventId read, std::uint16_t position);
  bool may_revisit(memory::EventId write) const;

  // Going on and back.
  bool extend();
  void drop(std::size_t count);
  void restart();
  bool go_back();
  void rewind(const Frame& frame);
  Retry retry(Frame& frame);
  Retry retry_read(Frame& frame);
  Retry retry_write(Frame& frame);
  Retry retry_revisit(Frame& frame);
  Retry retry_choice(Frame& frame);
  void push(Kind kind, memory::EventId event, std::uint16_t position, std::uint16_t lowest);

  // Revisits.
  Retry revisit_next(Frame& frame);
  void revisit(memory::EventId write, memory::EventId read, const memory::Lengths& keep);
  void undo_revisit(const Frame& frame);
  bool plan_revisit(memory::EventId write, memory::EventId read, memory::Lengths& keep) const;
  bool is_maximal(memory::EventId id, const memory::Clock& prefix) const;

  GraphMachine& machine_;
  memory::Graph& graph_;
  GraphBuilder builder_;

  std::vector<Frame> frames_;
  std::size_t kept_ = 0;
  std::vector<memory::EventId> added_;
  std::vector<std::uint32_t> awaited_;  // what the tasks passed over by pick() wait for
  std::uint64_t steps_ = 0;
  bool begun_ = false;
  GraphBuilder::End end_ = GraphBuilder::End::complete;
};

}  // namespace vmcheck::explore
