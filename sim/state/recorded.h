// For tests: a model that records which states of it a search visits, and where no step is
// possible.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

class Recorded final : public System {
 public:
  using States = std::set<std::string>;  // canonical ones, as their bytes

  explicit Recorded(const System& model) : model_(model) {}

  // Those since they were last taken.
  States take_states() { return std::exchange(states_, {}); }
  States take_ends() { return std::exchange(ends_, {}); }

  std::vector<run::Property> properties() const override { return model_.properties(); }
  std::size_t state_bytes() const override { return model_.state_bytes(); }
  void begin(std::byte* state, run::Chooser& chooser) const override {
    model_.begin(state, chooser);
  }
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const override {
    return model_.step(state, chooser, observer);
  }
  void check(const std::byte* state, Observer& observer) const override {
    record(states_, state);
    model_.check(state, observer);
  }
  bool may_end(const std::byte* state) const override {
    record(ends_, state);
    return model_.may_end(state);
  }
  std::string text(const std::byte* state) const override { return model_.text(state); }
  void canonical(std::byte* state) const override { model_.canonical(state); }
  std::uint32_t actors() const override { return model_.actors(); }
  void footprints(const std::byte* state, std::span<Footprint> footprints) const override {
    model_.footprints(state, footprints);
  }
  ObjectSet visible() const override { return model_.visible(); }

 private:
  void record(States& states, const std::byte* state) const {
    std::string bytes(reinterpret_cast<const char*>(state), state_bytes());
    model_.canonical(reinterpret_cast<std::byte*>(bytes.data()));
    const std::lock_guard lock(mutex_);
    states.insert(std::move(bytes));
  }

  const System& model_;
  mutable std::mutex mutex_;
  mutable States states_;
  mutable States ends_;
};

}  // namespace vmcheck::state
