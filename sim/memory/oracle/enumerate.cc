#include "sim/memory/oracle/enumerate.h"

#include <unordered_set>
#include <utility>

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;

// A thread between two instructions.
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
  }

  void run() {
    if (!seen_.insert(key()).second) return;
    // A fence commutes with what the other threads do: it need not wait.
    for (std::uint32_t t = 0; t < program_.threads.size(); ++t) {
      if (at_fence(t)) return add_event(t);
    }
    bool complete = true;
    for (std::uint32_t t = 0; t < program_.threads.size(); ++t) {
      const Progress progress = progress_[t];
      skip(t);
      if (progress_[t].next < program_.threads[t].size()) {
        complete = false;
        add_event(t);
      }
      progress_[t] = progress;
    }
    if (complete) visit_(execution_);
  }

 private:
  static constexpr char kInitial = static_cast<char>(0xff);

  const Instruction& instruction(std::uint32_t t) const {
    return program_.threads[t][progress_[t].next];
  }

  static char byte(EventId id) {
    return static_cast<char>(id.thread * kMostInstructions + id.index);
  }

  // What makes the graph the one that it is: the sources of its events, and co. The program says
  // the rest.
  std::string key() const {
    std::string key;
    for (const std::vector<Event>& thread : execution_.threads) {
      key += static_cast<char>(thread.size());
      for (const Event& event : thread) {
        key += event.source ? byte(*event.source) : kInitial;
      }
    }
    for (const std::vector<EventId>& writes : execution_.writes) {
      for (const EventId write : writes) key += byte(write);
    }
    return key;
  }

  bool at_fence(std::uint32_t t) const {
    return progress_[t].next < program_.threads[t].size() && instruction(t).kind == Kind::fence;
  }

  std::uint64_t value(std::uint32_t t, const std::optional<std::uint32_t>& source) const {
    return source ? execution_.registers[t][*source] : 0;
  }

  std::uint64_t origin(std::uint32_t t, const std::optional<std::uint32_t>& source) const {
    return source ? progress_[t].origins[*source] : 0;
  }

  // Carries out conditional skips.
  void skip(std::uint32_t t) {
    Progress& at = progress_[t];
    while (at.next < program_.threads[t].size() && instruction(t).kind == Kind::skip_if) {
      const Instruction& i = instruction(t);
      at.control |= origin(t, i.source);
      at.next += 1 + (value(t, i.source) == i.constant ? i.count : 0);
    }
  }

  // Adds the thread's next event in every way, and goes on from each.
  void add_event(std::uint32_t t) {
    const Instruction& i = instruction(t);
    Event event;
    event.order = i.order;
    event.fence = i.fence;
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
      case Kind::fence:
        event.kind = Event::Kind::fence;
        return add(t, event);
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
        event.kind = Event::Kind::lock;
        event.value_written = 1;
        if (value_read == 0) add_write(t, event);
        return;
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
    if (event.reads() && event.kind != Event::Kind::lock) {
      execution_.registers[t][instruction(t).target] = event.value_read;
      progress_[t].origins[instruction(t).target] = std::uint64_t{1}
                                                    << execution_.threads[t].size();
    }
    execution_.threads[t].push_back(event);
    ++progress_[t].next;
    run();
    execution_.threads[t].pop_back();
    execution_.registers[t] = registers;
    progress_[t] = progress;
  }

  const Program& program_;
  const std::function<void(const Execution&)>& visit_;
  Execution execution_;
  std::vector<Progress> progress_;
  std::unordered_set<std::string> seen_;
};

void for_each_execution(const Program& program, Model model,
                        const std::function<void(const Execution&)>& visit) {
  for_each_candidate(program, [&](const Execution& execution) {
    if (consistent(execution, model)) visit(execution);
  });
}

}  // namespace

void for_each_candidate(const Program& program,
                        const std::function<void(const Execution&)>& visit) {
  validate(program);
  Enumeration(program, visit).run();
}

std::set<std::string> executions(const Program& program, Model model) {
  std::set<std::string> result;
  for_each_execution(program, model, [&](const Execution& e) { result.insert(canonical(e)); });
  return result;
}

std::set<Outcome> outcomes(const Program& program, Model model) {
  std::set<Outcome> result;
  for_each_execution(program, model, [&](const Execution& e) { result.insert(outcome(e)); });
  return result;
}

bool has_race(const Program& program, Model model) {
  bool result = false;
  for_each_execution(program, model, [&](const Execution& e) { result |= races(e, model); });
  return result;
}

}  // namespace vmcheck::memory::oracle
