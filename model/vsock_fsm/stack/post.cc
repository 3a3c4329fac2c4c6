#include "model/vsock_fsm/stack/post.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "model/vsock_fsm/stack/properties.h"
#include "model/vsock_fsm/stack/socket_step.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {
namespace {

using Life = Writer::Life;
using namespace property;

constexpr std::uint32_t kFirstPort = 1026;
constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kPayloadBytes = 8;
constexpr std::size_t kLevels = 2;

// Who may have the next step, behind the writers: of each level three, and who parts.
constexpr std::uint32_t kParting = kWriters + Levels::kActors * kLevels;
constexpr std::uint32_t kActors = kParting + 1;

vmci_u32 port_of(std::size_t writer) {
  return kFirstPort + static_cast<vmci_u32>(writer);
}

vmci_u32 own_context(std::size_t writer) {
  return kContexts[kLevelOf[writer]];
}

const vmci_socket& socket_of(const PostState& state, std::size_t writer) {
  const Writer& one = state.writers[writer];
  return state.levels.levels[kLevelOf[writer]].stack->ports.sockets[one.slot];
}

const vmci_stack_socket& stack_socket_of(const PostState& state, std::size_t writer) {
  return state.levels.levels[kLevelOf[writer]].stack->sockets[state.writers[writer].slot];
}

bool is_bound(const PostState& state, std::size_t writer) {
  const Life life = state.writers[writer].life;
  return life != Life::idle && life != Life::done &&
         (socket_of(state, writer).sets & VMCI_IN_BOUND) != 0;
}

unsigned present_at(const PostState& state, std::size_t level) {
  return state.levels.levels[level].stack->ports.transports.present;
}

// How many datagrams wait in a writer's queue.
std::uint32_t queued(const PostState& state, std::size_t writer) {
  const vmci_stack& stack = *state.levels.levels[kLevelOf[writer]].stack;
  std::uint32_t count = 0;
  for (unsigned link = stack_socket_of(state, writer).received.first; link != 0; ++count) {
    link = stack.datagrams.entries[link - 1].next;
  }
  return count;
}

class PostStep {
 public:
  PostStep(const StackCore& core, const PostBounds& bounds, PostState& state, run::Chooser& chooser,
           state::Observer& observer)
      : sockets_(*core.sockets),
        bounds_(bounds),
        state_(state),
        chooser_(chooser),
        observer_(observer),
        levels_(core, kLevels, state.levels, chooser, observer) {}

  void begin() {
    levels_.begin();
    state_.partings = bounds_.partings;
    for (std::size_t i = bounds_.writers; i < kWriters; ++i) state_.writers[i].life = Life::done;
    state_.writers[kReader].sent = bounds_.sends;
  }

  bool make() {
    const std::uint32_t who = chooser_.choose(run::ChoiceKind::schedule, kActors);
    const bool made = who < kWriters    ? writer(who)
                      : who == kParting ? part()
                                        : levels_.act(who - kWriters);
    if (!made) return false;
    wake();
    return true;
  }

 private:
  std::uint32_t choose(std::uint32_t options) {
    return chooser_.choose(run::ChoiceKind::value, options);
  }

  template <typename Make>
  bool go_through(std::size_t level, std::uint8_t& sleeping, const Make& step) {
    return sockets::go_through(bounds_.in_steps, sleeping, observer_,
                               [&] { return levels_.run(level, step); });
  }

  void wake() {
    const std::uint32_t operations = levels_.take_woken();
    for (std::size_t i = 0; i < kWriters; ++i) {
      Writer& one = state_.writers[i];
      if ((operations & 1U << kLevelOf[i]) != 0) one.sleeping = 0;
      const bool has_socket = one.life != Life::idle && one.life != Life::done;
      if (has_socket && (levels_.at(kLevelOf[i]).woken & 1U << one.slot) != 0) one.waiting = 0;
    }
    if ((operations & 1U) != 0) state_.part_sleeps = 0;
    for (Level& one : state_.levels.levels) one.woken = 0;
  }

  bool writer(std::uint32_t number) {
    Writer& one = state_.writers[number];
    if (one.life == Life::done || one.sleeping != 0) return false;
    if (one.life == Life::idle) return open(number);
    if (one.life != Life::open) return go_on(number);
    if (one.waiting != 0 || !is_bound(state_, number)) {
      return begin(number, Life::closing, VMCI_DATAGRAM_CLOSE);
    }
    switch (choose(3)) {
      case 0:
        return one.sent != bounds_.sends && send(number);
      case 1:
        return receive(number);
      default:
        return begin(number, Life::closing, VMCI_DATAGRAM_CLOSE);
    }
  }

  bool open(std::uint32_t number) {
    Writer& one = state_.writers[number];
    unsigned int slot = 0;
    levels_.run(kLevelOf[number], [&](const vmci_node& node) {
      return sockets_.open(node.stack, VMCI_SOCKET_DATAGRAM, 0, 0, &slot);
    });
    one.slot = static_cast<std::uint8_t>(slot);
    sockets_.datagram_call_init(&*one.call, slot, VMCI_DATAGRAM_BIND);
    one.call->address = {VMCI_CID_ANY, port_of(number)};
    if (!bounds_.in_steps && choose(2) == 0) one.call->address.cid = own_context(number);
    one.life = Life::binding;
    return go_on(number);
  }

  bool begin(std::uint32_t number, Life life, unsigned int kind) {
    Writer& one = state_.writers[number];
    sockets_.datagram_call_init(&*one.call, one.slot, kind);
    one.life = life;
    one.waiting = 0;
    return go_on(number);
  }

  // To one of the others; within the host by the one or the other context.
  bool send(std::uint32_t number) {
    Writer& one = state_.writers[number];
    const std::uint32_t to = (number + 1 + choose(kWriters - 1)) % kWriters;
    if (to >= bounds_.writers) return false;
    const bool is_within = kLevelOf[number] == kLevelOf[to];
    sockets_.datagram_call_init(&*one.call, one.slot, VMCI_DATAGRAM_SEND);
    one.call->address = {own_context(to), port_of(to)};
    if (is_within && choose(2) == 0) one.call->address.cid = VMCI_CID_LOCAL;
    one.to = static_cast<std::uint8_t>(to);
    one.datagram = {};
    one.datagram[kHeaderBytes] = static_cast<std::uint8_t>(16 * (number + 1) + one.sent);
    one.life = Life::sending;
    return go_on(number);
  }

  bool go_on(std::uint32_t number) {
    Writer& one = state_.writers[number];
    constexpr std::array<const char*, 6> kNames{"", "binds", "", "sends", "closes", ""};
    observer_.note([&] {
      return fmt::format("writer {} {}{}", number, kNames[static_cast<std::size_t>(one.life)],
                         one.life == Life::sending ? fmt::format(" to {}", one.to) : "");
    });
    const bool could = can_be_reached(number);
    const bool done = go_through(kLevelOf[number], one.sleeping, [&](const vmci_node& node) {
      return sockets_.datagram_call_step(
          &node, &*one.call, reinterpret_cast<vmci_datagram*>(one.datagram.data()), kPayloadBytes);
    });
    if (!done) return true;
    finish(number, could);
    one.call.clear();
    return true;
  }

  // Whether whom a writer sends to would receive it: on another machine of the host, behind that.
  bool can_be_reached(std::uint32_t number) const {
    const Writer& one = state_.writers[number];
    if (one.life != Life::sending || !is_bound(state_, one.to)) return false;
    const vmci_u32 bound = socket_of(state_, one.to).bound.cid;
    if (kLevelOf[one.to] == kLevelOf[number]) {
      return bound == VMCI_CID_ANY || bound == one.call->address.cid;
    }
    return stack_socket_of(state_, one.to).endpoints != 0;
  }

  void demand(std::uint32_t number, bool good, int result) {
    observer_.always(kResult, good, [&] {
      return fmt::format("writer {} in life {}: {}", number,
                         static_cast<int>(state_.writers[number].life), result);
    });
  }

  bool has_parted(std::uint32_t number) const {
    return kLevelOf[number] == 0 && state_.partings != bounds_.partings;
  }

  void finish(std::uint32_t number, bool could) {
    Writer& one = state_.writers[number];
    const int result = one.call->result;
    switch (one.life) {
      case Life::binding:
        demand(number,
               result == VMCI_SUCCESS || (result == VMCI_EADDRNOTAVAIL && has_parted(number)),
               result);
        one.life = Life::open;
        return;
      case Life::sending:
        finish_send(number, could);
        one.life = Life::open;
        return;
      default:
        demand(number, result == VMCI_SUCCESS, result);
        one = {};
        one.life = Life::done;
    }
  }

  void finish_send(std::uint32_t number, bool could) {
    Writer& one = state_.writers[number];
    Writer& other = state_.writers[one.to];
    const int result = one.call->result;
    const bool to_guest = kLevelOf[number] == 0 && kLevelOf[one.to] == 1;
    // What is done meanwhile, if it takes several steps, may change both.
    const bool known = !bounds_.in_steps;
    const bool good = result == VMCI_SUCCESS       ? !known || could || to_guest
                      : result == VMCI_ENETUNREACH ? !known || (!could && !to_guest)
                                                   : result == VMCI_ENODEV && has_parted(number);
    demand(number, good, result);
    one.datagram = {};
    ++one.sent;
    if (known && result == VMCI_SUCCESS && could) ++other.due;
  }

  bool receive(std::uint32_t number) {
    Writer& one = state_.writers[number];
    std::array<std::uint8_t, kPayloadBytes> payload{};
    vmci_datagram_receive receive;
    sockets_.datagram_receive_init(&receive, one.slot);
    observer_.note([&] { return fmt::format("writer {} receives", number); });
    levels_.go(kLevelOf[number], [&](const vmci_node& node) {
      return sockets_.datagram_receive_step(node.stack, &receive, payload.data(), payload.size());
    });
    if (receive.result == VMCI_EAGAIN) {
      one.waiting = 1;
      one.waited = 1;
      return true;
    }
    demand(number, receive.result == VMCI_SUCCESS, receive.result);
    look_at(number, receive, payload[0]);
    ++one.got;
    observer_.sometimes(kWaitedToRead, one.waited != 0);
    one.waited = 0;
    return true;
  }

  // Which it is, and who has sent it.
  void look_at(std::uint32_t number, const vmci_datagram_receive& receive, std::uint8_t first) {
    const std::uint32_t sender = first / 16U - 1;
    const auto which = static_cast<std::uint8_t>(first % 16 + 1);
    const bool known = sender < kWriters && sender != number;
    std::uint8_t& last = state_.writers[number].last[known ? sender : number];
    const bool is_within = known && kLevelOf[sender] == kLevelOf[number];
    const bool from_own = known && receive.from.cid == own_context(sender);
    const bool is_senders = from_own || (is_within && receive.from.cid == VMCI_CID_LOCAL);
    const bool good = known && is_senders && receive.from.port == port_of(sender) &&
                      receive.length == kPayloadBytes && which > last;
    observer_.always(kDatagram, good, [&] {
      return fmt::format("writer {} receives datagram {} of {} bytes from {}:{}", number, first,
                         receive.length, receive.from.cid, receive.from.port);
    });
    last = which;
    observer_.sometimes(kToHost, kLevelOf[sender] == 1);
    observer_.sometimes(kFromHost, kLevelOf[number] == 1);
    if (bounds_.writers == kWriters) observer_.sometimes(kFromProgram, is_within);
  }

  // The machine is no host any more, and then one again.
  bool part() {
    if (state_.parted != 0) {
      observer_.note([] { return std::string("the sockets come to the host again"); });
      state_.levels.levels[0].host_attachment.clear();
      levels_.go(0, [&](const vmci_node& node) {
        return sockets_.attach_host_step(&node, &*levels_.at(0).host_attachment);
      });
      state_.parted = 0;
      return true;
    }
    if (state_.parting == 0) {
      if (state_.partings == 0) return false;
      --state_.partings;
      state_.parting = 1;
    } else if (state_.part_sleeps != 0) {
      return false;
    }
    observer_.note([] { return std::string("the sockets part from the host"); });
    const bool done = go_through(0, state_.part_sleeps, [&](const vmci_node& node) {
      return sockets_.part_host_step(&node, &*levels_.at(0).host_attachment);
    });
    if (!done) return true;
    state_.parting = 0;
    state_.parted = 1;
    return true;
  }

  const device::Sockets& sockets_;
  const PostBounds& bounds_;
  PostState& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  Levels levels_;
};

bool is_resting(const Writer& one) {
  return one.life == Life::idle || one.life == Life::open || one.life == Life::done;
}

bool is_quiet(const PostState& state, const Levels& levels) {
  return state.parting == 0 && levels.is_quiet() &&
         std::all_of(state.writers.begin(), state.writers.end(), is_resting);
}

bool are_done(const PostState& state) {
  return std::all_of(state.writers.begin(), state.writers.end(),
                     [](const Writer& one) { return one.life == Life::done; });
}

// Whether a writer has those endpoints that it can have.
bool is_settled(const PostState& state, std::size_t writer) {
  const bool bound = is_bound(state, writer);
  const unsigned needs =
      bound ? present_at(state, kLevelOf[writer]) & VMCI_STACK_OUTWARD : 0U;  // none is local
  const bool has_socket = state.writers[writer].life == Life::open;
  return !has_socket || stack_socket_of(state, writer).endpoints == needs;
}

bool waits_in_vain(const PostState& state, std::size_t writer) {
  return state.writers[writer].waiting != 0 && queued(state, writer) != 0;
}

// Whether all that is due has come. What comes to a port behind its sending is more.
bool has_its_post(const PostState& state, std::size_t writer) {
  const Writer& one = state.writers[writer];
  return one.life != Life::open || one.got + queued(state, writer) >= one.due;
}

bool is_given_back(const Level& level) {
  const vmci_stack& stack = *level.stack;
  const auto unused = [](const vmci_socket& socket) { return socket.type == 0; };
  return std::all_of(std::begin(stack.ports.sockets), std::end(stack.ports.sockets), unused) &&
         stack.datagrams.first_free == 0 && stack.pool.free == VMCI_POOL_BLOCKS &&
         stack.noted.first == 0 &&
         std::all_of(level.copies.kept.begin(), level.copies.kept.end(),
                     [](const world::KeptDatagram& copy) { return copy.used[0] == 0; });
}

// Endpoints that there are, in the host's table or the driver's.
auto count_used(const auto& entries) {
  return std::count_if(std::begin(entries), std::end(entries),
                       [](const auto& entry) { return entry.callback != 0; });
}

}  // namespace

std::vector<run::Property> Post::properties() const {
  using namespace world::property;
  std::vector<run::Property> all{kOneAction, kLocks,    kLifetimes, kRegisters, kNoSleep,
                                 kResult,    kDatagram, kEndpoint,  kWoken,     kNothingLeft};
  if (!bounds_.in_steps) all.insert(all.end(), {kCounted, kEnds});
  if (bounds_.partings != 0) all.push_back(kParted);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Post::begin(PostState& state, run::Chooser& chooser) const {
  state::Observer observer(properties());
  PostStep(core_, bounds_, state, chooser, observer).begin();
}

bool Post::step(PostState& state, run::Chooser& chooser, state::Observer& observer) const {
  return PostStep(core_, bounds_, state, chooser, observer).make();
}

void Post::check(const PostState& state, state::Observer& observer) const {
  if (bounds_.partings != 0) {
    const bool left = count_used(state.levels.levels[0].host->entries) != 0;
    observer.always(kParted, state.parted == 0 || !left,
                    [] { return std::string("something of the host's is left"); });
  }
  run::Replay chooser{{}};
  const Levels levels(core_, kLevels, const_cast<LevelsState&>(state.levels), chooser, observer);
  if (!is_quiet(state, levels)) return;
  for (std::size_t i = 0; i < kWriters; ++i) {
    observer.always(kEndpoint, is_settled(state, i),
                    [&] { return fmt::format("writer {} lacks an endpoint", i); });
    observer.always(kWoken, !waits_in_vain(state, i),
                    [&] { return fmt::format("writer {} would find what it waits for", i); });
    if (bounds_.in_steps) continue;
    observer.always(kCounted, has_its_post(state, i),
                    [&] { return fmt::format("writer {} lacks what was sent to it", i); });
  }
  if (!are_done(state)) return;
  const auto packets_of_host = state.parted == 0 ? 1 : 0;
  const bool good = is_given_back(state.levels.levels[0]) &&
                    is_given_back(state.levels.levels[1]) &&
                    count_used(state.levels.levels[0].host->entries) == packets_of_host &&
                    count_used(state.levels.machines[1].guest->endpoints) == 1;
  observer.always(kNothingLeft, good, [] {
    return std::string("all sockets are closed, but something of one is left");
  });
}

bool Post::may_end(const PostState& state) const {
  return are_done(state);
}

std::string Post::text(const PostState& state) const {
  constexpr std::array<const char*, 6> kLives{"idle",    "binding", "open",
                                              "sending", "closing", "done"};
  const auto life = [&](std::size_t writer) {
    const Writer& one = state.writers[writer];
    const bool has_socket = one.life != Life::idle && one.life != Life::done;
    return fmt::format("{}{}", kLives[static_cast<std::size_t>(one.life)],
                       has_socket ? fmt::format(" ({})", stack_socket_of(state, writer).endpoints)
                                  : std::string());
  };
  return fmt::format("writers {} of the host, {} of the machine; reader {}", life(0), life(1),
                     life(2));
}

}  // namespace vmcheck::device::sockets
