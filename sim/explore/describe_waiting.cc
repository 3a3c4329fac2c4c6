#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "sim/explore/diagnosis.h"
#include "sim/explore/words.h"

namespace vmcheck::explore {
namespace {

using memory::Event;
using memory::EventId;
using memory::Graph;
using memory::Operation;
using run::Condition;

// A task that waits, what for, and for which task if that is known.
struct Wait {
  std::uint32_t task;
  Event event;
  std::optional<std::uint32_t> on;
};

std::string condition_text(const Condition& condition) {
  switch (condition.is) {
    case Condition::Is::equal:
      return fmt::format("is {}", condition.value);
    case Condition::Is::not_equal:
      return fmt::format("is not {}", condition.value);
    case Condition::Is::less:
      return fmt::format("is less than {}", condition.value);
    case Condition::Is::greater:
      return fmt::format("is greater than {}", condition.value);
  }
  return {};
}

class Waiting {
 public:
  explicit Waiting(GraphMachine& machine) : machine_(machine), graph_(machine.graph()) {
    for (std::uint16_t task = 0; task < machine.tasks(); ++task) {
      if (const Event* event = awaited(task)) waits_.push_back({task, *event, task_behind(*event)});
    }
  }

  std::string text() {
    const std::size_t cycle = put_cycle_first();
    std::string text = cycle > 0 ? "deadlock: " : "no task can go on: ";
    for (std::size_t i = 0; i < waits_.size(); ++i) {
      if (i > 0) text += "; ";
      text += wait_text(waits_[i]);
    }
    return text;
  }

 private:
  // The event at which a task waits, in the graph or still asked for; null when it has ended.
  const Event* awaited(std::uint16_t task) {
    if (graph_.length(task) > 0) {
      const Event& last = last_of(task);
      if (last.operation == Operation::end) return nullptr;
      if (last.blocked) return &last;
    }
    return machine_.next(task);
  }

  const Event& last_of(std::uint16_t task) const {
    return graph_.event({task, static_cast<std::uint16_t>(graph_.length(task) - 1)});
  }

  // The task without which a waiting one cannot go on.
  std::optional<std::uint32_t> task_behind(const Event& event) const {
    if (event.operation == Operation::join) return static_cast<std::uint32_t>(event.operand);
    if (event.operation != Operation::lock || memory::is_initial(event.rf)) return std::nullopt;
    return event.rf.thread;
  }

  const Wait* find(std::uint32_t task) const {
    const auto found = std::find_if(waits_.begin(), waits_.end(),
                                    [&](const Wait& wait) { return wait.task == task; });
    return found == waits_.end() ? nullptr : &*found;
  }

  // The tasks that wait for each other in a circle, in the order in which they do.
  std::vector<std::uint32_t> find_cycle() const {
    for (const Wait& start : waits_) {
      std::vector<std::uint32_t> way;
      for (const Wait* wait = &start; wait != nullptr && way.size() < waits_.size();) {
        way.push_back(wait->task);
        if (wait->on == start.task) return way;
        wait = wait->on ? find(*wait->on) : nullptr;
      }
    }
    return {};
  }

  std::size_t put_cycle_first() {
    const std::vector<std::uint32_t> cycle = find_cycle();
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const auto it = waits_.begin() + (find(cycle[i]) - waits_.data());
      std::rotate(waits_.begin() + static_cast<std::ptrdiff_t>(i), it, it + 1);
    }
    return cycle.size();
  }

  std::string wait_text(const Wait& wait) const {
    const std::string& name = machine_.task_name(wait.task);
    const std::string site = in_parentheses(wait.event.site);
    switch (wait.event.operation) {
      case Operation::start:
        return fmt::format("{} never begins, because nobody spawns it", name);
      case Operation::join:
        return fmt::format("{} waits for the end of {}{}", name, machine_.task_name(*wait.on),
                           site);
      case Operation::lock:
        return fmt::format("{} waits for lock {}{}, {}", name, location(wait.event), site,
                           holder_text(wait));
      default:
        return fmt::format("{} waits until {} {}{}, {}", name, location(wait.event),
                           condition_text(condition(wait.event)), site, value_text(wait));
    }
  }

  std::string location(const Event& event) const { return machine_.location_name(event.location); }
  static Condition condition(const Event& event) { return {event.condition, event.expected}; }

  std::string site_of(EventId write) const {
    return memory::is_initial(write) ? "" : in_parentheses(graph_.event(write).site);
  }

  // Who holds the lock that a task waits for.
  std::string holder_text(const Wait& wait) const {
    const EventId write = wait.event.rf;
    if (!wait.on) return "held from the beginning";
    const std::string& holder = machine_.task_name(*wait.on);
    const std::string site = site_of(write);
    if (graph_.event(write).operation != Operation::lock) {
      return fmt::format("which {} has set to {}{}", holder, graph_.value_of(write), site);
    }
    if (wait.on == wait.task) return fmt::format("which it holds itself{}", site);
    const char* ended = find(*wait.on) == nullptr ? ", which has ended" : "";
    return fmt::format("held by {}{}{}", holder, site, ended);
  }

  // What the location holds instead of the awaited value, and whether that was there.
  std::string value_text(const Wait& wait) const {
    const std::string name = location(wait.event);
    const EventId now = wait.event.rf;
    const std::optional<EventId> lost = find_lost(wait);
    if (!lost) return fmt::format("but {} stays {}{}", name, graph_.value_of(now), site_of(now));
    const auto& co = graph_.cell(wait.event.location).co;
    const std::uint16_t place = graph_.co_position(*lost);
    const bool again = place > 0 && graph_.value_of(co[place - 1u]) == graph_.value_of(now);
    return fmt::format("a lost wake-up: {} was {}{}, but {} looked only when it was {}{}{}", name,
                       graph_.value_of(*lost), site_of(*lost), machine_.task_name(wait.task),
                       graph_.value_of(now), again ? " again" : "", site_of(now));
  }

  // The last write of a value that the task waits for, if it has not seen that.
  std::optional<EventId> find_lost(const Wait& wait) const {
    const auto& cell = graph_.cell(wait.event.location);
    const auto it = std::find_if(cell.co.rbegin(), cell.co.rend(), [&](EventId write) {
      const bool is_there = cell.written || !memory::is_initial(write);
      return is_there && condition(wait.event).holds(graph_.value_of(write));
    });
    if (it == cell.co.rend()) return std::nullopt;
    const bool seen = std::any_of(cell.reads.begin(), cell.reads.end(), [&](EventId read) {
      return read.thread == wait.task && graph_.event(read).rf == *it;
    });
    return seen || it->thread == wait.task ? std::nullopt : std::optional(*it);
  }

  GraphMachine& machine_;
  const Graph& graph_;
  std::vector<Wait> waits_;
};

}  // namespace

std::string describe_waiting(GraphMachine& machine) {
  return Waiting(machine).text();
}

}  // namespace vmcheck::explore
