// A system as its states and its atomic steps: what the state explorer explores.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/footprint.h"
#include "sim/state/observer.h"
#include "sim/state/process.h"

namespace vmcheck::state {

// What a state can be: equal exactly if its bytes are, so without padding, floating point or
// pointers to something else.
template <typename T>
concept Value = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T> &&
                alignof(T) <= alignof(std::max_align_t);

// A model as the search sees it, its states as bytes. See Model for what the functions say.
class System {
 public:
  virtual ~System() = default;

  virtual std::vector<run::Property> properties() const { return {}; }
  virtual std::size_t state_bytes() const = 0;
  virtual void begin(std::byte* state, run::Chooser& chooser) const = 0;
  virtual bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const = 0;
  virtual void check(const std::byte* state, Observer& observer) const = 0;
  virtual bool may_end(const std::byte* state) const = 0;
  virtual std::string text(const std::byte* state) const = 0;

  // What tells the model from others: its name, its parameters. A search of one is not gone on with
  // as one of another. Of models that say the same only those are told apart that soon differ in
  // what they do.
  virtual std::string identity() const { return {}; }

  // What must come about again and again: however a fair run begins, a state in which the goal is
  // met is still to come, or the run ends in one. So "each P leads to Q" is a goal that is met
  // unless a P waits for its Q. A goal that is met in every state is vacuous.
  virtual std::vector<run::Property> goals() const { return {}; }
  virtual bool is_met(std::size_t, const std::byte*) const { return true; }

  // Whose steps a fair run does not forget; at most kMostProcesses. A run ends only where no step
  // is possible at all.
  virtual std::vector<Process> processes() const { return {}; }

  // Symmetry: of states that differ only in which of some interchangeable parts (threads, slots,
  // machines) is which, one stands for all. Replaces the state by that one. It must not matter
  // which is which for what is possible, what is broken, what is reached and where a run may end:
  // find_asymmetry() looks for where it does.
  virtual void canonical(std::byte*) const {}

  // Names for the classes of faults of which steps ask Chooser::choose_fault(), by their numbers,
  // for people; an empty name for a class of which none asks. Empty: the classes have no names.
  virtual std::vector<std::string> fault_classes() const { return {}; }

  // Partial orders: how many actors there are, if the search is to know of steps whose order does
  // not matter; at most kMostActors. Then the first thing that each step asks is which of them
  // steps: choose(ChoiceKind::schedule, actors()). What a step observes must not depend on what it
  // does not read. find_dependence() looks for where footprints are wrong.
  virtual std::uint32_t actors() const { return 0; }

  // Says for each actor what is touched in a state and from there on.
  virtual void footprints(const std::byte*, std::span<Footprint>) const {}

  // What check() depends on.
  virtual ObjectSet visible() const { return kAllObjects; }
};

// A model whose state is a value of type State. Its functions depend on nothing but their
// arguments, and several threads call them at once.
template <Value State>
class Model : public System {
 public:
  // Makes an initial state of one whose bytes are all 0. Each way to choose makes one.
  virtual void begin(State& state, run::Chooser& chooser) const = 0;

  // Makes one atomic step. Whatever is not determined by the state is asked of the chooser: whose
  // step it is, which fault strikes. Each way to choose makes one successor. False if what was
  // chosen is no step after all; that is to be found before anything is observed or changed.
  // Whose step it is, is best asked by choose_enabled(), so that what is none is not tried.
  virtual bool step(State& state, run::Chooser& chooser, Observer& observer) const = 0;

  // Says what must hold in every state that can be reached. Asked once for each.
  virtual void check(const State&, Observer&) const {}

  // Whether nothing more need happen. Where no step is possible and this is false, the system is
  // stuck: that violates run::property::kProgress.
  virtual bool may_end(const State&) const { return false; }

  // The state in a line, for people.
  virtual std::string text(const State& state) const = 0;

  // Whether a goal, as goals() counts them, is met.
  virtual bool is_met(std::size_t, const State&) const { return true; }

  // Replaces a state by the one that stands for all which are like it by symmetry.
  virtual void canonical(State&) const {}

  // Sets the footprint of each actor. At first they are those of actors who touch everything.
  virtual void footprints(const State&, std::span<Footprint>) const {}

  std::size_t state_bytes() const final { return sizeof(State); }
  void begin(std::byte* state, run::Chooser& chooser) const final { begin(value(state), chooser); }
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const final {
    return step(value(state), chooser, observer);
  }
  void check(const std::byte* state, Observer& observer) const final {
    check(value(state), observer);
  }
  bool may_end(const std::byte* state) const final { return may_end(value(state)); }
  std::string text(const std::byte* state) const final { return text(value(state)); }
  bool is_met(std::size_t goal, const std::byte* state) const final {
    return is_met(goal, value(state));
  }
  void canonical(std::byte* state) const final { canonical(value(state)); }
  void footprints(const std::byte* state, std::span<Footprint> footprints) const final {
    this->footprints(value(state), footprints);
  }

 private:
  static State& value(std::byte* state) { return *reinterpret_cast<State*>(state); }
  static const State& value(const std::byte* state) {
    return *reinterpret_cast<const State*>(state);
  }
};

}  // namespace vmcheck::state
