// Programs as scenarios: each thread's instructions run by an interpreter, in a task.
#include <memory>
#include <utility>

#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;
using run::Machine;
using run::Site;

// What a task keeps: its registers, and from which of its accesses each of them comes.
struct State {
  Registers values{};
  std::array<std::uint64_t, kRegisters> origins{};
};

std::uint64_t value_of(const State& state, const std::optional<std::uint32_t>& source) {
  return source ? state.values[*source] : 0;
}

std::uint64_t origin_of(const State& state, const std::optional<std::uint32_t>& source) {
  return source ? state.origins[*source] : 0;
}

std::uint64_t read(Machine& machine, const Instruction& i) {
  const run::Location at{i.location};
  switch (i.kind) {
    case Kind::read_modify_write:
      return machine.read_modify_write(at, i.operation, i.constant, i.order, Site::current());
    case Kind::compare_exchange:
      return machine.compare_exchange(at, i.expected, i.constant, i.order, i.failure,
                                      Site::current());
    case Kind::await:
      return machine.await(at, {i.condition, i.expected}, i.order, Site::current());
    default:
      return machine.load(at, i.order, Site::current());
  }
}

void step(Machine& machine, const Instruction& i, State& state) {
  const run::Location at{i.location};
  const auto set = [&](std::uint64_t value) {
    state.values[i.target] = value;
    state.origins[i.target] = 0;
  };
  switch (i.kind) {
    case Kind::load:
    case Kind::read_modify_write:
    case Kind::compare_exchange:
    case Kind::await: {
      const std::uint64_t origin = std::uint64_t{1} << machine.accesses();
      state.values[i.target] = read(machine, i);
      state.origins[i.target] = origin;
      return;
    }
    case Kind::store:
      return machine.store(at, value_of(state, i.source) + i.constant, i.order, Site::current());
    case Kind::fence:
      return machine.fence(i.fence, Site::current());
    case Kind::lock:
      return machine.lock(at, Site::current());
    case Kind::unlock:
      return machine.unlock(at, Site::current());
    case Kind::choose:
      return set(machine.choose(i.count));
    case Kind::fail:
      return set(machine.fails(Site::current()));
    case Kind::spawn:
      return machine.spawn(i.thread, Site::current());
    case Kind::join:
      return machine.join(i.thread, Site::current());
    case Kind::assume:
      return machine.assume(value_of(state, i.source) == i.constant);
    case Kind::skip_if:
      return;
  }
}

void interpret(const Thread& thread, State& state) {
  Machine& machine = Machine::current();
  std::uint64_t control = 0;
  for (std::size_t n = 0; n < thread.size(); ++n) {
    const Instruction& i = thread[n];
    machine.next_depends_on({origin_of(state, i.address), origin_of(state, i.source), control});
    step(machine, i, state);
    if (i.kind == Kind::skip_if || i.kind == Kind::assume) control |= origin_of(state, i.source);
    if (i.kind == Kind::await) control |= state.origins[i.target];
    if (i.kind == Kind::skip_if && value_of(state, i.source) == i.constant) n += i.count;
  }
}

}  // namespace

run::Scenario to_scenario(const Program& program, std::function<void(const Outcome&)> observe) {
  validate(program);
  const auto shared = std::make_shared<const Program>(program);
  const auto build = [shared, observe = std::move(observe)](Machine& machine) {
    const std::uint32_t locations = location_count(*shared);
    for (std::uint32_t l = 0; l < locations; ++l) machine.word("x" + std::to_string(l), 0);
    std::vector<const State*> states;
    machine.allow_faults(shared->faults);
    for (std::uint32_t t = 0; t < shared->threads.size(); ++t) {
      State& state = machine.own<State>();
      states.push_back(&state);
      const auto body = [&thread = shared->threads[t], &state] { interpret(thread, state); };
      const std::string name = "P" + std::to_string(t);
      is_dormant(*shared, t) ? machine.dormant_task(name, body) : machine.task(name, body);
    }
    machine.finally([states, locations, observe] {
      Outcome outcome;
      for (const State* state : states) outcome.registers.push_back(state->values);
      for (std::uint32_t l = 0; l < locations; ++l)
        outcome.memory.push_back(
            Machine::current().load({l}, run::Order::relaxed, Site::current()));
      if (observe) observe(outcome);
    });
  };
  return {"oracle/program", to_string(*shared), "", {}, build};
}

}  // namespace vmcheck::memory::oracle
