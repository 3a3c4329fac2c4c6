// A connection's table as a core's code has it: found by its step, over representatives of all
// connections and events.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/table/condition.h"
#include "model/vsock_fsm/table/field.h"
#include "model/vsock_fsm/table/input.h"

namespace vmcheck::vsock::table {

// What is sent when nothing is.
inline constexpr int kNothing = -1;

// The actions that give something back: those that Field::frees tells of.
inline constexpr unsigned int kFreeingActions =
    VMCI_CONNECTION_STOP_TIMER | VMCI_CONNECTION_UNSUBSCRIBE | VMCI_CONNECTION_DETACH;

// Where a step goes, and what is to be done.
struct Effect {
  unsigned char to;
  unsigned int actions;  // without those that give something back
  int sent;              // a packet's type

  friend auto operator<=>(const Effect&, const Effect&) = default;
};

// The effect that a step had.
Effect effect_of(const vmci_connection_outcome& outcome);

struct Row {
  unsigned char from;
  std::vector<Input> inputs;
  std::vector<Literal> guard;  // all of them
  Effect effect;
  Makes makes;          // in the order of their fields
  std::uint64_t steps;  // of representatives that made it

  // Whether nothing comes of it: what happened is passed over.
  bool is_nothing() const { return effect.to == from && effect.actions == 0 && makes.empty(); }
};

// A core does what the table's words cannot tell: with all that they can say being the same, it
// does different things.
class Inexplicable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// By state, then by input. Throws Inexplicable.
std::vector<Row> table_of(const Connections& core);

// "send OFFER", "wake reader": all that a row does, in words.
std::vector<std::string> deeds(const Row& row);

}  // namespace vmcheck::vsock::table
