// Machines one within the other, of which one connects to another and a third one to a fourth, that
// may be the same: each handshake in full, while the other is under way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/stack/levels.h"
#include "sim/run/property.h"
#include "sim/state/model.h"

namespace vmcheck::device::sockets {

// From which level to which, and the context by which the client knows the server.
struct Route {
  std::uint8_t from;
  std::uint8_t to;
  std::uint32_t context;
};

inline constexpr std::uint32_t kRoutes = 2;

// A client, or a listener, at one end of a route.
struct Party {
  enum class Life : std::uint8_t { idle, calling, awaiting, connected, closing, done };
  state::Padded<vmci_call> call;
  std::uint8_t slot;
  Life life;
  std::uint8_t sleeping;  // until the operation's step can be made
  std::uint8_t waiting;   // until its socket is woken
  std::uint8_t accepts;   // of a listener, left
  std::uint8_t child;     // that it has accepted: a slot + 1
  std::array<std::uint8_t, 2> unused;
};

struct NestState {
  LevelsState levels;
  std::array<Party, kRoutes> clients;
  std::array<Party, kRoutes> listeners;  // the second is not used if both routes lead to one level
};

class Nest final : public state::Model<NestState> {
 public:
  Nest(const StackCore& core, std::array<Route, kRoutes> routes,
       std::vector<const run::Property*> reached)
      : core_(core), routes_(routes), reached_(std::move(reached)) {}

  std::vector<run::Property> properties() const override;
  void begin(NestState& state, run::Chooser& chooser) const override;
  bool step(NestState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const NestState& state, state::Observer& observer) const override;
  bool may_end(const NestState& state) const override;
  std::string text(const NestState& state) const override;

 private:
  bool has_one_listener() const { return routes_[0].to == routes_[1].to; }

  const StackCore& core_;
  std::array<Route, kRoutes> routes_;
  std::vector<const run::Property*> reached_;
};

}  // namespace vmcheck::device::sockets
