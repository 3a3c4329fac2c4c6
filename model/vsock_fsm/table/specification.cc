#include "model/vsock_fsm/table/specification.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/vsock_fsm/table/representatives.h"
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

// The numbers of the transitions for each state and input.
class Index {
 public:
  Index() {
    const std::vector<Transition>& all = specification();
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const Input& input : all[i].inputs) at(all[i].from, input).push_back(i);
    }
  }

  std::vector<std::size_t>& at(unsigned char from, const Input& input) {
    return by_input_[(from * VMCI_CONNECTION_EVENTS + input.kind) * (kUnknownType + 1U) +
                     input.type];
  }

 private:
  std::array<std::vector<std::size_t>, kStates * VMCI_CONNECTION_EVENTS*(kUnknownType + 1U)>
      by_input_;
};

bool fits(const Transition& transition, std::uint32_t held) {
  return std::all_of(transition.guard.begin(), transition.guard.end(), [&](const Literal& literal) {
    return (held >> static_cast<unsigned>(literal.condition) & 1) == (literal.holds ? 1U : 0U);
  });
}

Term term_of(const Transition& transition, Field field) {
  const auto found = std::find_if(transition.makes.begin(), transition.makes.end(),
                                  [&](const Make& make) { return make.field == field; });
  return found == transition.makes.end() ? Term::kept : found->term;
}

// One step of a core, and what it should have been.
std::string departure_from(const Transition& transition, const Connections& core,
                           const vmci_connection& connection, const vmci_connection_event& event) {
  vmci_connection_outcome outcome{};
  const int result = core.step(&connection, &event, &outcome);
  const Effect effect = effect_of(outcome);
  if (effect != transition.effect) {
    return fmt::format(
        "expected to {}, actions {:#x}, sent {}; got to {}, actions {:#x}, sent {}",
        kStateNames[transition.effect.to], transition.effect.actions, transition.effect.sent,
        effect.to < kStates ? kStateNames[effect.to] : "no state", effect.actions, effect.sent);
  }
  const Numbers numbers = made(connection, result, outcome);
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto field = static_cast<Field>(i);
    const Term term = term_of(transition, field);
    const std::uint64_t expected = find_origin(field, term)->number(connection, event);
    if (numbers[i] == expected) continue;
    return fmt::format("{}: expected {} ({}), got {}", name(field), expected, name(term),
                       numbers[i]);
  }
  return "";
}

}  // namespace

const std::vector<Transition>& specification() {
  static const std::vector<Transition> all = [] {
    std::vector<Transition> rows;
    for (const auto& part : {of_close, of_listener, of_client, of_child, of_connected}) {
      for (Transition& row : part()) rows.push_back(std::move(row));
    }
    return rows;
  }();
  return all;
}

bool Transition::is_made() const {
  return effect.to != from || effect.actions != 0 ||
         std::any_of(makes.begin(), makes.end(),
                     [](const Make& make) { return make.field != Field::result; });
}

std::string to_string(const Transition& transition) {
  std::string text =
      fmt::format("{} on {}{}:", kStateNames[transition.from], name(transition.inputs.front()),
                  transition.inputs.size() > 1 ? " and others" : "");
  const char* comma = " ";
  for (const Literal& literal : transition.guard) {
    text += comma;
    text += words(literal);
    comma = ", ";
  }
  return transition.guard.empty() ? text + " always" : text;
}

std::vector<std::size_t> find_transitions(const vmci_connection& connection,
                                          const vmci_connection_event& event) {
  static Index index;
  const std::uint32_t held = holding(connection, event);
  std::vector<std::size_t> found;
  for (const std::size_t i : index.at(connection.state, input_of(event))) {
    if (fits(specification()[i], held)) found.push_back(i);
  }
  return found;
}

std::string departure(const Connections& core, const vmci_connection& connection,
                      const vmci_connection_event& event) {
  const std::vector<std::size_t> found = find_transitions(connection, event);
  const Transition* first = found.empty() ? nullptr : &specification()[found.front()];
  if (found.size() != 1) {
    return fmt::format("{} on {}: {} transitions fit, expected 1{}", kStateNames[connection.state],
                       name(input_of(event)), found.size(),
                       first == nullptr ? "" : ": " + to_string(*first));
  }
  const std::string what = departure_from(*first, core, connection, event);
  return what.empty() ? "" : to_string(*first) + ": " + what;
}

std::vector<std::string> departures(const Connections& core, std::size_t most) {
  std::vector<std::string> all;
  const auto report = [&](const std::string& text) {
    if (text.empty() || all.size() == most) return;
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  };
  std::vector<bool> is_made(specification().size());
  for (unsigned char from = 0; from < kStates && all.size() < most; ++from) {
    const std::vector<vmci_connection> connections = connections_in(from);
    for (const Input& input : all_inputs()) {
      for (const vmci_connection& connection : connections) {
        for (const vmci_connection_event& event : events_of(input, connection)) {
          for (const std::size_t i : find_transitions(connection, event)) is_made[i] = true;
          report(departure(core, connection, event));
        }
      }
      if (all.size() == most) return all;
    }
  }
  for (std::size_t i = 0; i < is_made.size(); ++i) {
    if (!is_made[i]) report(to_string(specification()[i]) + ": never made");
  }
  return all;
}

}  // namespace vmcheck::vsock::table
