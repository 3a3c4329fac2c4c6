#include "sim/state/quotient.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/state/observer.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

// A step and the state behind it.
struct Successor {
  run::Path choices;
  std::vector<std::byte> state;
};

}  // namespace

std::vector<run::Path> Quotient::steps_of_model(const std::vector<run::Path>& steps) const {
  Observer observer(model_.properties());
  std::vector<std::byte> wanted;  // the canonical state behind a step
  std::vector<std::byte> at;      // where the model's run is
  std::vector<run::Path> found;
  for (const run::Path& step : steps) {
    const std::vector<std::byte> before = wanted;
    wanted.resize(state_bytes());
    run::Replay replay(step);
    make_successor(*this, before.empty() ? nullptr : before.data(), wanted.data(), replay,
                   observer);
    const bool broken = observer.take_broken();

    std::optional<Successor> next;
    run::DepthFirst choices;
    std::vector<std::byte> state(state_bytes());
    for_each_successor(model_, at.empty() ? nullptr : at.data(), state.data(), choices, observer,
                       [&](std::uint32_t) {
                         const bool breaks = observer.take_broken();
                         if (next || breaks != broken) return;
                         std::vector<std::byte> alike = state;
                         model_.canonical(alike.data());
                         if (alike == wanted) next = {choices.path(), state};
                       });
    if (!next) {
      throw std::logic_error("the model's canonical() takes states for alike that are not: \"" +
                             model_.text(before.data()) + "\" has a step that \"" +
                             model_.text(at.data()) + "\" has not");
    }
    found.push_back(std::move(next->choices));
    at = std::move(next->state);
  }
  return found;
}

}  // namespace vmcheck::state
