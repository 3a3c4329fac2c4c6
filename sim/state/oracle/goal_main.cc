// Decides one goal of an example, and prints one line for a script to compare: how many states
// there are, and whether the goal is met. usage: goal_main peterson|philosophers COUNT
// none|weak|strong GOAL
#include <fmt/format.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/states.h"

namespace {

using namespace vmcheck;
using namespace vmcheck::state;

// A model with only one of its goals.
class OneGoal final : public System {
 public:
  OneGoal(const System& model, std::size_t goal) : model_(model), goal_(goal) {}

  std::size_t state_bytes() const override { return model_.state_bytes(); }
  void begin(std::byte* state, run::Chooser& chooser) const override {
    model_.begin(state, chooser);
  }
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const override {
    return model_.step(state, chooser, observer);
  }
  void check(const std::byte*, Observer&) const override {}
  bool may_end(const std::byte* state) const override { return model_.may_end(state); }
  std::string text(const std::byte* state) const override { return model_.text(state); }
  std::vector<run::Property> goals() const override { return {model_.goals().at(goal_)}; }
  bool is_met(std::size_t, const std::byte* state) const override {
    return model_.is_met(goal_, state);
  }
  std::vector<Process> processes() const override { return model_.processes(); }

 private:
  const System& model_;
  std::size_t goal_;
};

std::unique_ptr<System> make_model(std::string_view name, std::uint32_t count, Fairness fairness) {
  if (name == "peterson") {
    return std::make_unique<Peterson>(Peterson::Entry::wants_then_yields, fairness);
  }
  return std::make_unique<Philosophers>(count, Philosophers::Manners::one_different, fairness);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string_view name = argv[3];
  const Fairness fairness = name == "strong" ? Fairness::strong
                            : name == "weak" ? Fairness::weak
                                             : Fairness::none;
  const auto model = make_model(argv[1], static_cast<std::uint32_t>(std::atoi(argv[2])), fairness);
  const Result result =
      explore_states(OneGoal(*model, static_cast<std::size_t>(std::atoi(argv[4]))));
  fmt::print("{} states, {}\n", result.states,
             result.verdict == explore::Verdict::holds ? "met" : "not met");
  return 0;
}
