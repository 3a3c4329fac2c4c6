#include "model/vsock_fsm/table/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <utility>

#include "model/vsock_fsm/table/representatives.h"

namespace vmcheck::vsock::table {
namespace {

// The terms of a field that can be, as bits in the order of origins().
using Possible = std::array<std::uint32_t, kFields>;

// Steps that do the same.
struct Same {
  Effect effect;
  Possible possible;
  std::uint64_t steps;
};

// The same as both, if there is.
std::optional<Same> both(const Same& a, const Same& b) {
  if (a.effect != b.effect) return std::nullopt;
  Same same{a.effect, {}, a.steps + b.steps};
  for (std::size_t i = 0; i < kFields; ++i) {
    same.possible[i] = a.possible[i] & b.possible[i];
    if (same.possible[i] == 0) return std::nullopt;
  }
  return same;
}

// What conditions hold, as bits, and what is done then.
using Case = std::pair<std::uint32_t, Same>;
using Cases = std::vector<Case>;

std::optional<Same> all_same(const Cases& cases) {
  std::optional<Same> same = cases.front().second;
  for (std::size_t i = 1; same && i < cases.size(); ++i) same = both(*same, cases[i].second);
  return same;
}

Possible all_possible() {
  Possible possible{};
  for (std::size_t i = 0; i < kFields; ++i) {
    possible[i] = (std::uint32_t{1} << origins(static_cast<Field>(i)).size()) - 1;
  }
  return possible;
}

// Leaves of the terms those that say what a step made. A field that has none left, if there is one.
std::optional<Field> narrow(Possible& possible, const vmci_connection& before,
                            const vmci_connection_event& event, const Numbers& numbers) {
  std::optional<Field> untold;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::vector<Origin>& all = origins(static_cast<Field>(i));
    for (std::uint32_t left = possible[i]; left != 0; left &= left - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(left));
      if (all[k].number(before, event) != numbers[i]) possible[i] &= ~(std::uint32_t{1} << k);
    }
    if (possible[i] == 0 && !untold) untold = static_cast<Field>(i);
  }
  return untold;
}

std::string where(unsigned char from, const Input& input, std::uint32_t held) {
  std::string text = fmt::format("in {} on {}:", kStateNames[from], name(input));
  for (std::size_t i = 0; i < kConditions; ++i) {
    if ((held >> i & 1) != 0) text += fmt::format(" {};", words(static_cast<Condition>(i)));
  }
  return text;
}

// The same without the conditions that tell nothing apart: the last ones go first.
Cases without_idle_conditions(Cases cases) {
  for (std::size_t i = kConditions; i-- > 0;) {
    std::map<std::uint32_t, Same> fewer;
    bool idle = true;
    for (const auto& [held, same] : cases) {
      const auto [found, is_new] = fewer.emplace(held & ~(std::uint32_t{1} << i), same);
      if (is_new) continue;
      const std::optional<Same> joined = both(found->second, same);
      if (joined) {
        found->second = *joined;
      } else {
        idle = false;
        break;
      }
    }
    if (idle) cases.assign(fewer.begin(), fewer.end());
  }
  return cases;
}

// What is done in a state on an input, by the conditions that hold.
Cases cases_of(const Connections& core, unsigned char from, const Input& input) {
  static const Possible kAll = all_possible();
  std::map<std::uint32_t, Same> all;
  for (const vmci_connection& connection : connections_in(from)) {
    for (const vmci_connection_event& event : events_of(input, connection)) {
      vmci_connection_outcome outcome{};
      const int result = core.step(&connection, &event, &outcome);
      const std::uint32_t held = holding(connection, event);
      const Effect effect = effect_of(outcome);
      const Numbers numbers = made(connection, result, outcome);
      Same& same = all.try_emplace(held, Same{effect, kAll, 0}).first->second;
      ++same.steps;
      if (!narrow(same.possible, connection, event, numbers) && effect == same.effect) continue;
      Possible alone = kAll;
      if (const auto untold = narrow(alone, connection, event, numbers)) {
        throw Inexplicable(
            fmt::format("{} {} comes from nowhere", where(from, input, held), name(*untold)));
      }
      throw Inexplicable(where(from, input, held) + " two things are done");
    }
  }
  return without_idle_conditions({all.begin(), all.end()});
}

// Tells cases apart by conditions, in as few rows as can be; of equals by the first condition.
class Divider {
 public:
  // The condition to divide cases by. None: the same is done in all.
  std::optional<std::size_t> condition(const Cases& cases) { return plan(cases).condition; }

 private:
  struct Plan {
    std::size_t rows;
    std::optional<std::size_t> condition;
  };

  Plan plan(const Cases& cases);

  std::map<std::vector<std::uint32_t>, Plan> known_;  // by the cases
};

// Cases by whether a condition holds.
std::array<Cases, 2> divided(const Cases& cases, std::size_t condition) {
  std::array<Cases, 2> parts;
  for (const Case& one : cases) parts[one.first >> condition & 1].push_back(one);
  return parts;
}

Divider::Plan Divider::plan(const Cases& cases) {
  if (all_same(cases)) return {1, std::nullopt};
  std::vector<std::uint32_t> key;
  for (const Case& one : cases) key.push_back(one.first);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  Plan best{SIZE_MAX, std::nullopt};
  for (std::size_t i = 0; i < kConditions; ++i) {
    const auto [no, yes] = divided(cases, i);
    if (no.empty() || yes.empty()) continue;
    const std::size_t rows = plan(no).rows + plan(yes).rows;
    if (rows < best.rows) best = {rows, i};
  }
  known_.emplace(std::move(key), best);
  return best;
}

Row row_of(unsigned char from, const Input& input, const std::vector<Literal>& guard,
           const Same& same) {
  return {from, {input}, guard, same.effect, {}, same.steps};
}

using Found = std::vector<std::pair<Row, Possible>>;

// The rows of cases.
void tell_apart(unsigned char from, const Input& input, const Cases& cases, Divider& divider,
                std::vector<Literal>& guard, Found& found) {
  const std::optional<std::size_t> condition = divider.condition(cases);
  if (!condition) {
    const Same same = *all_same(cases);
    found.emplace_back(row_of(from, input, guard, same), same.possible);
    return;
  }
  const std::array<Cases, 2> parts = divided(cases, *condition);
  for (const bool holds : {false, true}) {
    guard.push_back({static_cast<Condition>(*condition), holds});
    tell_apart(from, input, parts[holds ? 1 : 0], divider, guard, found);
    guard.pop_back();
  }
}

// Joins a row to one that says the same of other inputs.
void join(Found& all, std::pair<Row, Possible> more) {
  for (auto& [row, possible] : all) {
    if (row.from != more.first.from || row.guard != more.first.guard) continue;
    const auto same =
        both({row.effect, possible, row.steps}, {more.first.effect, more.second, more.first.steps});
    if (!same) continue;
    row.inputs.insert(row.inputs.end(), more.first.inputs.begin(), more.first.inputs.end());
    row.steps = same->steps;
    possible = same->possible;
    return;
  }
  all.push_back(std::move(more));
}

Makes makes_of(const Possible& possible) {
  Makes makes;
  for (std::size_t i = 0; i < kFields; ++i) {
    if ((possible[i] & 1) != 0) continue;
    const std::vector<Origin>& all = origins(static_cast<Field>(i));
    std::size_t first = 0;
    while ((possible[i] >> first & 1) == 0) ++first;
    makes.push_back({static_cast<Field>(i), all[first].term});
  }
  return makes;
}

}  // namespace

Effect effect_of(const vmci_connection_outcome& outcome) {
  const bool sends = (outcome.actions & VMCI_CONNECTION_SEND) != 0;
  return {outcome.connection.state, outcome.actions & ~kFreeingActions,
          sends ? static_cast<int>(outcome.packet.type) : kNothing};
}

std::vector<Row> table_of(const Connections& core) {
  Found found;
  for (unsigned char from = 0; from < kStates; ++from) {
    for (const Input& input : all_inputs()) {
      Found rows;
      std::vector<Literal> guard;
      Divider divider;
      tell_apart(from, input, cases_of(core, from, input), divider, guard, rows);
      for (auto& row : rows) join(found, std::move(row));
    }
  }
  std::vector<Row> table;
  for (auto& [row, possible] : found) {
    row.makes = makes_of(possible);
    std::sort(row.guard.begin(), row.guard.end());
    table.push_back(std::move(row));
  }
  return table;
}

}  // namespace vmcheck::vsock::table
