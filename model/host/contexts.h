// A host and two machines that send each other datagrams and ring doorbells, each call one step at
// a time, while programs come to their ends and machines die and come back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/host/core.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/contexts.h"

namespace vmcheck::device::host {

// Contexts by their numbers here: the host, and the machines.
inline constexpr std::uint32_t kHost = 0;
inline constexpr std::uint32_t kParties = 3;
inline constexpr std::array<std::uint32_t, kParties> kIds{VMCI_CONTEXT_HOST, 16, 17};

// Endpoints of the host's programs, which are their numbers too: one is called at once, the other
// by deferred work. And the program with a doorbell.
inline constexpr std::uint32_t kAtOnce = 1;
inline constexpr std::uint32_t kLater = 2;
inline constexpr std::uint32_t kWithDoorbell = 3;

// What a context is told to look for: bits.
inline constexpr std::uint8_t kToldDatagrams = 1;
inline constexpr std::uint8_t kToldBells = 2;

// Where datagrams go to: bits.
inline constexpr std::uint8_t kToAtOnce = 1;
inline constexpr std::uint8_t kToLater = 2;
inline constexpr std::uint8_t kToFirst = 4;   // machine
inline constexpr std::uint8_t kToSecond = 8;  // machine

struct ContextBounds {
  std::array<std::uint8_t, kParties> sends{};  // of each
  std::uint8_t to = 0;                         // whom
  std::uint8_t removals = 0;                   // of the first machine,
  bool returns_restricted = false;             // which comes back with less rights
  std::uint8_t destroyed = 0;                  // which endpoint is; 0: none
  std::uint8_t rings = 0;                      // of the first machine's doorbell, by the host
  std::uint8_t answers = 0;                    // of the program's, by that machine
  std::uint8_t bytes = 0;                      // notify bytes that it is given, and loses
  std::uint8_t faults = 0;                     // there is no memory
  std::vector<const run::Property*> reached;   // what some run must reach
};

// A datagram on its way.
struct Sender {
  state::Padded<vmci_host_send> steps;
  alignas(8) std::array<std::byte, world::kDatagramHeaderBytes> header;
  std::uint8_t runs;
  std::uint8_t serial;
  std::uint8_t kept;      // whether a copy has been made
  std::uint8_t failures;  // that may strike yet, when it began
  std::uint8_t left;      // datagrams
  std::array<std::uint8_t, 3> unused;
};

// Datagrams that wait, by their serial numbers: the oldest first.
struct Waiting {
  std::array<std::uint8_t, 7> serials;
  std::uint8_t count;

  void push(std::uint8_t serial) { serials[count++] = serial; }
  std::uint8_t pop();
};

struct ContextState {
  state::Padded<vmci_host> host;
  world::ContextMemory memory;
  std::array<Sender, kParties> senders;
  std::array<Waiting, kParties> waiting;
  state::Padded<vmci_programs> work;
  state::Padded<vmci_host_removal> removal;
  state::Padded<vmci_program_destroy> destroy;
  state::Padded<vmci_notify_operation> notify;
  std::array<state::Padded<vmci_bell>, 2> bells;  // the host's program's, and the machine's
  std::array<std::uint8_t, kParties> told;        // that there is something: bits
  std::array<std::uint8_t, kParties> present;     // 0 not, 1 there, 2 leaving
  std::uint8_t works;
  std::uint8_t in_hand;  // the serial of what deferred work has taken
  std::uint8_t serials;  // given so far
  std::uint8_t removing;
  std::uint8_t removal_sleeps;
  std::uint8_t removals;  // left
  std::uint8_t destroying;
  std::uint8_t destroy_sleeps;
  std::uint8_t destroys;                // left
  std::uint8_t gone;                    // which endpoint is
  std::uint8_t setting;                 // a byte: 1, or taking it away: 2
  std::uint8_t bytes;                   // left
  std::uint8_t bytes_used;              // so far
  std::array<std::uint8_t, 2> rings;    // left
  std::array<std::uint8_t, 2> ringing;  // under way
  std::array<std::uint8_t, 2> rung;     // and not answered yet
  std::uint8_t raise;                   // the first machine's byte is to be raised
  std::uint8_t bell_in_hand;            // whether deferred work has taken the program's
  std::array<std::uint8_t, 5> unused;
  world::Faults faults;
};

class ContextModel final : public state::Model<ContextState> {
 public:
  ContextModel(const ContextFunctions& core, ContextBounds bounds)
      : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(ContextState& state, run::Chooser& chooser) const override;
  bool step(ContextState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const ContextState& state, state::Observer& observer) const override;
  bool may_end(const ContextState& state) const override;
  std::string text(const ContextState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  const ContextFunctions& core_;
  ContextBounds bounds_;
};

}  // namespace vmcheck::device::host
