#include "model/vsock_fsm/table/specification.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/vsock_fsm/table/representatives.h"
#include "model/vsock_fsm/table/rows.h"

namespace vmcheck::vsock::table {
namespace {

// The transitions from a state on an input.
struct Candidates {
  std::vector<std::size_t> transitions;  // by their numbers
  std::uint32_t conditions = 0;          // that tell them apart, as bits
};

class Index {
 public:
  Index() {
    const std::vector<Transition>& all = specification();
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const Input& input : all[i].inputs) {
        Candidates& candidates = at(all[i].from, input);
        candidates.transitions.push_back(i);
        for (const Literal& literal : all[i].guard) {
          candidates.conditions |= std::uint32_t{1} << static_cast<unsigned>(literal.condition);
        }
      }
    }
  }

  Candidates& at(unsigned char from, const Input& input) {
    return by_input_[(from * VMCI_CONNECTION_EVENTS + input.kind) * (kUnknownType + 1U) +
                     input.type];
  }

 private:
  std::array<Candidates, kStates * VMCI_CONNECTION_EVENTS*(kUnknownType + 1U)> by_input_;
};

bool fits(const Transition& transition, std::uint32_t held) {
  return std::all_of(transition.guard.begin(), transition.guard.end(), [&](const Literal& literal) {
    return (held >> static_cast<unsigned>(literal.condition) & 1) == (literal.holds ? 1U : 0U);
  });
}

// Where each field's number comes from.
using Origins = std::array<const Origin*, kFields>;

Origins origins_of(const Transition& transition) {
  Origins all{};
  for (std::size_t i = 0; i < kFields; ++i) all[i] = find_origin(static_cast<Field>(i), Term::kept);
  for (const Make& make : transition.makes) {
    all[static_cast<std::size_t>(make.field)] = find_origin(make.field, make.term);
  }
  return all;
}

// Of the transition of a number.
const Origins& origins_of(std::size_t number) {
  static const std::vector<Origins> all = [] {
    std::vector<Origins> origins;
    for (const Transition& transition : specification()) origins.push_back(origins_of(transition));
    return origins;
  }();
  return all[number];
}

// One step of a core, and what it should have been.
std::string departure_from(std::size_t number, const Connections& core,
                           const vmci_connection& connection, const vmci_connection_event& event) {
  const Transition& transition = specification()[number];
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
    const Origin& origin = *origins_of(number)[i];
    const std::uint64_t expected = origin.number(connection, event);
    if (numbers[i] == expected) continue;
    return fmt::format("{}: expected {} ({}), got {}", name(origin.field), expected,
                       name(origin.term), numbers[i]);
  }
  return "";
}

// The same where the transitions that fit are found.
std::string departure_from(const std::vector<std::size_t>& found, const Connections& core,
                           const vmci_connection& connection, const vmci_connection_event& event) {
  if (found.size() != 1) {
    return fmt::format("{} on {}: {} transitions fit, expected 1{}", kStateNames[connection.state],
                       name(input_of(event)), found.size(),
                       found.empty() ? "" : ": " + to_string(specification()[found.front()]));
  }
  const std::string what = departure_from(found.front(), core, connection, event);
  return what.empty() ? "" : to_string(specification()[found.front()]) + ": " + what;
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
  const Candidates& candidates = index.at(connection.state, input_of(event));
  const std::uint32_t held = holding(connection, event, candidates.conditions);
  std::vector<std::size_t> found;
  for (const std::size_t i : candidates.transitions) {
    if (fits(specification()[i], held)) found.push_back(i);
  }
  return found;
}

std::string departure(const Connections& core, const vmci_connection& connection,
                      const vmci_connection_event& event) {
  return departure_from(find_transitions(connection, event), core, connection, event);
}

std::vector<std::string> departures(const Connections& core, std::size_t most) {
  std::vector<std::string> all;
  const auto report = [&](const std::string& text) {
    if (text.empty() || all.size() == most) return;
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  };
  std::vector<bool> is_made(specification().size());
  for (unsigned char from = 0; from < kStates; ++from) {
    const std::vector<vmci_connection> connections = connections_in(from);
    for (const Input& input : all_inputs()) {
      for (const vmci_connection& connection : connections) {
        for (const vmci_connection_event& event : events_of(input, connection)) {
          const std::vector<std::size_t> found = find_transitions(connection, event);
          for (const std::size_t i : found) is_made[i] = true;
          report(departure_from(found, core, connection, event));
          if (all.size() == most) return all;
        }
      }
    }
  }
  for (std::size_t i = 0; i < is_made.size(); ++i) {
    if (!is_made[i]) report(to_string(specification()[i]) + ": never made");
  }
  return all;
}

}  // namespace vmcheck::vsock::table
