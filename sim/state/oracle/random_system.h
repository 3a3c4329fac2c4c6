// Random small transition systems, and what is true of them by brute force.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state::oracle {

// A system given by its table. States are numbers.
struct Table {
  struct Step {
    std::optional<std::uint32_t> target;  // none: no step after all
    bool breaks;                          // the step breaks a property
  };

  // A state: its ways to choose are who, and then which of his steps.
  struct Row {
    std::vector<std::vector<Step>> steps;
    bool may_end;
    bool breaks;  // the state breaks a property
  };

  std::vector<std::uint32_t> initial;  // not empty; may repeat
  std::vector<Row> rows;
};

std::ostream& operator<<(std::ostream& out, const Table& table);

// Up to twelve states. In some systems nothing is broken and no state stuck.
rc::Gen<Table> any_table();

// The table as a model for the explorer. Its states tell their numbers.
class TableModel final : public Model<std::uint32_t> {
 public:
  inline static const run::Property kState{run::PropertyKind::always, "state", "no bad state"};
  inline static const run::Property kStep{run::PropertyKind::always, "step", "no bad step"};

  explicit TableModel(Table table) : table_(std::move(table)) {}

  std::vector<run::Property> properties() const override { return {kState, kStep}; }
  void begin(std::uint32_t& state, run::Chooser& chooser) const override;
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const override;
  void check(const std::uint32_t& state, Observer& observer) const override;
  bool may_end(const std::uint32_t& state) const override { return table_.rows[state].may_end; }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }

 private:
  Table table_;
};

// What a search must find, by the definitions and without cleverness.
struct Reachable {
  std::map<std::uint32_t, std::uint32_t> distance;  // of each reachable state
  std::uint64_t transitions = 0;
  std::optional<std::uint32_t> breach;  // steps of the shortest way to something broken
};

Reachable reach(const Table& table);

}  // namespace vmcheck::state::oracle
