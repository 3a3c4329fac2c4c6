// Random systems of a few processes with small programs and shared variables.
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state::oracle {

inline constexpr std::size_t kVariables = 4;
inline constexpr std::size_t kMostPrograms = 4;

// One of the shared variables, and a value, 0 or 1.
struct Assignment {
  std::uint8_t variable;
  std::uint8_t value;
};

struct Instruction {
  std::optional<Assignment> guard;   // not possible unless the variable has the value
  std::optional<Assignment> breaks;  // breaks a property if the variable has the value
  std::optional<Assignment> assigns;
  std::vector<std::uint8_t> next;  // instructions, of which one is chosen; there may be none
};

using Program = std::vector<Instruction>;

struct Programs {
  std::vector<Program> programs;    // of each process, 2 to kMostPrograms
  bool alike;                       // they are all the same one
  std::vector<Assignment> forbids;  // broken where all of these hold; none: nothing is
  bool may_end;                     // wherever nothing is possible
};

std::ostream& operator<<(std::ostream& out, const Programs& programs);

// Programs of up to five instructions. In some systems nothing is broken and no state stuck.
rc::Gen<Programs> any_programs();
rc::Gen<Programs> any_programs_alike();

struct ProgramsState {
  std::array<std::uint8_t, kVariables> variables;
  std::array<std::uint8_t, kMostPrograms> at;  // of each process, its next instruction
};

// The processes as a model for the explorer.
class ProgramsModel final : public Model<ProgramsState> {
 public:
  inline static const run::Property kState{run::PropertyKind::always, "state", "no bad state"};
  inline static const run::Property kStep{run::PropertyKind::always, "step", "no bad step"};

  explicit ProgramsModel(Programs programs) : programs_(std::move(programs)) {}

  std::vector<run::Property> properties() const override { return {kState, kStep}; }
  void begin(ProgramsState&, run::Chooser&) const override {}
  bool step(ProgramsState& state, run::Chooser& chooser, Observer& observer) const override;
  void check(const ProgramsState& state, Observer& observer) const override;
  bool may_end(const ProgramsState&) const override { return programs_.may_end; }
  std::string text(const ProgramsState& state) const override;
  void canonical(ProgramsState& state) const override;
  std::uint32_t actors() const override {
    return static_cast<std::uint32_t>(programs_.programs.size());
  }
  void footprints(const ProgramsState& state, std::span<Footprint> footprints) const override;
  ObjectSet visible() const override;

 private:
  Programs programs_;
};

}  // namespace vmcheck::state::oracle
