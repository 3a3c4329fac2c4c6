#include "model/vsock_fsm/stack/nest.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/vsock_fsm/stack/padding.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {
namespace {

using Life = Party::Life;

constexpr std::uint32_t kPort = 1026;

// Who may have the next step: clients, listeners, and of each level three.
constexpr std::uint32_t kParties = 2 * kRoutes;
constexpr std::uint32_t kActors = kParties + Levels::kActors * kContexts.size();

class NestStep {
 public:
  NestStep(const StackCore& core, const std::array<Route, kRoutes>& routes, NestState& state,
           run::Chooser& chooser, state::Observer& observer)
      : sockets_(*core.sockets),
        routes_(routes),
        state_(state),
        chooser_(chooser),
        observer_(observer),
        levels_(core, kContexts.size(), state.levels, chooser, observer) {}

  void begin(bool one_listener) {
    levels_.begin();
    for (std::uint32_t i = 0; i < kRoutes; ++i) {
      open(state_.clients[i], routes_[i].from);
      if (i != 0 && one_listener) break;
      listen(state_.listeners[i], routes_[i].to, one_listener ? kRoutes : 1);
    }
    if (one_listener) state_.listeners[1].life = Life::done;
  }

  bool make() {
    const std::uint32_t who = chooser_.choose(run::ChoiceKind::schedule, kActors);
    const bool made = who < kParties ? party(who) : levels_.act(who - kParties);
    if (!made) return false;
    wake();
    return true;
  }

 private:
  std::uint32_t level_of(std::uint32_t number) const {
    const Route& route = routes_[number % kRoutes];
    return number < kRoutes ? route.from : route.to;
  }

  Party& party_of(std::uint32_t number) {
    return number < kRoutes ? state_.clients[number] : state_.listeners[number - kRoutes];
  }

  void open(Party& party, std::uint32_t level) {
    unsigned int slot = 0;
    levels_.run(level, [&](const vmci_node& node) {
      return sockets_.open(node.stack, VMCI_SOCKET_STREAM, 0, 0, &slot);
    });
    for (const std::uint32_t name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
      const vmci_option size{kSizeOfQueues, 0};
      levels_.run(level, [&](const vmci_node& node) {
        return sockets_.set_option(node.stack, slot, VMCI_AF_VSOCK, name, 8, &size);
      });
    }
    party.slot = static_cast<std::uint8_t>(slot);
  }

  void listen(Party& listener, std::uint32_t level, std::uint32_t backlog) {
    open(listener, level);
    levels_.run(level, [&](const vmci_node& node) {
      return sockets_.bind(node.stack, listener.slot, {VMCI_CID_ANY, kPort}, 0);
    });
    levels_.run(level, [&](const vmci_node& node) {
      return sockets_.listen(node.stack, listener.slot, backlog);
    });
    listener.accepts = static_cast<std::uint8_t>(backlog);
  }

  // Those whose operations and whose sockets were woken.
  void wake() {
    const std::uint32_t operations = levels_.take_woken();
    for (std::uint32_t i = 0; i < kParties; ++i) {
      Party& party = party_of(i);
      const std::uint32_t level = level_of(i);
      if ((operations & 1U << level) != 0) party.sleeping = 0;
      if ((levels_.at(level).woken & 1U << party.slot) != 0) party.waiting = 0;
    }
    for (Level& level : state_.levels.levels) level.woken = 0;
  }

  bool party(std::uint32_t number) {
    Party& party = party_of(number);
    if (party.life == Life::done || party.sleeping != 0 || party.waiting != 0) return false;
    observer_.note([&] {
      return fmt::format("{} {} goes on", number < kRoutes ? "client" : "listener",
                         number % kRoutes);
    });
    return number < kRoutes ? client(number, party) : listener(number, party);
  }

  bool client(std::uint32_t number, Party& client) {
    const Route& route = routes_[number];
    switch (client.life) {
      case Life::idle:
        sockets_.call_init(&*client.call, client.slot, VMCI_CALL_CONNECT);
        client.call->remote = {route.context, kPort};
        client.life = Life::calling;
        return true;
      case Life::calling:
        if (go_on(number, client)) {
          demand(client.call->result == VMCI_EINPROGRESS, "connect()", client.call->result);
          client.call.clear();
          client.life = Life::awaiting;
        }
        return true;
      case Life::awaiting:
        return await(number, client);
      case Life::connected:
        return close(client, client.slot);
      default:
        return finish_close(number, client);
    }
  }

  bool await(std::uint32_t number, Party& client) {
    const int result = levels_.run(level_of(number), [&](const vmci_node& node) {
      return sockets_.connected(node.stack, client.slot);
    });
    if (result == VMCI_EINPROGRESS) {
      client.waiting = 1;
      return true;
    }
    demand(result == VMCI_SUCCESS, "the attempt", result);
    client.life = Life::connected;
    observer_.sometimes(property::kConnected, true);
    const Party& other = state_.clients[kRoutes - 1 - number];
    observer_.sometimes(property::kBothConnected, other.life == Life::connected);
    return true;
  }

  // Accepts all its clients and closes what it has accepted.
  bool listener(std::uint32_t number, Party& listener) {
    if (listener.life == Life::closing) return finish_close(number, listener);
    if (listener.accepts == 0) return close(listener, listener.slot);
    unsigned int child = 0;
    const int result = levels_.run(level_of(number), [&](const vmci_node& node) {
      return sockets_.accept(node.stack, listener.slot, &child);
    });
    if (result == VMCI_EAGAIN) {
      listener.waiting = 1;
      return true;
    }
    demand(result == VMCI_SUCCESS, "accept()", result);
    --listener.accepts;
    listener.child = static_cast<std::uint8_t>(child + 1);
    return close(listener, child);
  }

  bool close(Party& party, unsigned int slot) {
    sockets_.call_init(&*party.call, slot, VMCI_CALL_CLOSE);
    party.life = Life::closing;
    return true;
  }

  bool finish_close(std::uint32_t number, Party& party) {
    if (!go_on(number, party)) return true;
    party.call.clear();
    const bool child = party.child != 0;
    party.child = 0;
    party.life = child ? Life::idle : Life::done;
    if (!child) party.slot = 0;
    return true;
  }

  // Makes steps of an operation until it waits. True when it is done.
  bool go_on(std::uint32_t number, Party& party) {
    vmci_step made = VMCI_STEP_AGAIN;
    while (made == VMCI_STEP_AGAIN) {
      made = levels_.run(level_of(number), [&](const vmci_node& node) {
        return sockets_.call_step(&node, &*party.call);
      });
      clear_padding(party.call->turn);
    }
    if (made == VMCI_STEP_WAIT) party.sleeping = 1;
    return made == VMCI_STEP_DONE;
  }

  void demand(bool good, const char* what, int result) {
    observer_.always(property::kResult, good, [&] { return fmt::format("{}: {}", what, result); });
  }

  const device::Sockets& sockets_;
  const std::array<Route, kRoutes>& routes_;
  NestState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  Levels levels_;
};

bool is_done(const Party& party) {
  return party.life == Life::done;
}

bool are_done(const NestState& state) {
  return std::all_of(state.clients.begin(), state.clients.end(), is_done) &&
         std::all_of(state.listeners.begin(), state.listeners.end(), is_done);
}

}  // namespace

std::vector<run::Property> Nest::properties() const {
  using namespace world::property;
  std::vector<run::Property> all{kOneAction,
                                 kLocks,
                                 kLifetimes,
                                 kRegisters,
                                 kMessages,
                                 kNoSleep,
                                 kPins,
                                 property::kResult,
                                 property::kNothingLeft};
  for (const run::Property* property : reached_) all.push_back(*property);
  return all;
}

void Nest::begin(NestState& state, run::Chooser& chooser) const {
  state::Observer observer(properties());
  NestStep(core_, routes_, state, chooser, observer).begin(has_one_listener());
}

bool Nest::step(NestState& state, run::Chooser& chooser, state::Observer& observer) const {
  return NestStep(core_, routes_, state, chooser, observer).make();
}

void Nest::check(const NestState& state, state::Observer& observer) const {
  if (!are_done(state)) return;
  run::Replay chooser{{}};
  const Levels levels(core_, kContexts.size(), const_cast<LevelsState&>(state.levels), chooser,
                      observer);
  if (!levels.is_quiet()) return;
  observer.always(property::kNothingLeft, levels.has_no_pairs(), [] {
    return std::string("all sockets are closed, but something of a pair is left");
  });
}

bool Nest::may_end(const NestState& state) const {
  return are_done(state);
}

std::string Nest::text(const NestState& state) const {
  constexpr std::array<const char*, 6> kLives{"idle",      "calling", "awaiting",
                                              "connected", "closing", "done"};
  const auto life = [&](const Party& party) {
    return kLives[static_cast<std::size_t>(party.life)];
  };
  return fmt::format("clients {} and {}; listeners {} and {}", life(state.clients[0]),
                     life(state.clients[1]), life(state.listeners[0]), life(state.listeners[1]));
}

}  // namespace vmcheck::device::sockets
