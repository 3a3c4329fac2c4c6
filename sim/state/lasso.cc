#include "sim/state/lasso.h"

#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "sim/state/ways.h"

namespace vmcheck::state {
namespace {

std::vector<bool> flags(const Steps& steps, const std::vector<std::uint32_t>& states) {
  std::vector<bool> is_among(steps.reached().size());
  for (const std::uint32_t state : states) is_among[state] = true;
  return is_among;
}

std::vector<Ways::Step> way_into(Steps& steps, const std::vector<bool>& inside) {
  return Ways(steps).find(
      Steps::kBefore, [](const Steps::Step&) { return true; },
      [&](const Steps::Step& step) { return bool{inside[step.to]}; });
}

void append(Lasso& lasso, std::vector<Ways::Step> way) {
  for (Ways::Step& step : way) lasso.steps.push_back(std::move(step.choices));
}

// Makes cycles that begin at a state, among states that are strongly connected.
class Cycles {
 public:
  Cycles(Steps& steps, const FairProcesses& fair, const std::vector<bool>& inside,
         std::uint32_t begin)
      : steps_(steps), ways_(steps), fair_(fair), inside_(inside), begin_(begin) {}

  // A fair cycle: the shortest one, if that is fair; if not, the starved are served on the way.
  std::vector<Ways::Step> fair_cycle() {
    ProcessSet served = 0;
    for (;;) {
      std::vector<Ways::Step> cycle = serving(served);
      const ProcessSet starved = fair_.starved(activity(cycle));
      if (starved == 0) return cycle;
      served |= starved;
    }
  }

 private:
  // A cycle that goes from one process that is to be served to the next, always the nearest.
  std::vector<Ways::Step> serving(ProcessSet waiting) {
    std::vector<Ways::Step> cycle;
    std::uint32_t at = begin_;
    const auto go = [&](const Ways::Test& arrives) {
      std::vector<Ways::Step> way = ways_.find(at, allowed(), arrives);
      if (way.empty()) throw std::logic_error("the model is not deterministic: a step is gone");
      for (Ways::Step& step : way) {
        at = step.to;
        waiting &= ~served_by({step.to, step.makers});
        cycle.push_back(std::move(step));
      }
    };
    while (waiting != 0) {
      go([&](const Steps::Step& step) { return (served_by(step) & waiting) != 0; });
    }
    if (at != begin_ || cycle.empty()) {
      go([&](const Steps::Step& step) { return step.to == begin_; });
    }
    return cycle;
  }

  Ways::Test allowed() const {
    return [this](const Steps::Step& step) { return bool{inside_[step.to]}; };
  }

  // Who has no claim any more that he is starved, if the cycle has this step: who made it, and of
  // those to whom fairness is weak who cannot step behind it.
  ProcessSet served_by(const Steps::Step& step) {
    const ProcessSet others = fair_.weak & ~step.makers;
    return others == 0 ? step.makers : step.makers | (others & ~enabled(step.to));
  }

  Activity activity(const std::vector<Ways::Step>& cycle) {
    Activity activity;
    for (const Ways::Step& step : cycle) {
      activity.add_state(enabled(step.to));
      activity.stepping |= step.makers;
    }
    return activity;
  }

  ProcessSet enabled(std::uint32_t state) {
    const auto [known, is_new] = enabled_.try_emplace(state, 0);
    if (is_new) known->second = steps_.enabled(state);
    return known->second;
  }

  Steps& steps_;
  Ways ways_;
  const FairProcesses& fair_;
  const std::vector<bool>& inside_;
  std::uint32_t begin_;
  std::unordered_map<std::uint32_t, ProcessSet> enabled_;
};

}  // namespace

Lasso lasso_that_ends(Steps& steps, const std::vector<std::uint32_t>& states) {
  Lasso lasso;
  append(lasso, way_into(steps, flags(steps, states)));
  return lasso;
}

Lasso fair_lasso(Steps& steps, const FairProcesses& fair,
                 const std::vector<std::uint32_t>& states) {
  const std::vector<bool> inside = flags(steps, states);
  std::vector<Ways::Step> way = way_into(steps, inside);
  const std::uint32_t begin = way.back().to;
  Lasso lasso;
  append(lasso, std::move(way));
  lasso.cycle = lasso.steps.size();
  append(lasso, Cycles(steps, fair, inside, begin).fair_cycle());
  return lasso;
}

}  // namespace vmcheck::state
