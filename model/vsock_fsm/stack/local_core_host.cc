// What is behind the machine where its host is the core's: the broker, datagrams both ways, the
// host's programs, and who runs the machine.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "model/vsock_fsm/stack/local_step.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {

void LocalStep::begin_host() {
  const vmci_context_request request{kContext, 0, VMCI_VERSION_WITH_MEMORY, 0};
  vmci_u32 id = 0;
  run(kHostMachine, [&](const vmci_node& node) {
    sockets_.init(node.stack, kHostMachine, 0);
    sockets_.work_init(&*host_->work);
    core_.host->init(node.host, 0);
    return 0;
  });
  run(kHostMachine,
      [&](const vmci_node& node) { return core_.host->add_context(node.host, &request, &id); });
  finish_on_host(
      [&](const vmci_node& node) { return sockets_.attach_host_step(&node, &*host_->attachment); });
  host_->kills = bounds_.kills;
  host_->suspensions = bounds_.suspensions;
}

// False: there is nobody.
bool LocalStep::go_on_on_host() {
  for (User& user : state_.users) {
    const bool goes_on = machine_of(user) == kHostMachine && user.doing != Doing::nothing;
    if (goes_on && user.sleeping == 0) return go_on(user);
  }
  const bool works = host_->working != 0 && host_->work_sleeps == 0;
  observer_.always(property::kResult, works,
                   [] { return std::string("a hypercall waits for nobody"); });
  return works &&
         work_of(kHostMachine, *host_->work, host_->work_asked, host_->working, host_->work_sleeps);
}

void LocalStep::woken() {
  run(kHostMachine, [&](const vmci_node& node) {
    sockets_.memory_back(node.stack);
    return 0;
  });
}

void LocalStep::told(std::uint32_t context) {
  if (context == kHostContext) {
    host_->programs_asked = 1;
  } else if (host_->killed == 0) {
    state_.machine.device.interrupt(world::kDatagramCause);
  }
}

int LocalStep::datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) {
  if (program != world::kPackets) return VMCI_ERROR_NOT_FOUND;
  find_room(kHostMachine);
  run(kHostMachine, [&](const vmci_node& node) {
    sockets_.guest_packet_arrived(node.stack, datagram.data(), datagram.size());
    return 0;
  });
  return VMCI_SUCCESS;
}

void LocalStep::event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) {
  if (program != world::kEvents) return;
  run(kHostMachine, [&](const vmci_node& node) {
    sockets_.guest_left(node.stack, payload.data(), payload.size());
    return 0;
  });
}

// The hypervisor has the broker do it to the end, before the machine goes on.
std::int32_t LocalStep::alloc_by_broker(std::span<const std::uint8_t> message,
                                        std::size_t number_bytes) {
  auto call = read_allocation(message, number_bytes, state_.memory, kContext);
  observer_.always(world::property::kMessages, call.has_value(), [] {
    return std::string("the hypervisor is told of pages that are not those of a connection");
  });
  if (!call) return VMCI_ERROR_INVALID_ARGS;
  finish_on_host(
      [&](const vmci_node& node) { return core_.broker->alloc_step(&node.host->broker, &*call); });
  return std::min<int>(call->result, VMCI_SUCCESS);
}

std::int32_t LocalStep::detach_by_broker(std::uint32_t context, std::uint32_t resource) {
  vmci_broker_operation call{};
  call.request.handle = {context, resource};
  call.request.context = kContext;
  finish_on_host(
      [&](const vmci_node& node) { return core_.broker->detach_step(&node.host->broker, &call); });
  return std::min<int>(call.result, VMCI_SUCCESS);
}

std::int32_t LocalStep::send_to_host(std::span<const std::uint8_t> bytes) {
  Sending sending{};
  const bool good = sending.begin(bytes, kContext);
  observer_.always(world::property::kMessages, good,
                   [] { return std::string("the host is sent what is no packet"); });
  if (!good) return VMCI_ERROR_INVALID_ARGS;
  finish_on_host(
      [&](const vmci_node& node) { return core_.host->send_step(node.host, &sending.steps); });
  return std::min<int>(sending.steps.result, VMCI_SUCCESS);
}

// The next datagram for the machine, if there is one.
bool LocalStep::fetch() {
  vmci_fetch fetch{};
  fetch.context = kContext;
  fetch.room = world::kDatagramBytes;
  const int result = run(
      kHostMachine, [&](const vmci_node& node) { return core_.host->fetch(node.host, &fetch); });
  if (result < VMCI_SUCCESS) return false;
  host_->arriving.take(fetch, host_->copies);
  return true;
}

bool LocalStep::has_datagram() {
  return host_ != nullptr && (host_->arriving.is_there() || fetch());
}

bool LocalStep::gives_fetched(std::span<std::uint8_t> bytes) {
  return host_->arriving.give(bytes, [&] { return fetch(); });
}

// What becomes of the machine's pairs is told to the host's sockets.
bool LocalStep::run_programs() {
  if (host_->programs_asked == 0) return false;
  host_->programs_asked = 0;
  observer_.note([] { return std::string("the host's programs are told"); });
  finish_on_host([&](const vmci_node& node) {
    return core_.host->programs_step(node.host, &*host_->programs);
  });
  host_->programs.clear();
  return true;
}

bool LocalStep::keep_machine() {
  if (host_->killed != 0) return false;
  if (host_->suspended != 0) {
    resume();
    return true;
  }
  if (choose(2) == 0) {
    if (host_->kills == 0) return false;
    kill();
  } else {
    if (host_->suspensions == 0) return false;
    suspend();
  }
  return true;
}

// Nothing of the machine is left, but memory that the host might still have pinned.
void LocalStep::kill() {
  --host_->kills;
  host_->killed = 1;
  observer_.note([] { return std::string("the machine is killed"); });
  const vmci_stack& stack = *host_->stack;
  const auto is = [&](auto... states) {
    return std::any_of(std::begin(stack.sockets), std::end(stack.sockets),
                       [&](const vmci_stack_socket& socket) {
                         return ((socket.connection.state == states) || ...);
                       });
  };
  reach(property::kKilledForming, is(VMCI_CONNECTION_SYN_SENT, VMCI_CONNECTION_SYN_RECEIVED));
  reach(property::kKilledOpen, is(VMCI_CONNECTION_ESTABLISHED));
  vmci_host_removal removal{};
  removal.pairs.context = kContext;
  finish_on_host(
      [&](const vmci_node& node) { return core_.host->remove_context_step(node.host, &removal); });
  for (User& user : state_.users) {
    if (machine_of(user) == kMachine) user = {};
  }
  state_.stack.clear();
  state_.work.clear();
  state_.attachment.clear();
  state_.machine = {};
  state_.work_asked = 0;
  state_.working = 0;
  state_.work_sleeps = 0;
  std::fill_n(host_->timers.begin(), VMCI_SOCKETS_MAX, world::Timer{});
  host_->arriving = {};
  for (world::QueueArea& area : state_.memory.areas) {
    if (area.pins == 0) area = {};
  }
}

void LocalStep::suspend() {
  --host_->suspensions;
  host_->suspended = 1;
  observer_.note([] { return std::string("the machine is suspended"); });
  for (std::uint32_t i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_broker_pair& entry = host_->host->broker.pairs[i];
    if (vmci_pair_party(&entry.pair, kContext) == 0) continue;
    host_->away[i] = entry.memory;
    vmci_broker_operation call{};
    call.request.handle = entry.pair.handle;
    call.request.context = kContext;
    finish_on_host(
        [&](const vmci_node& node) { return core_.broker->unmap_step(&node.host->broker, &call); });
  }
}

void LocalStep::resume() {
  host_->suspended = 0;
  observer_.note([] { return std::string("the machine is resumed"); });
  for (std::uint32_t i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_broker_pair& entry = host_->host->broker.pairs[i];
    const world::PageStore store = std::exchange(host_->away[i], {});
    if (vmci_pair_party(&entry.pair, kContext) == 0 || store.of_vm.number == 0) continue;
    vmci_broker_operation call{};
    call.request.handle = entry.pair.handle;
    call.request.context = kContext;
    call.request.pages = vmci_pair_pages(kQueueSize, kQueueSize);
    call.store = store;
    finish_on_host(
        [&](const vmci_node& node) { return core_.broker->map_step(&node.host->broker, &call); });
  }
}

}  // namespace vmcheck::device::sockets
