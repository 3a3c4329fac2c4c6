#include "sim/explore/witness.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/explore/recorder.h"

namespace vmcheck::explore {
namespace {

using memory::Event;
using memory::EventId;
using memory::Graph;

// Follows an execution graph that is known, and writes down the path of choices.
class Guide final : public Director {
 public:
  Guide(const Witness& witness, const GraphMachine& machine)
      : witness_(witness), target_(witness.graph), machine_(machine), path_(witness.setup) {}

  const run::Path& path() const { return path_; }

  std::uint32_t task(const std::vector<std::uint32_t>& ready) override {
    if (step_ == witness_.order.size()) throw std::logic_error("an execution is not what it was");
    const std::vector<std::uint32_t> order = in_order_of_choice(ready, running_);
    running_ = witness_.order[step_++];
    const auto pick = std::find(order.begin(), order.end(), running_);
    if (pick == order.end()) throw std::logic_error("an execution is not what it was");
    note(run::ChoiceKind::schedule, order.size(), static_cast<std::size_t>(pick - order.begin()));
    return running_;
  }

  std::uint16_t source(EventId read, const std::vector<std::uint16_t>& positions) override {
    const EventId source = target_.event(read).rf;
    const auto& co = machine_.graph().cell(target_.event(read).location).co;
    return take(run::ChoiceKind::reads_from, positions,
                [&](std::uint16_t position) { return co[position] == source; });
  }

  std::uint16_t place(EventId write, const std::vector<std::uint16_t>& positions) override {
    const auto& co = machine_.graph().cell(target_.event(write).location).co;
    const auto behind = std::count_if(co.begin(), co.end(), [&](EventId other) {
      return target_.co_position(other) < target_.co_position(write);
    });
    return take(run::ChoiceKind::coherence, positions,
                [&](std::uint16_t position) { return position == behind; });
  }

  std::uint32_t value(EventId choice, std::uint32_t options) override {
    const auto taken = static_cast<std::uint32_t>(target_.event(choice).value);
    note(run::ChoiceKind::value, options, taken);
    return taken;
  }

  bool fails(EventId choice) override {
    const bool taken = target_.event(choice).value != 0;
    note(run::ChoiceKind::fault, 2, taken ? 1 : 0);
    return taken;
  }

 private:
  void note(run::ChoiceKind kind, std::size_t options, std::size_t taken) {
    if (options < 2) return;
    path_.push_back({kind, static_cast<std::uint32_t>(options), static_cast<std::uint32_t>(taken)});
  }

  template <typename Predicate>
  std::uint16_t take(run::ChoiceKind kind, const std::vector<std::uint16_t>& positions,
                     const Predicate& is_it) {
    const auto it = std::find_if(positions.begin(), positions.end(), is_it);
    if (it == positions.end()) throw std::logic_error("an execution is not what it was");
    note(kind, positions.size(), static_cast<std::size_t>(it - positions.begin()));
    return *it;
  }

  const Witness& witness_;
  const Graph& target_;
  const GraphMachine& machine_;
  run::Path path_;
  std::size_t step_ = 0;
  std::uint32_t running_ = UINT32_MAX;
};

// Puts the first events of each task of a graph into one order.
class Sorter {
 public:
  Sorter(const Graph& graph, const memory::Lengths& lengths) : graph_(graph), lengths_(lengths) {}

  std::vector<std::uint32_t> sort() {
    std::vector<std::uint32_t> order;
    while (const std::optional<std::uint32_t> task = next()) {
      order.push_back(*task);
      ++done_[*task];
      last_ = *task;
    }
    return order;
  }

 private:
  // The task that had the last event if it can go on, else the first that can; if possible with an
  // event that comes behind all that it overwrites.
  std::optional<std::uint32_t> next() const {
    for (int strictness = 2; strictness >= 0; --strictness) {
      if (fits(last_, strictness)) return last_;
      for (std::uint32_t task = 0; task < graph_.threads(); ++task) {
        if (fits(task, strictness)) return task;
      }
    }
    return std::nullopt;
  }

  // Strictness 0: what the event reads from is there. 1: and what it comes behind in coherence
  // order. 2: and all reads of what it overwrites.
  bool fits(std::uint32_t task, int strictness) const {
    const EventId id{static_cast<std::uint16_t>(task), done_[task]};
    if (id.index >= lengths_[task]) return false;
    const Event& event = graph_.event(id);
    for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
      if (t != task && graph_.past(id).porf.count[t] > done_[t]) return false;
    }
    if (!graph_.is_placed(event) || strictness == 0) return true;
    const memory::Cell& cell = graph_.cell(event.location);
    const auto comes_later = [&](EventId other) {
      return other != id && !memory::is_initial(other) && other.index < lengths_[other.thread] &&
             other.index >= done_[other.thread];
    };
    if (std::any_of(cell.co.begin(), cell.co.begin() + event.co_position, comes_later))
      return false;
    return strictness < 2 || std::none_of(cell.reads.begin(), cell.reads.end(), [&](EventId read) {
             return graph_.co_position(graph_.event(read).rf) < event.co_position &&
                    comes_later(read);
           });
  }

  const Graph& graph_;
  const memory::Lengths& lengths_;
  memory::Lengths done_{};
  std::uint32_t last_ = 0;
};

}  // namespace

std::pair<std::size_t, std::size_t> Witness::length() const {
  std::size_t switches = 0;
  for (std::size_t i = 1; i < order.size(); ++i) switches += order[i] != order[i - 1];
  return {order.size(), switches};
}

Witness make_witness(const GraphMachine& machine, const run::Path& setup) {
  const Graph& graph = machine.graph();
  const GraphMachine::Broken& broken = *machine.broken();
  Witness witness{setup, graph, {}, broken.property, {}};
  memory::Clock needed{};
  for (const EventId id : broken.events) needed.join(graph.past(id).porf);
  for (std::uint16_t task = 0; task < graph.threads(); ++task) {
    witness.lengths[task] = broken.whole ? graph.length(task) : needed.count[task];
  }
  witness.order = Sorter(graph, witness.lengths).sort();
  return witness;
}

Violation tell(const Witness& witness, const run::Scenario& scenario, const memory::Model& model) {
  GraphMachine machine(scenario);
  run::Replay setup(witness.setup);
  machine.build(setup, model.knowledge());
  Guide guide(witness, machine);
  std::optional<Violation> violation = record(machine, model, guide);
  if (!violation) {
    throw std::logic_error(
        "scenario " + scenario.name +
        " is not deterministic: an execution that broke a property does not break it again");
  }
  violation->path = guide.path();
  return *std::move(violation);
}

}  // namespace vmcheck::explore
