#include "model/vsock_fsm/stack/levels.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <stdexcept>

#include "model/qpair/lifecycle/host.h"
#include "sim/world/bytes.h"

namespace vmcheck::device::sockets {
namespace {

std::vector<run::Property> properties() {
  using namespace world::property;
  return {kLocks, kOneAction, kLifetimes, kInPage, kRegisters, kMessages, kNoSleep, kPins};
}

std::vector<std::uint8_t> bytes_of(const void* first, std::size_t count) {
  const auto* bytes = static_cast<const std::uint8_t*>(first);
  return {bytes, bytes + count};
}

}  // namespace

Levels::Levels(const StackCore& core, std::size_t count)
    : core_(core), machines_(count), observer_(properties(), state::Observer::Use::telling) {
  for (std::size_t i = 0; i < count; ++i) levels_.push_back(std::make_unique<Level>());
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    if (i != 0) {
      start(machines_[i], *core.core->driver,
            {.vectors = world::Vectors::exclusive,
             .faults = {},
             .number = number,
             .context = kContexts[i]});
    }
    run(i, [&](const vmci_node& node) {
      core.sockets->init(node.stack, number, 0);
      core.sockets->work_init(&at(i).work);
      core.host->init(node.host, number);
      return 0;
    });
    if (i != 0) {
      const vmci_context_request request{kContexts[i], 0, VMCI_VERSION_WITH_MEMORY, 0};
      vmci_u32 id = 0;
      run(i - 1,
          [&](const vmci_node& node) { return core.host->add_context(node.host, &request, &id); });
      go(i, [&](const vmci_node& node) {
        return core.sockets->attach_step(&node, &at(i).attachment);
      });
    }
    if (i + 1 == count) break;
    go(i, [&](const vmci_node& node) {
      return core.sockets->attach_host_step(&node, &at(i).host_attachment);
    });
  }
}

std::optional<std::string> Levels::broken() const {
  const auto& breach = observer_.breach();
  if (!breach) return std::nullopt;
  return std::string(breach->property.name) + ": " + breach->message;
}

bool Levels::has_no_pairs() const {
  const auto free = [](const vmci_broker_pair& entry) { return entry.pair.state == VMCI_PAIR_NEW; };
  return std::all_of(levels_.begin(), levels_.end(),
                     [&](const auto& level) {
                       const auto& pairs = level->host.broker.pairs;
                       return std::all_of(std::begin(pairs), std::end(pairs), free);
                     }) &&
         std::all_of(memory_.areas.begin(), memory_.areas.end(),
                     [](const world::QueueArea& area) { return area.pins == 0; });
}

template <typename Step>
int Levels::ask(std::size_t level, vmci_broker_operation& operation, const Step& step) {
  operation.request.context = kContexts[level];
  go(level - 1, [&](const vmci_node& node) { return step(&node.host->broker, &operation); });
  return std::min<int>(operation.result, VMCI_SUCCESS);
}

std::int32_t Levels::alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                           std::size_t number_bytes) {
  const auto asked = lifecycle::read_request(message, number_bytes, memory_);
  if (!asked) return VMCI_ERROR_INVALID_ARGS;
  vmci_broker_operation operation{};
  vmci_pair_request& request = operation.request;
  request.handle = {asked->context, asked->resource};
  request.produce_size = asked->produce_size;
  request.consume_size = asked->consume_size;
  request.pages = vmci_pair_pages(asked->produce_size, asked->consume_size);
  request.peer = asked->peer;
  request.flags = asked->flags;
  operation.store = {asked->produce, asked->consume};
  return ask(machine, operation, core_.broker->alloc_step);
}

std::int32_t Levels::detach(std::uint32_t machine, std::uint32_t context, std::uint32_t resource) {
  vmci_broker_operation operation{};
  operation.request.handle = {context, resource};
  return ask(machine, operation, core_.broker->detach_step);
}

std::optional<std::int32_t> Levels::takes(std::uint32_t machine,
                                          std::span<const std::uint8_t> bytes) {
  if (world::number_at<std::uint32_t>(bytes, 0) != VMCI_CONTEXT_HOST) return std::nullopt;
  alignas(8) std::array<std::uint8_t, world::kDatagramBytes> copy{};
  if (bytes.size() > copy.size()) return VMCI_ERROR_INVALID_ARGS;
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  vmci_host_send send{};
  send.datagram = reinterpret_cast<vmci_datagram*>(copy.data());
  send.size = bytes.size();
  send.sender = kContexts[machine];
  go(machine - 1, [&](const vmci_node& node) { return core_.host->send_step(node.host, &send); });
  return std::min<int>(send.result, VMCI_SUCCESS);
}

// The next datagram for a machine, if there is one.
bool Levels::fetch(std::size_t level) {
  vmci_fetch fetch{};
  fetch.context = kContexts[level];
  fetch.room = world::kDatagramBytes;
  const int result =
      run(level - 1, [&](const vmci_node& node) { return core_.host->fetch(node.host, &fetch); });
  if (result < VMCI_SUCCESS) return false;
  if (fetch.is_event != 0) {
    at(level).arriving = bytes_of(&fetch.event, sizeof fetch.event);
    return true;
  }
  world::KeptDatagram& copy = at(level - 1).copies.kept[fetch.kept - 1U];
  at(level).arriving = bytes_of(copy.bytes.data(), fetch.size);
  copy = {};
  return true;
}

// Datagrams of which no header is cut, and behind them bytes of none.
bool Levels::gives(std::span<std::uint8_t> bytes) {
  std::vector<std::uint8_t>& arriving = at(level_).arriving;
  std::fill(bytes.begin(), bytes.end(), 0xff);
  std::size_t given = 0;
  while (given < bytes.size()) {
    if (arriving.empty() && (bytes.size() - given < world::kDatagramHeaderBytes || !fetch(level_)))
      break;
    const std::size_t count = std::min(bytes.size() - given, arriving.size());
    std::copy_n(arriving.begin(), count, bytes.begin() + static_cast<long>(given));
    arriving.erase(arriving.begin(), arriving.begin() + static_cast<long>(count));
    given += count;
  }
  return given != 0;
}

void Levels::datagram_arrived(std::uint32_t machine, std::uint32_t client,
                              std::span<const std::uint8_t> bytes) {
  if (client != world::kPackets) return;
  run(machine, [&](const vmci_node& node) {
    core_.sockets->packet_arrived(node.stack, bytes.data(), bytes.size());
    return 0;
  });
}

void Levels::event_happened(std::uint32_t machine, std::uint32_t client,
                            std::span<const std::uint8_t>) {
  if (client != world::kEvents) return;
  run(machine, [&](const vmci_node& node) {
    core_.sockets->event_happened(node.stack);
    return 0;
  });
}

void Levels::peer_changed(std::uint32_t machine, std::uint32_t client, std::uint32_t event) {
  run(machine, [&](const vmci_node& node) {
    core_.sockets->peer_changed(node.stack, client - world::kPeers, event);
    return 0;
  });
}

void Levels::woken() {
  run(level_, [&](const vmci_node& node) {
    core_.sockets->memory_back(node.stack);
    return 0;
  });
}

void Levels::told(std::uint32_t context) {
  if (context == VMCI_CONTEXT_HOST) {
    at(level_).told = true;
  } else {
    machines_[level_ + 1].device.interrupt(world::kDatagramCause);
  }
}

int Levels::datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) {
  if (program != world::kPackets) return VMCI_ERROR_NOT_FOUND;
  run(level_, [&](const vmci_node& node) {
    core_.sockets->guest_packet_arrived(node.stack, datagram.data(), datagram.size());
    return 0;
  });
  return VMCI_SUCCESS;
}

void Levels::event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) {
  if (program != world::kEvents) return;
  run(level_, [&](const vmci_node& node) {
    core_.sockets->guest_left(node.stack, payload.data(), payload.size());
    return 0;
  });
}

// The handler of a machine's device, which is called again if there is more.
bool Levels::handle(std::size_t level) {
  if (level == 0 || at(level).dead) return false;
  const std::size_t outer = level_;
  level_ = level;
  MachineStep machine = step_of(level);
  const bool acted = machine.act(0) || machine.act(2);
  level_ = outer;
  if (acted && machines_[level].processor.handling == 0 &&
      (!at(level).arriving.empty() || fetch(level))) {
    machines_[level].device.interrupt(world::kDatagramCause);
  }
  return acted;
}

bool Levels::go_on() {
  bool acted = false;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    Level& level = at(i);
    while (handle(i)) acted = true;
    if (level.dead) continue;
    if (std::exchange(level.told, false)) {
      acted = true;
      level.programs = {};
      go(i, [&](const vmci_node& node) {
        return core_.host->programs_step(node.host, &level.programs);
      });
    }
    if (std::exchange(level.work_asked, false)) {
      acted = true;
      go(i, [&](const vmci_node& node) { return core_.sockets->work_step(&node, &level.work); });
    }
  }
  return acted;
}

void Levels::expire(std::size_t level) {
  clock(static_cast<std::uint32_t>(level)).pass();
  for (std::uint32_t i = 0; i < VMCI_SOCKETS_MAX; ++i) {
    if (!clock(static_cast<std::uint32_t>(level)).expire(i)) continue;
    run(level, [&](const vmci_node& node) {
      core_.sockets->timer_expired(node.stack, i);
      return 0;
    });
    clock(static_cast<std::uint32_t>(level)).return_from_handler(i);
  }
}

void Levels::kill(std::size_t level) {
  at(level).dead = true;
  vmci_host_removal removal{};
  removal.pairs.context = kContexts[level];
  go(level - 1,
     [&](const vmci_node& node) { return core_.host->remove_context_step(node.host, &removal); });
}

void Levels::suspend(std::size_t level) {
  const vmci_broker& broker = at(level - 1).host.broker;
  for (const vmci_broker_pair& entry : broker.pairs) {
    if (vmci_pair_party(&entry.pair, kContexts[level]) == 0) continue;
    at(level).away.push_back({entry.pair.handle,
                              vmci_pair_pages(entry.pair.produce_size, entry.pair.consume_size),
                              entry.memory});
    vmci_broker_operation operation{};
    operation.request.handle = entry.pair.handle;
    ask(level, operation, core_.broker->unmap_step);
  }
}

void Levels::resume(std::size_t level) {
  for (const PairAway& pair : std::exchange(at(level).away, {})) {
    vmci_broker_operation operation{};
    operation.request.handle = pair.handle;
    operation.request.pages = pair.pages;
    operation.store = pair.memory;
    ask(level, operation, core_.broker->map_step);
  }
}

}  // namespace vmcheck::device::sockets
