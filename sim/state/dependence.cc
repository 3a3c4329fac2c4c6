#include "sim/state/dependence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/state/fingerprint.h"
#include "sim/state/observer.h"
#include "sim/state/partial_order.h"
#include "sim/state/result.h"
#include "sim/state/state_set.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

using Bytes = std::vector<std::byte>;

// What an observer is told.
struct Told {
  std::vector<bool> evaluated;  // of each property, whether it was, or was reached
  bool broken = false;

  friend bool operator==(const Told&, const Told&) = default;
};

// A step that an actor can make.
struct Step {
  run::Path choices;
  Bytes state;
  Told told;
};

class Search {
 public:
  Search(const System& model, std::uint64_t states)
      : model_(model),
        most_(states),
        partial_order_(model, {}),
        packing_(initial_state(model)),
        packer_(packing_),
        found_(packing_, Keep::states) {}

  std::optional<std::string> run() {
    if (!partial_order_.is_on()) return std::nullopt;
    add_all(steps_of(Turns::kEverybody, nullptr));
    for (std::uint64_t number = 0; number < found_.size(); ++number) {
      Bytes state(model_.state_bytes());
      found_.unpack(number, state.data());
      std::vector<std::vector<Step>> steps;
      for (std::uint32_t actor = 0; actor < model_.actors(); ++actor) {
        steps.push_back(steps_of(actor, state.data()));
      }
      std::optional<std::string> difference = look_at(state, steps);
      if (difference) return difference;
      if (found_.size() >= most_) continue;
      for (const std::vector<Step>& some : steps) add_all(some);
    }
    return std::nullopt;
  }

 private:
  std::vector<Step> steps_of(std::uint32_t actor, const std::byte* parent) const {
    std::vector<Step> steps;
    Bytes state(model_.state_bytes());
    run::DepthFirst choices;
    Observer observer(model_.properties());
    for_each_successor_by(actor, model_, parent, state.data(), choices, observer,
                          [&](std::uint32_t) {
                            steps.push_back({choices.path(), state, told(observer)});
                            observer = Observer(model_.properties());
                          });
    return steps;
  }

  void add_all(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      found_.insert(fingerprint(step.state.data(), step.state.size()),
                    packer_.pack(step.state.data()));
    }
  }

  static Told told(Observer& observer) {
    Told told;
    for (const explore::Coverage& entry : observer.coverage()) {
      told.evaluated.push_back(entry.count > 0);
    }
    told.broken = observer.take_broken();
    return told;
  }

  Told told_of(const Bytes& state) const {
    Observer observer(model_.properties());
    model_.check(state.data(), observer);
    return told(observer);
  }

  std::optional<std::string> look_at(const Bytes& state,
                                     const std::vector<std::vector<Step>>& steps) {
    const ActorSet ample = partial_order_.ample(state.data());
    for (std::uint32_t actor = 0; actor < steps.size(); ++actor) {
      if ((ample >> actor & 1) == 0) continue;
      for (const Step& step : steps[actor]) {
        if (told_of(step.state) != told_of(state)) return text("a step is seen of", actor, state);
      }
      for (std::uint32_t other = 0; other < steps.size(); ++other) {
        if (other == actor) continue;
        for (const Step& others : steps[other]) {
          const char* difference = compare(actor, steps[actor], other, others);
          if (difference != nullptr) return text(difference, actor, state);
        }
      }
    }
    return std::nullopt;
  }

  // How an actor's steps and one step of another do not leave each other alone.
  const char* compare(std::uint32_t actor, const std::vector<Step>& steps, std::uint32_t other,
                      const Step& others) {
    if ((partial_order_.ample(others.state.data()) >> actor & 1) == 0) {
      return "somebody's step comes to touch what is touched by";
    }
    const std::vector<Step> behind = steps_of(actor, others.state.data());
    if (behind.size() != steps.size()) return "somebody's step changes what is possible for";
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (behind[i].choices != steps[i].choices || behind[i].told != steps[i].told) {
        return "somebody's step changes what is possible for";
      }
      if (!has(steps_of(other, steps[i].state.data()), behind[i].state, others.told)) {
        return "somebody's step comes to something else behind one of";
      }
    }
    return nullptr;
  }

  // By which choices a step is made does not matter.
  static bool has(const std::vector<Step>& steps, const Bytes& state, const Told& told) {
    return std::any_of(steps.begin(), steps.end(),
                       [&](const Step& step) { return step.state == state && step.told == told; });
  }

  std::string text(const char* difference, std::uint32_t actor, const Bytes& state) const {
    return fmt::format("{} actor {} from \"{}\" on, against his footprint", difference, actor,
                       model_.text(state.data()));
  }

  const System& model_;
  std::uint64_t most_;
  PartialOrder partial_order_;
  Packing packing_;
  Packer packer_;
  StateSet found_;
};

}  // namespace

std::optional<std::string> find_dependence(const System& model, std::uint64_t states) {
  return Search(model, states).run();
}

}  // namespace vmcheck::state
