#include "model/qpair/lifecycle/local.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "model/qpair/lifecycle/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using Life = Client::Life;
using run::ChoiceKind;

// The handle of all pairs, and the sizes of the one ring and the other.
constexpr vmci_handle kHandle{kContext, 7};
constexpr std::uint64_t kLarge = 3;
constexpr std::uint64_t kSmall = 2;

// What a client can ask for; which of its rings is the large one tells who creates from who
// attaches, in a run that comes to anything.
enum class Wish : std::uint8_t { create, attach, create_or_attach, attach_to_other, too_much };
constexpr std::uint32_t kWishes = 5;

Request request_of(Wish wish) {
  Request request{kHandle, kContext, VMCI_QUEUE_PAIR_LOCAL, kLarge, kSmall};
  if (wish == Wish::attach || wish == Wish::attach_to_other) {
    request.flags |= VMCI_QUEUE_PAIR_ATTACH_ONLY;
  }
  if (wish == Wish::attach || wish == Wish::create_or_attach) {
    std::swap(request.produce_size, request.consume_size);
  }
  if (wish == Wish::too_much) request.produce_size = UINT64_MAX - kSmall + 2;
  return request;
}

// The callback of the other client; nobody's remains so.
constexpr vmci_callback other_callback(vmci_callback callback) {
  return callback == 0 ? callback : static_cast<vmci_callback>(kClients + 1 - callback);
}

// What an allocation may give in its first step; of several, any.
struct Allowed {
  bool as_created = false;   // there is no pair
  bool unavailable = false;  // there is one that nobody can attach to
  bool as_attached = false;  // there is one with room for one more
};

class Step final : public ModelStep<LocalBounds, LocalState>, public world::QueuePairs {
 public:
  Step(const Driver& driver, const LocalBounds& bounds, LocalState& state, run::Chooser& chooser,
       state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make() {
    const std::uint32_t who =
        chooser_.choose(ChoiceKind::schedule, kClients + MachineStep::kActors);
    if (who >= kClients) return machine_.act(who - kClients);
    if (!client(who)) return false;
    if ((state_.machine.take_wake() & world::Processor::kByDriver) != 0) {
      for (Client& client : state_.clients) client.sleeping = 0;
    }
    return true;
  }

  world::QueuePairs* queue_pairs() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override {
    return refuse();
  }
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override { return refuse(); }
  void reset(std::uint32_t) override {}

  void peer_changed(std::uint32_t, std::uint32_t callback, std::uint32_t event) override {
    const std::uint32_t number = callback - 1;
    const News news = news_of(event);
    Client& client = state_.clients[number];
    observer_.note([&] { return fmt::format("  tells client {} of event {}", number, event); });
    observer_.always(property::kNotAfterwards, client.has_pair(), [&] {
      return fmt::format("client {} is told of a peer, and has no pair", number);
    });
    observer_.always(property::kTold, news > client.told && has_happened(number, news), [&] {
      return fmt::format("client {} is told of event {}, which is no news", number, event);
    });
    client.told = news;
    reach(property::kToldAttach, news == News::attached);
    reach(property::kToldDetach, news == News::detached);
    reach(property::kToldEarly, client.life == Life::allocating);
  }

 private:
  // Nobody outside the machine is concerned.
  std::int32_t refuse() {
    observer_.always(property::kResult, false,
                     [] { return std::string("the hypervisor is asked for a local pair"); });
    return VMCI_ERROR_INVALID_ARGS;
  }

  bool has_happened(std::uint32_t number, News news) const {
    const Client& other = state_.clients[1 - number];
    if (!other.has_pair() || other.end == state_.clients[number].end) return false;
    return news == News::detached ? other.life == Life::detaching : other.end == 1;
  }

  ClientStep client_step(Client& client) { return {client, machine_, driver_}; }

  bool client(std::uint32_t number) {
    Client& client = state_.clients[number];
    if (client.sleeping != 0) return false;
    if (client.life == Life::none) return begin_allocation(number);
    if (client.life == Life::live) return use(number);
    go_on(number);
    return true;
  }

  Allowed allowed(std::uint32_t number) const {
    const Client& other = state_.clients[1 - number];
    if (!other.has_pair()) return {.as_created = true};
    const bool leaves = other.life == Life::detaching ||
                        (other.life == Life::allocating && other.steps->result < 0);
    if (leaves) return {.as_created = true, .unavailable = true};
    const bool room = other.life == Life::live && other.end == 0 && state_.attached == 0;
    return {.unavailable = !room, .as_attached = room};
  }

  bool is_good(Wish wish, const Allowed& allowed, int result) const {
    if (wish == Wish::too_much) return result == VMCI_ERROR_NO_RESOURCES;
    if (allowed.unavailable && result == VMCI_ERROR_UNAVAILABLE) return true;
    const bool attaches = (request_of(wish).flags & VMCI_QUEUE_PAIR_ATTACH_ONLY) != 0;
    if (allowed.as_created && result == (attaches ? VMCI_ERROR_NOT_FOUND : 0)) return true;
    if (!allowed.as_attached) return false;
    const Client* creator = std::find_if(state_.clients.begin(), state_.clients.end(),
                                         [](const Client& one) { return one.life == Life::live; });
    const bool fits = request_of(wish).produce_size == creator->steps->consume_size;
    return result == (fits ? 0 : VMCI_ERROR_QUEUEPAIR_MISMATCH);
  }

  bool begin_allocation(std::uint32_t number) {
    if (state_.allocations == 0) return false;
    --state_.allocations;
    Client& client = state_.clients[number];
    const auto wish = static_cast<Wish>(chooser_.choose(ChoiceKind::value, kWishes));
    const Allowed before = allowed(number);
    observer_.note([&] {
      return fmt::format("client {} begins allocation {}", number, static_cast<unsigned>(wish));
    });
    client.failures = state_.machine.faults.memory;
    client_step(client).allocate(request_of(wish), static_cast<std::uint8_t>(number + 1));
    const vmci_step made = client_step(client).go_on();
    const int result = client.steps->result;
    demand_own_end(client);
    observer_.always(property::kResult, is_good(wish, before, result), [&] {
      return fmt::format("allocation {} gives {}", static_cast<unsigned>(wish), result);
    });
    reach(property::kUnavailable, result == VMCI_ERROR_UNAVAILABLE);
    reach(property::kMismatch, result == VMCI_ERROR_QUEUEPAIR_MISMATCH);
    if (result < VMCI_SUCCESS) {
      client = {};
      return true;
    }
    entered(client);
    if (made == VMCI_STEP_DONE) finish(number);
    return true;
  }

  // Two with one end would fill one ring, and drain the other.
  void demand_own_end(const Client& client) {
    const auto same = [&](const Client& other) {
      return &other != &client && other.life == Life::live && other.slot == client.slot &&
             other.end == client.end;
    };
    const bool has_end = client.steps->result >= VMCI_SUCCESS;
    observer_.always(property::kOneProducer,
                     !has_end || std::none_of(state_.clients.begin(), state_.clients.end(), same),
                     [] { return std::string("both clients have the same end of a pair"); });
  }

  // It has its end, whose rings are new if it is the creator's.
  void entered(Client& client) {
    if (client.end == 0) {
      reach(property::kCreatedAnew, state_.pairs > 0);
      ++state_.pairs;
      state_.attached = 0;
      state_.rings = {};
    } else {
      reach(property::kAttached, true);
      state_.attached = 1;
    }
    client.pair = state_.pairs;
  }

  void go_on(std::uint32_t number) {
    Client& client = state_.clients[number];
    observer_.note([&] {
      return fmt::format("client {} {}, phase {}", number,
                         client.life == Life::allocating ? "allocates" : "detaches",
                         static_cast<unsigned>(client.steps->phase));
    });
    const vmci_step made = client_step(client).go_on();
    reach(property::kWaited, made == VMCI_STEP_WAIT);
    if (made == VMCI_STEP_DONE) finish(number);
  }

  void finish(std::uint32_t number) {
    Client& client = state_.clients[number];
    const int result = client.steps->result;
    const bool allocated = client.life == Life::allocating;
    const bool struck = client.failures != state_.machine.faults.memory;
    const bool no_memory = allocated && struck && result == VMCI_ERROR_NO_MEM;
    observer_.always(property::kResult, result >= VMCI_SUCCESS || no_memory, [&] {
      return fmt::format("client {} {}: {}", number, allocated ? "allocates" : "detaches", result);
    });
    reach(property::kNoMemory, no_memory);
    if (result >= VMCI_SUCCESS)
      demand_other_told(number, allocated ? News::attached : News::detached);
    if (allocated && result >= VMCI_SUCCESS) {
      client.life = Life::live;
      keep_request(client);
    } else {
      client = {};
    }
  }

  // Of a request that is done only its sizes are of use.
  static void keep_request(Client& client) {
    const std::uint64_t consumed = client.steps->consume_size;
    const std::uint64_t produced = client.steps->produce_size;
    client.steps.clear();
    client.steps->consume_size = consumed;
    client.steps->produce_size = produced;
  }

  // Behind an operation that says to the other client what became of its peer.
  void demand_other_told(std::uint32_t number, News news) {
    const Client& client = state_.clients[number];
    const Client& other = state_.clients[1 - number];
    const bool concerns = other.pair == client.pair && other.life == Life::live &&
                          (news == News::detached || client.end == 1);
    observer_.always(property::kTold, !concerns || other.told >= news, [&] {
      return fmt::format("client {} is not told what became of its peer", 1 - number);
    });
  }

  bool use(std::uint32_t number) {
    switch (chooser_.choose(ChoiceKind::value, 3)) {
      case 0:
        return write(number);
      case 1:
        return read(number);
      default:
        break;
    }
    Client& client = state_.clients[number];
    observer_.note([&] { return fmt::format("client {} begins to detach", number); });
    client.steps.clear();
    client_step(client).detach();
    go_on(number);
    return true;
  }

  static std::uint8_t byte_of(const Client& reader, std::uint32_t end, std::uint8_t count) {
    return static_cast<std::uint8_t>(reader.pair << 4 | end << 3 | count);
  }

  bool write(std::uint32_t number) {
    Client& client = state_.clients[number];
    RingCount& ring = state_.rings[client.end];
    if (state_.bytes == 0) return false;
    const std::uint64_t room = client.steps->produce_size - 1;
    const bool full = static_cast<std::uint64_t>(ring.written - ring.read) == room;
    observer_.note([&] { return fmt::format("client {} writes a byte", number); });
    const int result = client_step(client).write(byte_of(client, client.end, ring.written));
    const int expected = full ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_SUCCESS;
    observer_.always(property::kFifo, result == expected, [&] {
      return fmt::format("client {} writes to a ring with {} bytes: {}", number,
                         ring.written - ring.read, result);
    });
    reach(property::kFull, full);
    --state_.bytes;
    if (!full) ++ring.written;
    return true;
  }

  bool read(std::uint32_t number) {
    Client& client = state_.clients[number];
    const std::uint32_t from = 1U - client.end;
    RingCount& ring = state_.rings[from];
    const bool ready = ring.written != ring.read;
    std::uint8_t byte = 0;
    observer_.note([&] { return fmt::format("client {} reads a byte", number); });
    const int result = client_step(client).read(byte);
    const bool good = ready ? result >= VMCI_SUCCESS && byte == byte_of(client, from, ring.read)
                            : result == VMCI_ERROR_QUEUEPAIR_NODATA;
    observer_.always(property::kFifo, good, [&] {
      return fmt::format("client {} reads {:#x}, byte {} of {}: {}", number, byte, ring.read,
                         ring.written, result);
    });
    if (ready) ++ring.read;
    reach(property::kReadAfterwards, ready && !state_.clients[1 - number].has_pair());
    return true;
  }
};

}  // namespace

std::vector<run::Property> Local::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 world::property::kLifetimes, world::property::kInPage,
                                 property::kResult,           property::kFifo,
                                 property::kOneProducer,      property::kTold,
                                 property::kNotAfterwards,    property::kNothingLeft};
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Local::begin(LocalState& state, run::Chooser&) const {
  start(state.machine, driver_, {.vectors = world::Vectors::exclusive, .faults = bounds_.faults});
  state.allocations = bounds_.allocations;
  state.bytes = bounds_.bytes;
}

bool Local::step(LocalState& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(driver_, bounds_, state, chooser, observer).make();
}

void Local::check(const LocalState& state, state::Observer& observer) const {
  if (state.clients[0].has_pair() || state.clients[1].has_pair()) return;
  const bool nothing = std::all_of(state.memory.areas.begin(), state.memory.areas.end(),
                                   [](const world::QueueArea& area) { return area.pages == 0; });
  observer.always(property::kNothingLeft, nothing && state.machine.has_nothing(),
                  [] { return std::string("nobody has a pair, but something of one is left"); });
}

bool Local::may_end(const LocalState& state) const {
  return std::all_of(state.clients.begin(), state.clients.end(),
                     [](const Client& client) { return !client.has_pair(); });
}

std::string Local::text(const LocalState& state) const {
  static constexpr std::array<const char*, 4> kLives{"none", "allocating", "live", "detaching"};
  const auto describe = [&](const Client& client) {
    return fmt::format("{}{}", kLives[static_cast<std::size_t>(client.life)],
                       client.has_pair() ? fmt::format(" end {}", client.end) : "");
  };
  return fmt::format("clients {}, {}; ring 0 {}/{}, ring 1 {}/{}", describe(state.clients[0]),
                     describe(state.clients[1]), state.rings[0].read, state.rings[0].written,
                     state.rings[1].read, state.rings[1].written);
}

std::vector<std::string> Local::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

// By what a client is called does not tell which of them comes first.
void Local::canonical(LocalState& state) const {
  std::array<Client, kClients> nameless = state.clients;
  for (Client& client : nameless) client.steps->callback = 0;
  if (std::memcmp(&nameless[0], &nameless[1], sizeof nameless[0]) >= 0) return;
  std::swap(state.clients[0], state.clients[1]);
  for (Client& client : state.clients)
    client.steps->callback = other_callback(client.steps->callback);
  for (vmci_queue_pair& pair : state.machine.guest->queue_pairs.slots) {
    for (vmci_queue_pair_end& end : pair.ends) end.callback = other_callback(end.callback);
  }
}

}  // namespace vmcheck::device::lifecycle
