// Which way a machine's connections take, while its transports come and go: a virtual machine that
// may have a host above it, guests below it, and itself.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/vsock_fsm/core.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/state/scenario.h"

namespace vmcheck::vsock::transports {

// The core's functions.
struct Functions {
  const Connections* connections;
  const Transports* transports;
};

// A connect() is made in parts, between which transports come and go.
enum class Phase : std::uint8_t {
  idle,
  read,    // the transports have been looked at
  chosen,  // one of them is to be taken, if they are still the same
};

// A socket and its machine. The sets of transports are VMCI_TRANSPORT_ bits.
struct Way {
  state::Padded<vmci_connection> connection;
  std::uint8_t present;              // the transports that there are
  std::uint8_t seen;                 // as they were when they were looked at
  std::uint8_t chosen;               // of them
  std::uint8_t current;              // the one that the socket has
  std::array<std::uint8_t, 4> held;  // how often each is held, by the number of its bit
  Phase phase;
  std::uint8_t target;    // of this connect()
  std::uint8_t known;     // the transports by which the connection was begun
  std::uint8_t attempts;  // left
  std::uint8_t changes;   // of transports, left
  std::array<std::uint8_t, 3> unused;
};

class TransportsModel final : public state::Model<Way> {
 public:
  // So many calls of connect(), and so many changes of transports.
  TransportsModel(Functions core, std::uint8_t attempts, std::uint8_t changes)
      : core_(core), attempts_(attempts), changes_(changes) {}

  std::vector<run::Property> properties() const override;
  void begin(Way& way, run::Chooser& chooser) const override;
  bool step(Way& way, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const Way& way, state::Observer& observer) const override;
  bool may_end(const Way& way) const override { return way.phase == Phase::idle; }
  std::string text(const Way& way) const override;

 private:
  bool call(Way& way, run::Chooser& chooser, state::Observer& observer) const;
  bool change(Way& way, run::Chooser& chooser, state::Observer& observer) const;
  bool answer(Way& way, run::Chooser& chooser, state::Observer& observer) const;
  void choose(Way& way, state::Observer& observer) const;
  bool take(Way& way, state::Observer& observer) const;
  int tell(Way& way, const vmci_connection_event& event) const;

  Functions core_;
  std::uint8_t attempts_;
  std::uint8_t changes_;
};

// The scenarios over a variant of the core.
std::vector<state::Scenario> scenarios(const Functions& core);

}  // namespace vmcheck::vsock::transports
