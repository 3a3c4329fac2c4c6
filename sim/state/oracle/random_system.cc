#include "sim/state/oracle/random_system.h"

#include <algorithm>

namespace vmcheck::state::oracle {
namespace {

using rc::gen::arbitrary;
using rc::gen::container;
using rc::gen::inRange;
using rc::gen::map;

// True once in so many cases.
rc::Gen<bool> once_in(std::uint32_t cases) {
  return cases == 0 ? rc::gen::just(false)
                    : map(inRange<std::uint32_t>(0, cases), [](std::uint32_t i) { return i == 1; });
}

Table::Step any_step(std::uint32_t states, std::uint32_t rarity) {
  Table::Step step{*inRange<std::uint32_t>(0, states), *once_in(rarity)};
  if (*once_in(6)) step = {std::nullopt, false};
  return step;
}

// A row of up to three tasks with up to three steps each; at least one of each, as a choice has.
Table::Row any_row(std::uint32_t states, std::uint32_t rarity) {
  Table::Row row;
  row.steps.resize(*inRange<std::size_t>(1, 4));
  for (auto& steps : row.steps) {
    const auto count = *inRange<std::size_t>(1, 4);
    for (std::size_t i = 0; i < count; ++i) steps.push_back(any_step(states, rarity));
  }
  row.may_end = rarity == 0 || *arbitrary<bool>();
  row.breaks = *once_in(rarity);
  return row;
}

bool is_stuck(const Table::Row& row) {
  for (const auto& steps : row.steps) {
    for (const Table::Step& step : steps) {
      if (step.target) return false;
    }
  }
  return !row.may_end;
}

void note_breach(Reachable& found, std::uint32_t steps) {
  found.breach = std::min(found.breach.value_or(steps), steps);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Table& table) {
  out << "initial";
  for (const std::uint32_t state : table.initial) out << ' ' << state;
  for (std::size_t state = 0; state < table.rows.size(); ++state) {
    const Table::Row& row = table.rows[state];
    out << '\n' << state << (row.breaks ? " bad" : "") << (row.may_end ? " may end" : "") << ':';
    for (const auto& steps : row.steps) {
      out << " (";
      for (const Table::Step& step : steps) {
        out << ' ' << (step.target ? std::to_string(*step.target) : "-")
            << (step.breaks ? "!" : "");
      }
      out << " )";
    }
  }
  return out << '\n';
}

rc::Gen<Table> any_table() {
  return rc::gen::exec([] {
    const auto states = *inRange<std::uint32_t>(1, 13);
    const auto rarity = *rc::gen::element<std::uint32_t>(0, 0, 5, 30);
    Table table;
    table.initial = *rc::gen::nonEmpty(
        container<std::vector<std::uint32_t>>(inRange<std::uint32_t>(0, states)));
    for (std::uint32_t i = 0; i < states; ++i) table.rows.push_back(any_row(states, rarity));
    return table;
  });
}

void TableModel::begin(std::uint32_t& state, run::Chooser& chooser) const {
  const auto options = static_cast<std::uint32_t>(table_.initial.size());
  state = table_.initial[chooser.choose(run::ChoiceKind::value, options)];
}

bool TableModel::step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const {
  const Table::Row& row = table_.rows[state];
  const auto is_enabled = [](const std::vector<Table::Step>& steps) {
    return std::any_of(steps.begin(), steps.end(),
                       [](const Table::Step& one) { return one.target.has_value(); });
  };
  const auto who = chooser.choose_enabled(run::ChoiceKind::schedule,
                                          static_cast<std::uint32_t>(row.steps.size()),
                                          [&] { return run::options_of(row.steps, is_enabled); });
  if (!who) return false;
  const auto& steps = row.steps[*who];
  const Table::Step& step =
      steps[chooser.choose(run::ChoiceKind::value, static_cast<std::uint32_t>(steps.size()))];
  if (!step.target) return false;
  observer.always(kStep, !step.breaks, [&] { return "from " + std::to_string(state); });
  state = *step.target;
  return true;
}

void TableModel::check(const std::uint32_t& state, Observer& observer) const {
  observer.always(kState, !table_.rows[state].breaks, [&] { return std::to_string(state); });
}

Reachable reach(const Table& table) {
  Reachable found;
  std::vector<std::uint32_t> level = table.initial;
  for (std::uint32_t depth = 0; !level.empty(); ++depth) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t state : level) {
      if (!found.distance.emplace(state, depth).second) continue;
      const Table::Row& row = table.rows[state];
      if (row.breaks || is_stuck(row)) note_breach(found, depth);
      for (const auto& steps : row.steps) {
        for (const Table::Step& step : steps) {
          if (!step.target) continue;
          ++found.transitions;
          if (step.breaks) note_breach(found, depth + 1);
          next.push_back(*step.target);
        }
      }
    }
    level = std::move(next);
  }
  return found;
}

}  // namespace vmcheck::state::oracle
