#include "sim/explore/recorder.h"

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/words.h"

namespace vmcheck::explore {
namespace {

using memory::Event;
using memory::EventId;
using memory::Operation;

class Recorder final : public GraphMachine::Listener {
 public:
  explicit Recorder(GraphMachine& machine) : machine_(machine) { machine.tell_story(*this); }

  // An event has just been added.
  void added(EventId id);

  // What has happened so far, each step with the notes that belong to it.
  std::vector<Step> steps() const;

  void note(std::uint32_t task, std::string text) override;
  void at_rest(std::string text, run::Site site) override;

 private:
  struct Entry {
    EventId id;
    std::vector<std::string> notes;
  };
  struct RestEntry {
    std::string text;
    run::Site site;
    std::vector<std::string> notes;
  };

  std::string text_of(std::size_t entry) const;
  std::string read_text(const Event& event, std::size_t entry) const;

  GraphMachine& machine_;
  std::vector<std::vector<std::string>> notes_;  // of each task, for its next event
  std::vector<Entry> entries_;
  std::vector<RestEntry> rest_;
};

void Recorder::note(std::uint32_t task, std::string text) {
  if (notes_.size() <= task) notes_.resize(task + 1);
  notes_[task].push_back(std::move(text));
}

void Recorder::added(EventId id) {
  std::vector<std::string> notes;
  if (id.thread < notes_.size()) notes = std::exchange(notes_[id.thread], {});
  entries_.push_back({id, std::move(notes)});
}

void Recorder::at_rest(std::string text, run::Site site) {
  std::vector<std::string> notes;
  if (machine_.tasks() < notes_.size()) notes = std::exchange(notes_[machine_.tasks()], {});
  rest_.push_back({std::move(text), site, std::move(notes)});
}

std::vector<Step> Recorder::steps() const {
  std::vector<Step> steps;
  std::vector<std::vector<std::string>> pending(machine_.tasks());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& [id, notes] = entries_[i];
    std::vector<std::string>& waiting = pending[id.thread];
    waiting.insert(waiting.end(), notes.begin(), notes.end());
    const std::string text = text_of(i);
    if (text.empty()) continue;
    for (std::string& note : std::exchange(waiting, {})) {
      steps.push_back({id.thread, true, std::move(note), {}});
    }
    steps.push_back({id.thread, false, text, machine_.graph().event(id).site});
  }
  for (const RestEntry& entry : rest_) {
    for (const std::string& note : entry.notes) steps.push_back({UINT32_MAX, true, note, {}});
    steps.push_back({UINT32_MAX, false, entry.text, entry.site});
  }
  return steps;
}

// What was read and, if it was overwritten before in the order in which the story goes, by what.
std::string Recorder::read_text(const Event& event, std::size_t entry) const {
  const memory::Graph& graph = machine_.graph();
  const std::uint16_t source = graph.co_position(event.rf);
  std::size_t newest = entries_.size();
  std::uint16_t newest_position = source;
  for (std::size_t i = 0; i < entry; ++i) {
    const Event& other = graph.event(entries_[i].id);
    if (!graph.is_placed(other) || other.location != event.location) continue;
    if (other.co_position <= newest_position) continue;
    newest = i;
    newest_position = other.co_position;
  }
  const bool written = !memory::is_initial(event.rf) || graph.cell(event.location).written;
  std::string text = written ? std::to_string(event.read_value) : "never written";
  if (newest < entries_.size()) {
    text += fmt::format(", not the newer {}", graph.event(entries_[newest].id).value);
  }
  return text;
}

// Empty for what is no step.
std::string Recorder::text_of(std::size_t entry) const {
  const memory::Graph& graph = machine_.graph();
  const Event& event = graph.event(entries_[entry].id);
  const std::string suffix = order_suffix(event.order);
  const auto name = [&] { return machine_.location_name(event.location); };
  switch (event.operation) {
    case Operation::load:
      return fmt::format("{} -> {}{}", name(), read_text(event, entry), suffix);
    case Operation::store:
      return fmt::format("{} := {}{}", name(), event.value, suffix);
    case Operation::read_modify_write:
    case Operation::compare_exchange:
      if (!event.writes) {
        return fmt::format("{} -> {} and not {}{}", name(), read_text(event, entry), event.expected,
                           suffix);
      }
      return fmt::format("{} {} := {}{}", name(), read_text(event, entry), event.value, suffix);
    case Operation::await:
      return fmt::format("{} -> {}{}{}", name(), read_text(event, entry), suffix,
                         event.blocked ? ", waits" : "");
    case Operation::lock:
      return event.blocked ? fmt::format("waits for lock {}", name())
                           : fmt::format("lock {}", name());
    case Operation::unlock:
      return fmt::format("unlock {}", name());
    case Operation::fence:
      return "fence " + fence_name(event.fence);
    case Operation::fail:
      return event.value != 0 ? "fails" : "";
    case Operation::spawn:
      return "spawn " + machine_.task_name(static_cast<std::uint32_t>(event.operand));
    case Operation::join:
      return "join " + machine_.task_name(static_cast<std::uint32_t>(event.operand));
    default:
      return "";
  }
}

}  // namespace

std::optional<Violation> record(GraphMachine& machine, const memory::Model& model,
                                Director& director) {
  Recorder recorder(machine);
  ForwardRun(machine, model, director).run([&](EventId id) { recorder.added(id); });
  if (!machine.broken()) return std::nullopt;
  Violation violation{
      machine.broken()->property, machine.broken()->message, {}, {}, recorder.steps()};
  for (std::uint32_t i = 0; i < machine.tasks(); ++i) {
    violation.tasks.push_back(machine.task_name(i));
  }
  return violation;
}

}  // namespace vmcheck::explore
