#include "model/vsock_fsm/stack/datagrams_step.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::datagrams {
namespace {

using namespace sockets::property;

// Who may have the next step, behind the programs.
enum Actor : std::uint32_t {
  kWork = kPrograms,
  kHandler,
  kHostsProgram,
  kMigration,
  kParting,
  kActors
};

// Where a datagram goes: to the other program's port, locally or by the machine's context, to the
// host, or to whom the socket is connected.
enum Way : std::uint32_t { kToPort, kToHostsPort, kToPeer, kToContext };

constexpr std::array<const char*, 6> kNames{"nothing", "binds",    "connects",
                                            "sends",   "receives", "closes"};

constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kPayloadBytes = 8;
constexpr std::uint8_t kHostsPort = 7;

const char* name_of(Doing what) {
  return kNames[static_cast<std::size_t>(what)];
}

std::uint16_t port_of(std::uint32_t program) {
  return static_cast<std::uint16_t>(kPort + program);
}

}  // namespace

void Step::begin() {
  run([&](const vmci_node& node) {
    sockets_.init(node.stack, kMachine, 0);
    sockets_.work_init(&*state_.work);
    return 0;
  });
  if (bounds_.is_taken) {
    vmci_handle handle;
    run([&](const vmci_node& node) {
      return driver_.endpoint_create(node.guest, kPort, VMCI_ENDPOINT_FLAG_ANY_CONTEXT,
                                     world::kPeers, &handle);
    });
  }
  attach();
  for (Program& program : state_.programs) {
    program.opens = number_of(program) < bounds_.programs ? bounds_.opens : std::uint8_t{0};
    program.sends = bounds_.sends;
    program.receives = bounds_.receives;
    program.connects = bounds_.connects;
    program.shutdowns = bounds_.shutdowns;
  }
  state_.arrivals = bounds_.arrivals;
  state_.migrations = bounds_.migrations;
  state_.partings = bounds_.partings;
}

void Step::attach() {
  state_.attachment.clear();
  vmci_step made = VMCI_STEP_AGAIN;
  while (made != VMCI_STEP_DONE) {
    made = run(
        [&](const vmci_node& node) { return sockets_.attach_step(&node, &*state_.attachment); });
  }
}

bool Step::make() {
  const std::uint32_t who = chooser_.choose(run::ChoiceKind::schedule, kActors);
  switch (who) {
    case kWork:
      return work();
    case kHandler:
      return handler();
    case kHostsProgram:
      return arrive();
    case kMigration:
      return migrate();
    case kParting:
      return part();
    default:
      return program(who);
  }
}

// The driver calls in a step of its own.
void Step::datagram_arrived(std::uint32_t, std::uint32_t client,
                            std::span<const std::uint8_t> bytes) {
  if (client != world::kPackets) return;
  machine_.drive([&](vmci_guest&) {
    sockets_.packet_arrived(&*state_.stack, bytes.data(), bytes.size());
    return 0;
  });
}

void Step::event_happened(std::uint32_t, std::uint32_t client, std::span<const std::uint8_t>) {
  if (client != world::kEvents) return;
  machine_.drive([&](vmci_guest&) {
    sockets_.event_happened(&*state_.stack);
    return 0;
  });
}

void Step::wake(std::uint32_t) {
  for (Program& program : state_.programs) program.sleeping = 0;
  state_.work_sleeps = 0;
  state_.part_sleeps = 0;
}

void Step::wake_socket(std::uint32_t, std::uint32_t number) {
  for (Program& program : state_.programs) {
    if (program.has == 0 || program.slot != number) continue;
    program.woken = 1;
    program.waiting = 0;
  }
}

std::uint32_t Step::number_of(const Program& program) const {
  return static_cast<std::uint32_t>(&program - state_.programs.data());
}

void Step::demand(bool good, const Program& program, int result) {
  observer_.always(kResult, good, [&] {
    return fmt::format("program {} {}: {}", number_of(program), name_of(program.doing), result);
  });
}

bool Step::program(std::uint32_t number) {
  Program& program = state_.programs[number];
  if (program.has == 0) return program.opens != 0 && open(program);
  if (program.sleeping != 0) return false;
  if (program.doing != Doing::nothing) return go_on(program);
  if (program.waiting != 0) {
    program.waiting = 0;
    return call(program, Doing::close, VMCI_DATAGRAM_CLOSE);
  }
  return choose_call(program);
}

bool Step::open(Program& program) {
  unsigned int slot = 0;
  observer_.note([&] { return fmt::format("program {} opens a socket", number_of(program)); });
  run([&](const vmci_node& node) {
    return sockets_.open(node.stack, VMCI_SOCKET_DATAGRAM, 0, 0, &slot);
  });
  if (bounds_.is_small) {
    const vmci_option size{2 * (kHeaderBytes + kPayloadBytes) - 1, 0};
    for (const std::uint32_t name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
      run([&](const vmci_node& node) {
        return sockets_.set_option(node.stack, slot, VMCI_AF_VSOCK, name, 8, &size);
      });
    }
  }
  --program.opens;
  program.slot = static_cast<std::uint8_t>(slot);
  program.has = 1;
  return true;
}

bool Step::choose_call(Program& program) {
  const bool is_bound = (state_.stack->ports.sockets[program.slot].sets & VMCI_IN_BOUND) != 0;
  switch (choose(6)) {
    case 0:
      return !is_bound && bind(program);
    case 1:
      return program.connects != 0 && connect(program);
    case 2:
      return program.sends != 0 && send(program);
    case 3:
      return is_bound && program.receives != 0 && begin_receive(program);
    case 4:
      return program.shutdowns != 0 && shut_down(program);
    default:
      return call(program, Doing::close, VMCI_DATAGRAM_CLOSE);
  }
}

bool Step::call(Program& program, Doing what, unsigned int kind) {
  sockets_.datagram_call_init(&*program.call, program.slot, kind);
  program.doing = what;
  return go_on(program);
}

bool Step::bind(Program& program) {
  sockets_.datagram_call_init(&*program.call, program.slot, VMCI_DATAGRAM_BIND);
  constexpr std::array<vmci_u32, 3> kContexts{VMCI_CID_ANY, VMCI_CID_LOCAL, kContext};
  program.call->address = {VMCI_CID_ANY, port_of(number_of(program))};
  if (!bounds_.is_narrow) {
    program.call->address.cid = kContexts[choose(kContexts.size())];
    if (choose(2) == 0) program.call->address.port = VMCI_PORT_ANY;
  }
  program.doing = Doing::bind;
  return go_on(program);
}

// To the other program's port, or to nobody.
bool Step::connect(Program& program) {
  --program.connects;
  const bool disconnects = program.peer != 0;
  program.peer = disconnects ? std::uint16_t{0} : port_of(1 - number_of(program));
  sockets_.datagram_call_init(&*program.call, program.slot, VMCI_DATAGRAM_CONNECT);
  if (!disconnects) program.call->address = {VMCI_CID_LOCAL, program.peer};
  program.doing = Doing::connect;
  return go_on(program);
}

bool Step::send(Program& program) {
  const std::uint32_t number = number_of(program);
  constexpr std::array kWays{kToPort, kToHostsPort, kToPeer, kToContext};
  const Way to = kWays[choose(bounds_.is_narrow ? 2 : kWays.size())];
  if (to == kToHostsPort && !bounds_.to_host) return false;
  --program.sends;
  sockets_.datagram_call_init(&*program.call, program.slot, VMCI_DATAGRAM_SEND);
  if (to == kToPort) program.call->address = {VMCI_CID_LOCAL, port_of(1 - number)};
  if (to == kToContext) program.call->address = {kContext, port_of(1 - number)};
  if (to == kToHostsPort) program.call->address = {VMCI_CID_HOST, kHostsPort};
  program.datagram = {};
  program.datagram[kHeaderBytes] = static_cast<std::uint8_t>(16 * (number + 1) + program.sent);
  program.doing = Doing::send;
  return go_on(program);
}

bool Step::begin_receive(Program& program) {
  --program.receives;
  sockets_.datagram_receive_init(&*program.receive, program.slot);
  program.doing = Doing::receive;
  program.woken = 0;
  return go_on(program);
}

bool Step::shut_down(Program& program) {
  --program.shutdowns;
  const std::uint32_t halves = choose(VMCI_SHUTDOWN_BOTH) + 1;
  observer_.note(
      [&] { return fmt::format("program {} shuts down {}", number_of(program), halves); });
  program.shut = static_cast<std::uint8_t>(program.shut | halves);
  const int result = run([&](const vmci_node& node) {
    return sockets_.datagram_shutdown(node.stack, program.slot, halves);
  });
  demand(result == (program.peer != 0 ? int{VMCI_SUCCESS} : int{VMCI_ENOTCONN}), program, result);
  return true;
}

bool Step::go_on(Program& program) {
  observer_.note(
      [&] { return fmt::format("program {} {}", number_of(program), name_of(program.doing)); });
  if (program.doing == Doing::receive) return go_on_receiving(program);
  const Kept before = kept();
  const bool done = go_through(program.sleeping, [&](const vmci_node& node) {
    return sockets_.datagram_call_step(&node, &*program.call,
                                       reinterpret_cast<vmci_datagram*>(program.datagram.data()),
                                       kPayloadBytes);
  });
  if (!done) return true;
  const bool is_sent = program.doing == Doing::send && program.call->result == VMCI_SUCCESS &&
                       program.call->address.cid != VMCI_CID_HOST;
  if (is_sent && !bounds_.in_steps) demand_kept(program, before);
  return finish(program);
}

// What all sockets have received, and not.
Step::Kept Step::kept() const {
  Kept sums{};
  for (const vmci_stack_socket& socket : state_.stack->sockets) {
    sums.dropped += socket.received.dropped;
    for (unsigned link = socket.received.first; link != 0; ++sums.received) {
      link = state_.stack->datagrams.entries[link - 1].next;
    }
  }
  return sums;
}

// What was sent within the machine, to a socket that wants it, is there or was counted.
void Step::demand_kept(const Program& program, const Kept& before) {
  const std::uint32_t port = state_.stack->ports.sockets[program.slot].bound.port;
  const Program* to = nullptr;
  for (const Program& other : state_.programs) {
    const vmci_address& bound = state_.stack->ports.sockets[other.slot].bound;
    if (other.has != 0 && bound.port == program.call->address.port) to = &other;
  }
  if (to == nullptr) return;
  const Kept now = kept();
  const bool is_kept = now.received == before.received + 1;
  const bool is_counted = now.dropped == before.dropped + 1;
  const bool is_wanted =
      (to->shut & VMCI_SHUTDOWN_RECEIVE) == 0 && (to->peer == 0 || to->peer == port);
  observer_.always(kCounted, is_kept + is_counted == (is_wanted ? 1 : 0), [&] {
    return fmt::format("a datagram that is {}wanted is {}kept and {}counted",
                       is_wanted ? "" : "not ", is_kept ? "" : "not ", is_counted ? "" : "not ");
  });
  reach(kFull, is_counted);
}

bool Step::finish(Program& program) {
  const int result = program.call->result;
  switch (program.doing) {
    case Doing::bind:
      demand(is_good_bind(program, result), program, result);
      reach(kInUse, result == VMCI_EADDRINUSE);
      break;
    case Doing::connect:
      demand(result == VMCI_SUCCESS, program, result);
      break;
    case Doing::send:
      demand(is_good_send(program, result), program, result);
      finish_send(program);
      break;
    default: {
      demand(result == VMCI_SUCCESS, program, result);
      program.has = 0;
      program.shut = 0;
      program.peer = 0;
      program.slot = 0;
      program.waited = 0;
      program.woken = 0;
      break;
    }
  }
  program.doing = Doing::nothing;
  program.call.clear();
  return true;
}

// A machine that has moved, or has no driver, does not have the context that was asked for.
bool Step::is_good_bind(const Program& program, int result) const {
  const vmci_address& address = program.call->address;
  const bool has_parted = bounds_.partings != state_.partings;
  const bool may_miss =
      has_parted ? address.cid != VMCI_CID_ANY : address.cid == kContext && state_.moved != 0;
  if (result == VMCI_EADDRNOTAVAIL) return may_miss;
  if (result == VMCI_EADDRINUSE) {
    return address.port != VMCI_PORT_ANY &&
           (bounds_.is_taken || bounds_.opens > 1 || state_.programs[0].has != 0);
  }
  const bool is_anothers =
      bounds_.is_taken && address.port == kPort && address.cid != VMCI_CID_LOCAL;
  return result == VMCI_SUCCESS && !is_anothers;
}

// Nobody may have the other program's port; and the host does not know one who has moved until his
// driver does.
bool Step::is_good_send(const Program& program, int result) const {
  const std::uint32_t to = program.call->address.cid;
  const bool is_named = program.call->address.port != VMCI_PORT_ANY;
  switch (result) {
    case VMCI_SUCCESS:
      return true;
    case VMCI_EPIPE:
      return (program.shut & VMCI_SHUTDOWN_SEND) != 0;
    case VMCI_ENOTCONN:
      return !is_named && program.peer == 0;
    case VMCI_ENODEV:
      return bounds_.partings != state_.partings;
    case VMCI_EPERM:
      return state_.moved != 0;
    case VMCI_ENETUNREACH: {
      const vmci_u32 bound = state_.stack->ports.sockets[program.slot].bound.cid;
      return to != VMCI_CID_HOST || bound == VMCI_CID_LOCAL;
    }
    default:
      return false;
  }
}

void Step::finish_send(Program& program) {
  if (program.call->result != VMCI_SUCCESS) return;
  const std::uint16_t port =
      static_cast<std::uint16_t>(state_.stack->ports.sockets[program.slot].bound.port);
  reach(kToHost, program.call->address.cid == VMCI_CID_HOST);
  program.sent_from[program.sent] = port;
  ++program.sent;
  program.datagram = {};
}

bool Step::go_on_receiving(Program& program) {
  std::array<std::uint8_t, kPayloadBytes> payload{};
  const bool done = go_through(program.sleeping, [&](const vmci_node& node) {
    return sockets_.datagram_receive_step(node.stack, &*program.receive, payload.data(),
                                          payload.size());
  });
  if (!done) return true;
  if (program.receive->copied != 0) look_at(program, payload);
  finish_receive(program);
  return true;
}

// Which it is, and who has sent it.
void Step::look_at(const Program& program, std::span<const std::uint8_t> payload) {
  const vmci_address from = program.receive->from;
  const bool is_hosts = from.cid == VMCI_CID_HOST;
  const std::uint32_t sender = is_hosts ? kPrograms : payload[0] / 16U - 1;
  const std::uint8_t which = is_hosts ? payload[0] : payload[0] % 16;
  bool good = program.receive->length == kPayloadBytes && sender <= kPrograms;
  if (is_hosts) {
    good = good && from.port == world::kHostResource;
  } else if (good) {
    const Program& other = state_.programs[sender];
    // It may be received before the call that sends it is over.
    const std::uint32_t port = which < other.sent
                                   ? other.sent_from[which]
                                   : state_.stack->ports.sockets[other.slot].bound.port;
    const bool is_machines =
        from.cid == VMCI_CID_LOCAL || from.cid == kContext || from.cid == state_.machine.context.id;
    good = which <= other.sent && from.port == port && is_machines;
  }
  good = good && which + 1 > program.last[sender];
  observer_.always(kDatagram, good, [&] {
    return fmt::format("program {} receives datagram {} of {} bytes from {}:{}", number_of(program),
                       payload[0], program.receive->length, from.cid, from.port);
  });
  if (sender <= kPrograms) {
    state_.programs[number_of(program)].last[sender] = static_cast<std::uint8_t>(which + 1);
  }
  if (bounds_.connects != 0) {
    observer_.always(kFromPeer, program.peer == 0 || from.port == program.peer, [&] {
      return fmt::format("a socket that is connected to port {} receives from {}", program.peer,
                         from.port);
    });
  }
  reach(kFromHost, is_hosts);
  reach(kFromProgram, !is_hosts);
  reach(kFromMoved, !is_hosts && state_.moved != 0);
}

void Step::finish_receive(Program& program) {
  const int result = program.receive->result;
  const bool is_end = result == VMCI_SUCCESS && program.receive->from.port == VMCI_PORT_ANY;
  const bool may_end = bounds_.shutdowns != 0;
  demand((result == VMCI_SUCCESS && (may_end || !is_end)) || result == VMCI_EAGAIN, program,
         result);
  if (bounds_.shutdowns != 0) {
    observer_.always(kEndOnly, !is_end || (program.shut & VMCI_SHUTDOWN_RECEIVE) != 0, [] {
      return std::string("who has not shut down receiving is told of the end");
    });
  }
  reach(kEnd, is_end);
  reach(kWaitedToRead, result == VMCI_SUCCESS && program.waited != 0 && !is_end);
  program.waited = 0;
  program.doing = Doing::nothing;
  if (result == VMCI_EAGAIN) {
    ++program.receives;
    program.waiting = program.woken == 0 ? 1 : 0;
    program.waited = 1;
  }
  program.receive.clear();
}

bool Step::handler() {
  if (!machine_.act(0)) return false;
  const auto& processor = state_.machine.processor;
  while (!bounds_.in_steps && processor.handling != 0) machine_.act(0);
  const auto& messages = state_.machine.context.messages;
  const bool more = std::any_of(messages.begin(), messages.end(), [](const world::Message& one) {
    return one.where == world::Message::Where::queued;
  });
  if (processor.handling == 0 && more) state_.machine.device.interrupt(world::kDatagramCause);
  if (processor.handling == 0) wake(0);
  return true;
}

bool Step::work() {
  if (state_.working == 0) {
    if (state_.work_asked == 0) return false;
    state_.work_asked = 0;
    state_.working = 1;
  } else if (state_.work_sleeps != 0) {
    return false;
  }
  observer_.note([] { return std::string("the work goes on"); });
  const bool done = go_through(state_.work_sleeps, [&](const vmci_node& node) {
    return sockets_.work_step(&node, &*state_.work);
  });
  if (done) state_.working = 0;
  return true;
}

bool Step::arrive() {
  if (state_.arrivals == 0 || !state_.machine.context.has_room()) return false;
  --state_.arrivals;
  observer_.note([] { return std::string("the host writes to the first program"); });
  machine_.hypervisor().send(kMachine, world::Message::Kind::datagram, port_of(0));
  return true;
}

bool Step::migrate() {
  if (state_.migrations == 0 || !state_.machine.context.has_room()) return false;
  --state_.migrations;
  state_.moved = 1;
  observer_.note([] { return std::string("the machine is migrated"); });
  machine_.hypervisor().migrate(kMachine, state_.machine.context.id + 1);
  return true;
}

// The driver gives up the device, and comes back.
bool Step::part() {
  if (state_.parted != 0) {
    observer_.note([] { return std::string("the sockets come to the driver again"); });
    attach();
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
  observer_.note([] { return std::string("the sockets part from the driver"); });
  const bool done = go_through(state_.part_sleeps, [&](const vmci_node& node) {
    return sockets_.part_step(&node, &*state_.attachment);
  });
  if (!done) return true;
  state_.parting = 0;
  state_.parted = 1;
  state_.attachment.clear();
  return true;
}

}  // namespace vmcheck::device::datagrams
