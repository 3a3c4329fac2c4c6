// An execution graph under construction: events in program order, reads-from, and a coherence order
// for each location.
//
// Events are added last and removed last first. All of it is kept up to date incrementally, and
// once the arrays have grown nothing is allocated any more.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/memory/event.h"

namespace vmcheck::memory {

// A cell of memory and the accesses to it.
struct Cell {
  std::uint64_t initial = 0;
  bool written = false;        // initially; else it holds nothing that may be read
  bool plain = false;          // some access to it is plain
  std::vector<EventId> co;     // its writes in coherence order, the initial one first
  std::vector<EventId> reads;  // its reads, those of read-modify-writes too, in order of addition
};

// What an access knows of earlier accesses, none of which it may contradict if it is to the same
// location.
enum class Knowledge : std::uint8_t {
  porf,    // anything along program order and reads-from
  c11,     // what happens-before it in C11's sense
  kernel,  // what happens-before it by acquire, release and full fences
};

// How much of each thread stays when a graph is cut.
using Lengths = std::array<std::uint16_t, kMostThreads>;

class Graph {
 public:
  // A graph of `threads` threads without events, whose memory is that of `cells`.
  void reset(std::uint32_t threads, const std::vector<Cell>& cells, Knowledge knowledge);

  // The last write in the coherence order of its cell that an access knows of, as a position: it
  // must not read from an earlier one, nor write before it.
  std::uint16_t lowest_position(EventId access) const;

  std::uint32_t threads() const { return thread_count_; }
  std::uint16_t length(std::uint32_t thread) const {
    return static_cast<std::uint16_t>(threads_[thread].events.size());
  }
  const Event& event(EventId id) const { return threads_[id.thread].events[id.index]; }
  Event& event(EventId id) { return threads_[id.thread].events[id.index]; }
  const Past& past(EventId id) const { return threads_[id.thread].pasts[id.index]; }

  std::uint32_t cells() const { return static_cast<std::uint32_t>(cells_.size()); }
  const Cell& cell(std::uint32_t location) const { return cells_[location]; }

  // The value that a write wrote.
  std::uint64_t value_of(EventId write) const {
    return is_initial(write) ? cells_[write.index].initial : event(write).value;
  }
  std::uint16_t co_position(EventId write) const {
    return is_initial(write) ? std::uint16_t{0} : event(write).co_position;
  }
  bool is_placed(const Event& event) const {
    return event.writes && event.co_position != Event::kUnplaced;
  }
  // When a write came to be.
  std::uint32_t stamp_of_write(EventId write) const {
    return is_initial(write) ? 0 : event(write).write_stamp;
  }

  // Stamps of events to come; a search that goes back sets it back.
  std::uint32_t stamp() const { return stamp_; }
  void set_stamp(std::uint32_t stamp) { stamp_ = stamp; }

  // Appends an event to a thread and stamps it, its relations other than program order still open.
  // `before` is what comes before it by something else than program order and reads-from: the spawn
  // of its thread, the end of the thread it joins; or null.
  EventId append(std::uint32_t thread, const Event& request, const Past* before);

  // Lets a read read from a write, with what that adds to its past.
  void read_from(EventId read, EventId write);

  // Undoes it: the read has no past besides program order.
  void forget_source(EventId read);

  // Lists a read in its cell, once it reads from a write; takes the last one listed out again.
  void list_read(EventId read);
  void unlist_read(EventId read);

  // Gives what a write tells to those that acquire from it. Before it can be read from.
  void announce(EventId write);

  // Inserts a write into the coherence order of its cell, at `position` counted from 0 with the
  // initial write; and takes it out again.
  void place(EventId write, std::uint16_t position);
  void unplace(EventId write);

  // Removes the last event of a thread, which must be the last that was added.
  void remove_last(std::uint32_t thread);

  // Removes all but the first events of each thread, and remembers them. `revisited`, the last of
  // its thread to stay, is left reading nothing and writing nothing.
  void cut(const Lengths& keep, EventId revisited);

  // Undoes the last cut that was not undone, and whatever was done to the revisited event.
  void undo_cut();

  // Whether the program has anything sequentially consistent, or creates tasks, as far as it has
  // been seen. If not, models need not look for it.
  bool has_strong() const { return strong_; }

  // Notes that a location is accessed in this order.
  void note_order(std::uint32_t location, run::Order order) {
    if (order == run::Order::plain) cells_[location].plain = true;
  }

  // How many operations failed.
  std::uint32_t faults() const { return faults_; }
  void set_outcome(EventId choice, std::uint64_t value);

 private:
  struct Thread {
    std::vector<Event> events;
    std::vector<Past> pasts;
  };

  // The cells' lists before a cut, one after the other in saved_ids_.
  struct SavedCell {
    std::uint32_t location;
    std::uint32_t writes;
    std::uint32_t reads;
  };
  struct Cut {
    std::array<std::uint16_t, kMostThreads> kept;
    std::array<std::uint16_t, kMostThreads> removed;
    EventId revisited;
    Event revisited_event;
    Past revisited_past;
    std::uint32_t saved_cells;
    std::uint32_t faults;
  };

  void save_cell(std::uint32_t location);
  void number_writes(const Cell& cell, std::uint32_t from);

  Knowledge knowledge_ = Knowledge::porf;
  std::uint32_t thread_count_ = 0;
  std::array<Thread, kMostThreads> threads_;
  std::vector<Cell> cells_;
  std::uint32_t faults_ = 0;
  std::uint32_t stamp_ = 1;
  bool strong_ = false;

  std::vector<Cut> cuts_;
  std::vector<SavedCell> saved_cells_;
  std::vector<EventId> saved_ids_;
  std::vector<Event> saved_events_;
  std::vector<Past> saved_pasts_;
  std::vector<std::uint8_t> touched_;  // cells, during a cut
};

}  // namespace vmcheck::memory
