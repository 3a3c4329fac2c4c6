#include "sim/state/replay.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "sim/state/observer.h"
#include "sim/state/successors.h"
#include "sim/state/telling.h"

namespace vmcheck::state {
namespace {

// Gives the answers of a path, and keeps those of the step that is being made.
class Answers final : public run::Chooser {
 public:
  explicit Answers(const run::Path& path) : path_(path) {}

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override {
    if (path_.exhausted()) throw run::PathMismatch("the run ends within a step");
    const std::uint32_t taken = path_.choose(kind, options);
    step_.push_back({kind, options, taken});
    return taken;
  }

  bool exhausted() const { return path_.exhausted(); }
  run::Path take_step() { return std::exchange(step_, {}); }

 private:
  run::Replay path_;
  run::Path step_;
};

}  // namespace

run::Path path_of(const Violation& violation) {
  run::Path path;
  for (const Move& move : violation.moves) {
    path.insert(path.end(), move.choices.begin(), move.choices.end());
  }
  return path;
}

std::optional<Violation> replay_states(const System& model, const run::Path& path) {
  Answers answers(path);
  Observer observer(model.properties());
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  std::vector<run::Path> steps;
  bool broken = false;
  do {
    const bool first = steps.empty();
    if (!make_successor(model, first ? nullptr : parent.data(), state.data(), answers, observer)) {
      throw run::PathMismatch("what the run chooses is no step");
    }
    steps.push_back(answers.take_step());
    if (!first && steps.back().empty()) throw run::PathMismatch("a step asks nothing");
    model.check(state.data(), observer);
    broken = observer.take_broken();
    parent.swap(state);
  } while (!broken && !answers.exhausted());
  if (!broken && !is_stuck(model, parent)) return std::nullopt;
  return tell(model, steps);
}

}  // namespace vmcheck::state
