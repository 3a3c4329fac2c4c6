// A model up to symmetry: it has the canonical ones of the model's states, and no others.
//
// A run of it is no run of the model, as parts change their places in it. But the model has a run
// that is in states alike, and that is what a violation tells of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"

namespace vmcheck::state {

class Quotient final : public System {
 public:
  // The model, without its goals, lives longer than this.
  explicit Quotient(const System& model) : model_(model) {}

  // The choices of a run of the model that goes through states alike, and breaks something where
  // these steps do. Throws std::logic_error if there is none: then canonical() says of states that
  // they are alike which are not.
  std::vector<run::Path> steps_of_model(const std::vector<run::Path>& steps) const;

  std::vector<run::Property> properties() const override { return model_.properties(); }
  std::size_t state_bytes() const override { return model_.state_bytes(); }
  void begin(std::byte* state, run::Chooser& chooser) const override {
    model_.begin(state, chooser);
    model_.canonical(state);
  }
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const override {
    if (!model_.step(state, chooser, observer)) return false;
    model_.canonical(state);
    return true;
  }
  void check(const std::byte* state, Observer& observer) const override {
    model_.check(state, observer);
  }
  bool may_end(const std::byte* state) const override { return model_.may_end(state); }
  std::string text(const std::byte* state) const override { return model_.text(state); }
  std::string identity() const override { return model_.identity(); }
  std::uint32_t actors() const override { return model_.actors(); }
  void footprints(const std::byte* state, std::span<Footprint> footprints) const override {
    model_.footprints(state, footprints);
  }
  ObjectSet visible() const override { return model_.visible(); }

 private:
  const System& model_;
};

}  // namespace vmcheck::state
