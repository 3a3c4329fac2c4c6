#include "sim/state/symmetry.h"

#include <fmt/format.h>

#include <cstddef>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "sim/state/fingerprint.h"
#include "sim/state/observer.h"
#include "sim/state/result.h"
#include "sim/state/state_set.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

using Bytes = std::vector<std::byte>;

// What can be seen of a state.
struct Behaviour {
  std::vector<bool> evaluated;  // of each property, whether it was, or was reached
  bool broken;
  bool may_end;
  // Numbers of canonical states, and whether the step there breaks something.
  std::set<std::pair<std::uint64_t, bool>> successors;
};

class Search {
 public:
  Search(const System& model, std::uint64_t states)
      : model_(model),
        most_(states),
        packing_(initial_state(model)),
        packer_(packing_),
        found_(packing_, Keep::states),
        canonical_(packing_, Keep::states) {}

  std::optional<std::string> run() {
    add_successors(nullptr);
    for (std::uint64_t number = 0; number < found_.size(); ++number) {
      Bytes state(model_.state_bytes());
      found_.unpack(number, state.data());
      std::optional<std::string> difference = look_at(state);
      if (difference) return difference;
      if (found_.size() < most_) add_successors(state.data());
    }
    return std::nullopt;
  }

 private:
  template <typename Visit>
  void for_each(const std::byte* parent, Observer& observer, const Visit& visit) const {
    Bytes state(model_.state_bytes());
    run::DepthFirst choices;
    for_each_successor(model_, parent, state.data(), choices, observer,
                       [&](std::uint32_t) { visit(state); });
  }

  void add_successors(const std::byte* parent) {
    Observer observer(model_.properties());
    for_each(parent, observer, [&](const Bytes& state) { number_of(state, found_); });
  }

  // Its number in a set, to which it is added if it is not there.
  std::uint64_t number_of(const Bytes& state, StateSet& set) {
    const std::uint64_t hash = fingerprint(state.data(), state.size());
    const bool is_new = set.insert(hash, packer_.pack(state.data()));
    return is_new ? set.size() - 1 : *set.find(hash, state.data());
  }

  Bytes canonical(Bytes state) const {
    model_.canonical(state.data());
    return state;
  }

  std::optional<std::string> look_at(const Bytes& state) {
    const Bytes alike = canonical(state);
    if (alike == state) return std::nullopt;
    if (canonical(alike) != alike) return told("does not stand for itself", alike, state);
    const Behaviour one = behaviour(state);
    const Behaviour other = behaviour(alike);
    if (one.successors != other.successors) return told("has other successors", alike, state);
    if (one.broken != other.broken) return told("is not as broken", alike, state);
    if (one.evaluated != other.evaluated) return told("has other properties", alike, state);
    if (one.may_end != other.may_end) return told("may not end likewise", alike, state);
    return std::nullopt;
  }

  Behaviour behaviour(const Bytes& state) {
    Behaviour seen;
    Observer observer(model_.properties());
    model_.check(state.data(), observer);
    seen.broken = observer.take_broken();
    for_each(state.data(), observer, [&](const Bytes& next) {
      seen.successors.insert({number_of(canonical(next), canonical_), observer.take_broken()});
    });
    for (const explore::Coverage& entry : observer.coverage()) {
      seen.evaluated.push_back(entry.count > 0);
    }
    seen.may_end = model_.may_end(state.data());
    return seen;
  }

  std::string told(const char* difference, const Bytes& alike, const Bytes& state) const {
    return fmt::format("the canonical state \"{}\" {}: it is that of \"{}\"",
                       model_.text(alike.data()), difference, model_.text(state.data()));
  }

  const System& model_;
  std::uint64_t most_;
  Packing packing_;
  Packer packer_;
  StateSet found_;
  StateSet canonical_;  // of successors
};

}  // namespace

std::optional<std::string> find_asymmetry(const System& model, std::uint64_t states) {
  return Search(model, states).run();
}

}  // namespace vmcheck::state
