#include "sim/state/oracle/random_processes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vmcheck::state::oracle {
namespace {

using rc::gen::inRange;

// True once in so many cases; never in 0.
bool once_in(std::uint32_t cases) {
  return cases != 0 && *inRange<std::uint32_t>(0, cases) == 1;
}

Assignment any_assignment() {
  return {*inRange<std::uint8_t>(0, kVariables), *inRange<std::uint8_t>(0, 2)};
}

std::optional<Assignment> assignment_once_in(std::uint32_t cases) {
  if (!once_in(cases)) return std::nullopt;
  return any_assignment();
}

Program any_program(std::uint32_t rarity) {
  Program program(*inRange<std::size_t>(1, 6));
  for (Instruction& instruction : program) {
    instruction.guard = assignment_once_in(4);
    instruction.breaks = assignment_once_in(2 * rarity);
    instruction.assigns = assignment_once_in(2);
    const auto behind = *inRange<std::size_t>(1, 3);
    for (std::size_t i = 0; i < behind; ++i) {
      instruction.next.push_back(*inRange<std::uint8_t>(0, program.size() + 1));
    }
  }
  return program;
}

Programs any_system(bool alike) {
  const auto rarity = *rc::gen::element<std::uint32_t>(0, 0, 3, 10);
  Programs system;
  system.alike = alike;
  const auto count = *inRange<std::size_t>(2, kMostPrograms + 1);
  for (std::size_t i = 0; i < count; ++i) {
    system.programs.push_back(alike && i > 0 ? system.programs[0] : any_program(rarity));
  }
  if (once_in(rarity)) system.forbids = {any_assignment(), any_assignment()};
  system.may_end = rarity == 0 || *rc::gen::arbitrary<bool>();
  return system;
}

bool holds(const Assignment& assignment, const ProgramsState& state) {
  return state.variables[assignment.variable] == assignment.value;
}

ObjectSet object(const std::optional<Assignment>& assignment) {
  return assignment ? ObjectSet{1} << assignment->variable : 0;
}

void add(Touched& sum, const Touched& more) {
  sum.reads |= more.reads;
  sum.writes |= more.writes;
}

// What an instruction touches; behind the end of the program, nothing.
Touched touched(const Program& program, std::size_t at) {
  if (at == program.size()) return {0, 0};
  const Instruction& instruction = program[at];
  return {object(instruction.guard) | object(instruction.breaks), object(instruction.assigns)};
}

// What a program touches from an instruction on.
Touched touched_from(const Program& program, std::uint8_t at) {
  Touched sum{0, 0};
  std::vector<bool> seen(program.size() + 1);
  std::vector<std::uint8_t> waiting{at};
  while (!waiting.empty()) {
    const std::uint8_t now = waiting.back();
    waiting.pop_back();
    if (seen[now]) continue;
    seen[now] = true;
    add(sum, touched(program, now));
    if (now == program.size()) continue;
    waiting.insert(waiting.end(), program[now].next.begin(), program[now].next.end());
  }
  return sum;
}

std::string text_of(const char* name, const std::optional<Assignment>& assignment) {
  if (!assignment) return {};
  return fmt::format(" {} v{}={}", name, assignment->variable, assignment->value);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Programs& system) {
  for (std::size_t i = 0; i < system.programs.size(); ++i) {
    out << "process " << i << '\n';
    for (std::size_t at = 0; at < system.programs[i].size(); ++at) {
      const Instruction& instruction = system.programs[i][at];
      out << fmt::format("  {}:{}{}{} to {}\n", at, text_of("guard", instruction.guard),
                         text_of("breaks if", instruction.breaks),
                         text_of("assigns", instruction.assigns),
                         fmt::join(instruction.next, " or "));
    }
  }
  for (const Assignment& forbidden : system.forbids) out << text_of("forbids", forbidden);
  return out << (system.may_end ? " may end\n" : "\n");
}

rc::Gen<Programs> any_programs() {
  return rc::gen::exec([] { return any_system(false); });
}

rc::Gen<Programs> any_programs_alike() {
  return rc::gen::exec([] { return any_system(true); });
}

bool ProgramsModel::step(ProgramsState& state, run::Chooser& chooser, Observer& observer) const {
  const auto is_enabled = [&](std::uint32_t process) {
    const Program& program = programs_.programs[process];
    if (state.at[process] == program.size()) return false;
    const auto& guard = program[state.at[process]].guard;
    return !guard || holds(*guard, state);
  };
  const auto chosen = chooser.choose_enabled(run::ChoiceKind::schedule, actors(), [&] {
    return run::options_below(actors(), is_enabled);
  });
  if (!chosen) return false;
  const std::uint32_t who = *chosen;
  const Instruction& instruction = programs_.programs[who][state.at[who]];
  if (instruction.breaks) {
    observer.always(kStep, !holds(*instruction.breaks, state), [&] { return text(state); });
  }
  if (instruction.assigns)
    state.variables[instruction.assigns->variable] = instruction.assigns->value;
  const auto ways = static_cast<std::uint32_t>(instruction.next.size());
  state.at[who] = instruction.next[chooser.choose(run::ChoiceKind::value, ways)];
  return true;
}

void ProgramsModel::check(const ProgramsState& state, Observer& observer) const {
  const auto& forbids = programs_.forbids;
  const bool broken = !forbids.empty() &&
                      std::all_of(forbids.begin(), forbids.end(), [&](const Assignment& forbidden) {
                        return holds(forbidden, state);
                      });
  observer.always(kState, !broken, [&] { return text(state); });
}

std::string ProgramsModel::text(const ProgramsState& state) const {
  return fmt::format("{}; at {}", fmt::join(state.variables, " "), fmt::join(state.at, " "));
}

void ProgramsModel::canonical(ProgramsState& state) const {
  if (!programs_.alike) return;
  std::sort(state.at.begin(),
            state.at.begin() + static_cast<std::ptrdiff_t>(programs_.programs.size()));
}

void ProgramsModel::footprints(const ProgramsState& state, std::span<Footprint> footprints) const {
  const auto& programs = programs_.programs;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    footprints[i] = {touched(programs[i], state.at[i]), {0, 0}};
    for (std::size_t other = 0; other < programs.size(); ++other) {
      if (other != i) add(footprints[i].others, touched_from(programs[other], state.at[other]));
    }
  }
}

ObjectSet ProgramsModel::visible() const {
  ObjectSet visible = 0;
  for (const Assignment& forbidden : programs_.forbids) visible |= object(forbidden);
  return visible;
}

}  // namespace vmcheck::state::oracle
