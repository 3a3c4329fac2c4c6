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
  const std::uint32_t who = chooser.choose(run::ChoiceKind::schedule,
                                           static_cast<std::uint32_t>(programs_.programs.size()));
  const Program& program = programs_.programs[who];
  if (state.at[who] == program.size()) return false;
  const Instruction& instruction = program[state.at[who]];
  if (instruction.guard && !holds(*instruction.guard, state)) return false;
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

}  // namespace vmcheck::state::oracle
