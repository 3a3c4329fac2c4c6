// Runs that might show the same violation with less.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/random/plan.h"
#include "sim/state/random/walk.h"

namespace vmcheck::state::random {

// What a run shall show.
struct Wanted {
  run::Property property;
  // Of kRecovery: how the run goes on behind the faults.
  Bounds bounds = {};
  Strategy strategy = {};
  std::uint64_t seed = 0;
};

// Gives the answers of a path as far as they fit, and 0 behind its end.
class LenientReplay final : public run::Chooser {
 public:
  // The path must live as long.
  explicit LenientReplay(const run::Path& path) : path_(path) {}

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override;

  // Whether each question was one of the kind that the path answers, with that answer among its
  // options.
  bool fits() const { return fits_; }

  // What was asked and answered.
  const run::Path& made() const { return made_; }

 private:
  const run::Path& path_;
  run::Path made_;
  bool fits_ = true;
};

// The first property that a step from `parent` breaks, or the state behind it; nothing if none.
// Without a parent the step leads into an initial state. Throws run::PathMismatch for a step that
// is none.
std::optional<run::Property> broken_by(const System& model, const std::byte* parent,
                                       const run::Path& step);

class Trials {
 public:
  // Of runs that break what is wanted, all candidates together of `steps` steps. The model and what
  // is wanted must live as long.
  Trials(const System& model, const Wanted& wanted, std::uint64_t steps);

  // Makes the steps of a candidate, the first of which leads into an initial state; those that are
  // none are left out. Returns what was made, up to where the wanted property breaks; nothing if
  // it does not, or another one does before, or there are no steps left to make.
  std::optional<std::vector<run::Path>> run(const std::vector<run::Path>& candidate);

  bool exhausted() const { return steps_ == 0; }

 private:
  bool make(const std::byte* parent, LenientReplay& choices);
  bool is_broken_by_being();

  const System& model_;
  const Wanted& wanted_;
  std::uint64_t steps_;  // left
  Walk walk_;            // behind the faults
  Observer observer_;
  std::vector<std::byte> parent_;
  std::vector<std::byte> state_;
};

}  // namespace vmcheck::state::random
