// Adds events to an execution graph in the ways that a memory model allows. Which way, and which
// task goes next, is the business of whoever searches, replays or walks at random.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/explore/graph_machine.h"
#include "sim/memory/model.h"

namespace vmcheck::explore {

class GraphBuilder {
 public:
  // For the program that `machine` was built with.
  GraphBuilder(GraphMachine& machine, const memory::Model& model);

  // The next event of a task, if it can go on; else null. Also null if it breaks a property.
  const memory::Event* next(std::uint32_t task);

  // Of a task. One that goes on beyond violates property::kEnds.
  static constexpr std::uint16_t kMostEvents = 10'000;

  // Whether a task that asks for this event would wait for another value than the last.
  bool would_wait(const memory::Event& request) const;

  // Whether the task's state is to be remembered before it has this event.
  bool needs_checkpoint(std::uint32_t task, const memory::Event& request) const;

  // Appends an event to a task. What it reads from and where it writes is still open.
  memory::EventId append(std::uint32_t task, const memory::Event& request);

  // Removes the last event appended.
  void remove(memory::EventId id);

  // What became of a read.
  enum class Reading : std::uint8_t {
    refused,  // it cannot read from there
    done,     // it has read, and writes nothing
    writes,   // it has read, and writes back: write_back() comes next
  };

  // Lets a read read from the write at a position of its cell's coherence order.
  Reading read(memory::EventId id, std::uint16_t position);

  // Puts the write of a read-modify-write where it belongs. False when it cannot be there.
  bool write_back(memory::EventId id);

  // Leaves a read as it was before read().
  void take_back(memory::EventId id);

  // Puts a write at a position of its cell's coherence order, or takes it away. False when it
  // cannot be there.
  void announce(memory::EventId id);
  bool write(memory::EventId id, std::uint16_t position);
  void unwrite(memory::EventId id);

  // What the graph says when no task can go on.
  enum class End : std::uint8_t {
    complete,  // all tasks have ended
    blocked,   // some task waits because it has seen an old value, or assumed what does not hold
    deadlock,  // some tasks wait for ever
  };
  End end() const;

  // Runs `finally` on a complete graph, and breaks a property for a deadlock.
  End judge();

 private:
  bool has_ended(std::uint32_t task) const;
  memory::EventId last_of(std::uint32_t task) const;
  bool is_ready(std::uint32_t task, const memory::Event& request) const;
  const memory::Past* find_spawn(std::uint32_t task) const;
  bool splits(memory::EventId id, std::uint16_t position) const;
  void check_races(memory::EventId id);

  GraphMachine& machine_;
  memory::Graph& graph_;
  const memory::Model& model_;
  std::vector<std::uint8_t> writers_;  // per location: the tasks that have been seen to write it
};

}  // namespace vmcheck::explore
