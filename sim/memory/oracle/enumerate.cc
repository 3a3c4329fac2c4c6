#include "sim/memory/oracle/enumerate.h"

#include <unordered_set>
#include <utility>

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;

// A thread between two events: what comes next is one, or the thread's end.
struct Progress {
  std::size_t next = 0;  // the instruction
  std::array<std::uint64_t, kRegisters> origins{};
  std::uint64_t control = 0;
};

// As acyclic(po | rf), a graph's events have an order in which each follows its predecessors in po
// and the write it reads. So adding one event at a time, in all ways, makes every graph; the
// keys of the graphs seen, complete or not, keep it from being made twice.
class Enumeration {
 public:
  Enumeration(const Program& program, const std::function<void(const Execution&)>& visit)
      : program_(program), visit_(visit), progress_(program.threads.size()) {
    execution_.threads.resize(program.threads.size());
    execution_.writes.resize(location_count(program));
    execution_.registers.resize(program.threads.size());
    for (std::uint32_t t = 0; t < program.threads.size(); ++t) pass_non_events(t);
  }

  void run() {
    if (!seen_.insert(key()).second) return;
    // What accesses no memory commutes with what the other threads do: it need not wait.
    for (std::uint32_t t = 0; t < program_.threads.size(); ++t) {
      if (can_go_on(t) && !is_at_access(t)) return add_event(t);
    }
    bool stuck = true;
    for (std::uint32_t t = 0; t < program_.threads.size(); ++t) {
      if (!can_go_on(t)) continue;
      stuck = false;
      add_event(t);
    }
    if (stuck) visit_(execution_);
  }

 private:
  static constexpr char kInitial = static_cast<char>(0xff);

  const Instruction& instruction(std::uint32_t t) const {
    return program_.threads[t][progress_[t].next];
  }

  static char byte(EventId id) {
    return static_cast<char>(id.thread * (kMostInstructions + 2) + id.index);
  }

  // What makes the graph the one that it is: the sources of its events, the choices, and co. The
  // program says the rest.
  std::string key() const {
    std::string key;
    for (const std::vector<Event>& thread : execution_.threads) {
      key += static_cast<char>(thread.size());
      for (const Event& event : thread) {
        key += event.source ? byte(*event.source) : kInitial;
        if (event.kind == Event::Kind::choice) key += static_cast<char>(event.value_written);
      }
    }
    for (const std::vector<EventId>& writes : execution_.writes) {
      for (const EventId write : writes) key += byte(write);
    }
    return key;
  }

  bool is_at_end(std::uint32_t t) const { return progress_[t].next == program_.threads[t].size(); }

  bool is_to_start(std::uint32_t t) const {
    return execution_.threads[t].empty() && is_dormant(program_, t);
  }

  bool is_at_access(std::uint32_t t) const {
    return !is_to_start(t) && !is_at_end(t) && accesses_memory(instruction(t));
  }

  bool has_ended(std::uint32_t t) const {
    const std::vector<Event>& events = execution_.threads[t];
    return !events.empty() && events.back().kind == Event::Kind::end;
  }

  bool is_spawned(std::uint32_t thread) const {
    for (const std::vector<Event>& events : execution_.threads) {
      for (const Event& event : events) {
        if (event.kind == Event::Kind::spawn && event.thread == thread) return true;
      }
    }
    return false;
  }

  bool can_go_on(std::uint32_t t) const {
    if (is_to_start(t)) return is_spawned(t);
    if (!execution_.threads[t].empty()) {
      const Event& last = execution_.threads[t].back();
      if (last.waits || last.kind == Event::Kind::end || last.kind == Event::Kind::stop)
        return false;
    }
    return is_at_end(t) || instruction(t).kind != Kind::join || has_ended(instruction(t).thread);
  }

  std::uint64_t value(std::uint32_t t, const std::optional<std::uint32_t>& source) const {
    return source ? execution_.registers[t][*source] : 0;
  }

  std::uint64_t origin(std::uint32_t t, const std::optional<std::uint32_t>& source) const {
    return source ? progress_[t].origins[*source] : 0;
  }

  // Carries out conditional skips, and assumptions that hold.
  void pass_non_events(std::uint32_t t) {
    Progress& at = progress_[t];
    while (!is_at_end(t)) {
      const Instruction& i = instruction(t);
      const bool is_equal = value(t, i.source) == i.constant;
      if (i.kind != Kind::skip_if && (i.kind != Kind::assume || !is_equal)) return;
      at.control |= origin(t, i.source);
      at.next += 1 + (is_equal ? i.count : 0);
    }
  }

  // Adds the thread's next event in every way, and goes on from each.
  void add_event(std::uint32_t t) {
    Event event;
    if (is_to_start(t)) {
      event.kind = Event::Kind::start;
      return add(t, event);
    }
    if (is_at_end(t)) {
      event.kind = Event::Kind::end;
      return add(t, event);
    }
    if (is_at_access(t)) return add_access(t);
    const Instruction& i = instruction(t);
    event.fence = i.fence;
    event.thread = i.thread;
    switch (i.kind) {
      case Kind::choose:
        return add_choice(t, i.count);
      case Kind::fail:
        return add_failure(t);
      case Kind::spawn:
        event.kind = Event::Kind::spawn;
        break;
      case Kind::join:
        event.kind = Event::Kind::join;
        break;
      case Kind::assume:
        event.kind = Event::Kind::stop;
        break;
      default:
        event.kind = Event::Kind::fence;
        break;
    }
    add(t, event);
  }

  void add_choice(std::uint32_t t, std::uint32_t options) {
    Event event;
    event.kind = Event::Kind::choice;
    for (event.value_written = 0; event.value_written < options; ++event.value_written)
      add(t, event);
  }

  void add_failure(std::uint32_t t) {
    Event event;
    event.kind = Event::Kind::choice;
    add(t, event);
    if (faults_ == program_.faults) return;
    event.value_written = 1;
    ++faults_;
    add(t, event);
    --faults_;
  }

  void add_access(std::uint32_t t) {
    const Instruction& i = instruction(t);
    Event event;
    event.order = i.order;
    event.location = i.location;
    event.dependencies = {origin(t, i.address), origin(t, i.source), progress_[t].control};
    switch (i.kind) {
      case Kind::store:
        event.kind = Event::Kind::write;
        event.value_written = value(t, i.source) + i.constant;
        return add_write(t, event);
      case Kind::unlock:
        event.kind = Event::Kind::unlock;
        return add_write(t, event);
      default:
        return add_read(t, event);
    }
  }

  // A read of the initial value, or of any write that there is.
  void add_read(std::uint32_t t, const Event& event) {
    const std::vector<EventId> writes = execution_.writes[event.location];
    read_from(t, event, {}, 0);
    for (const EventId write : writes)
      read_from(t, event, write, execution_.at(write).value_written);
  }

  void read_from(std::uint32_t t, Event event, std::optional<EventId> source,
                 std::uint64_t value_read) {
    const Instruction& i = instruction(t);
    event.source = source;
    event.value_read = value_read;
    switch (i.kind) {
      case Kind::read_modify_write:
        event.kind = Event::Kind::update;
        event.computes = i.operation != run::Rmw::exchange;
        event.value_written = run::apply(i.operation, value_read, i.constant);
        return add_write(t, event);
      case Kind::compare_exchange:
        if (value_read == i.expected) {
          event.kind = Event::Kind::update;
          event.value_written = i.constant;
          return add_write(t, event);
        }
        event.kind = Event::Kind::failed_update;
        event.order = i.failure;
        return add(t, event);
      case Kind::lock:
        event.waits = value_read != 0;
        event.kind = event.waits ? Event::Kind::failed_update : Event::Kind::lock;
        event.value_written = 1;
        return event.waits ? add(t, event) : add_write(t, event);
      case Kind::await:
        event.kind = Event::Kind::read;
        event.waits = !run::Condition{i.condition, i.expected}.holds(value_read);
        return add(t, event);
      default:
        event.kind = Event::Kind::read;
        return add(t, event);
    }
  }

  // A write at any place among the writes that there are.
  void add_write(std::uint32_t t, const Event& event) {
    const EventId id{t, static_cast<std::uint32_t>(execution_.threads[t].size())};
    const std::vector<EventId> before = execution_.writes[event.location];
    for (std::size_t place = 0; place <= before.size(); ++place) {
      std::vector<EventId>& writes = execution_.writes[event.location];
      writes.insert(writes.begin() + static_cast<std::ptrdiff_t>(place), id);
      add(t, event);
      execution_.writes[event.location] = before;
    }
  }

  void add(std::uint32_t t, const Event& event) {
    const Progress progress = progress_[t];
    const Registers registers = execution_.registers[t];
    const bool is_instruction =
        event.kind != Event::Kind::start && event.kind != Event::Kind::end && !event.waits;
    if (is_instruction) {
      carry_out(t, event);
      ++progress_[t].next;
    }
    execution_.threads[t].push_back(event);
    pass_non_events(t);
    run();
    execution_.threads[t].pop_back();
    execution_.registers[t] = registers;
    progress_[t] = progress;
  }

  // What the event does to its thread's registers and to what they depend on.
  void carry_out(std::uint32_t t, const Event& event) {
    const Instruction& i = instruction(t);
    Progress& at = progress_[t];
    if (event.kind == Event::Kind::choice) {
      execution_.registers[t][i.target] = event.value_written;
      at.origins[i.target] = 0;
    } else if (event.reads() && event.kind != Event::Kind::lock) {
      execution_.registers[t][i.target] = event.value_read;
      at.origins[i.target] = std::uint64_t{1} << execution_.threads[t].size();
      if (i.kind == Kind::await) at.control |= at.origins[i.target];
    }
  }

  const Program& program_;
  const std::function<void(const Execution&)>& visit_;
  Execution execution_;
  std::vector<Progress> progress_;
  std::uint32_t faults_ = 0;  // operations that have failed
  std::unordered_set<std::string> seen_;
};

}  // namespace

void for_each_candidate(const Program& program,
                        const std::function<void(const Execution&)>& visit) {
  validate(program);
  Enumeration(program, visit).run();
}

void for_each_execution(const Program& program, Model model,
                        const std::function<void(const Execution&)>& visit) {
  for_each_candidate(program, [&](const Execution& execution) {
    if (consistent(execution, model)) visit(execution);
  });
}

std::set<std::string> executions(const Program& program, Model model) {
  std::set<std::string> result;
  for_each_execution(program, model, [&](const Execution& execution) {
    if (!is_stale(execution)) result.insert(canonical(execution));
  });
  return result;
}

std::set<Outcome> outcomes(const Program& program, Model model) {
  std::set<Outcome> result;
  for_each_execution(program, model, [&](const Execution& execution) {
    if (is_complete(execution)) result.insert(outcome(execution));
  });
  return result;
}

bool has_race(const Program& program, Model model) {
  bool result = false;
  for_each_execution(program, model, [&](const Execution& e) { result |= races(e, model); });
  return result;
}

}  // namespace vmcheck::memory::oracle
