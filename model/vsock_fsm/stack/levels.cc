#include "model/vsock_fsm/stack/levels.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "model/vsock_fsm/stack/padding.h"
#include "sim/world/bytes.h"

namespace vmcheck::device::sockets {
void Levels::clear_padding(std::size_t level) {
  sockets::clear_padding(*at(level).stack);
  sockets::clear_padding(at(level).work->turn);
  sockets::clear_padding(*at(level).host);
}

void Levels::begin() {
  for (std::size_t i = 0; i < count_; ++i) begin(i);
}

void Levels::begin(std::size_t level) {
  const auto number = static_cast<std::uint8_t>(level);
  if (level != 0) {
    start(state_.machines[level], *core_.core->driver,
          {.vectors = world::Vectors::exclusive,
           .faults = {},
           .number = number,
           .context = contexts_[level]});
  }
  run(level, [&](const vmci_node& node) {
    core_.sockets->init(node.stack, number, 0);
    core_.sockets->work_init(&*at(level).work);
    core_.host->init(node.host, number);
    return 0;
  });
  if (level != 0) {
    const vmci_context_request request{contexts_[level], 0, VMCI_VERSION_WITH_MEMORY, 0};
    vmci_u32 id = 0;
    run(level - 1,
        [&](const vmci_node& node) { return core_.host->add_context(node.host, &request, &id); });
    go(level, [&](const vmci_node& node) {
      return core_.sockets->attach_step(&node, &*at(level).attachment);
    });
  }
  if (level + 1 == count_) return;
  go(level, [&](const vmci_node& node) {
    return core_.sockets->attach_host_step(&node, &*at(level).host_attachment);
  });
}

bool Levels::has_no_pairs() const {
  const auto free = [](const vmci_broker_pair& entry) { return entry.pair.state == VMCI_PAIR_NEW; };
  return std::all_of(state_.levels.begin(), state_.levels.end(),
                     [&](const Level& level) {
                       const auto& pairs = level.host->broker.pairs;
                       return level.stack->local_bytes == 0 &&
                              std::all_of(std::begin(pairs), std::end(pairs), free);
                     }) &&
         std::all_of(state_.memory.areas.begin(), state_.memory.areas.end(),
                     [](const world::QueueArea& area) { return area.pins == 0; });
}

bool Levels::is_quiet() const {
  for (std::size_t i = 0; i < count_; ++i) {
    const Level& level = state_.levels[i];
    if (!state_.machines[i].is_quiet() || level.work_asked != 0 || level.working != 0 ||
        level.told != 0 || level.arriving.is_there() || level.stack->inbox.count != 0) {
      return false;
    }
  }
  return true;
}

template <typename Step>
int Levels::ask(std::size_t level, vmci_broker_operation& operation, const Step& step) {
  operation.request.context = contexts_[level];
  go(level - 1, [&](const vmci_node& node) { return step(&node.host->broker, &operation); });
  return std::min<int>(operation.result, VMCI_SUCCESS);
}

std::int32_t Levels::alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                           std::size_t number_bytes) {
  auto operation = read_allocation(message, number_bytes, state_.memory, contexts_[machine]);
  if (!operation) return VMCI_ERROR_INVALID_ARGS;
  return ask(machine, *operation, core_.broker->alloc_step);
}

std::int32_t Levels::detach(std::uint32_t machine, std::uint32_t context, std::uint32_t resource) {
  vmci_broker_operation operation{};
  operation.request.handle = {context, resource};
  return ask(machine, operation, core_.broker->detach_step);
}

std::optional<std::int32_t> Levels::takes(std::uint32_t machine,
                                          std::span<const std::uint8_t> bytes) {
  if (world::number_at<std::uint32_t>(bytes, 0) == VMCI_CONTEXT_HYPERVISOR) return std::nullopt;
  Sending sending{};
  if (!sending.begin(bytes, contexts_[machine])) return VMCI_ERROR_INVALID_ARGS;
  go(machine - 1,
     [&](const vmci_node& node) { return core_.host->send_step(node.host, &sending.steps); });
  return std::min<int>(sending.steps.result, VMCI_SUCCESS);
}

// The next datagram for a machine, if there is one.
bool Levels::fetch(std::size_t level) {
  vmci_fetch fetch{};
  fetch.context = contexts_[level];
  fetch.room = world::kDatagramBytes;
  const int result =
      run(level - 1, [&](const vmci_node& node) { return core_.host->fetch(node.host, &fetch); });
  if (result < VMCI_SUCCESS) return false;
  at(level).arriving.take(fetch, at(level - 1).copies);
  return true;
}

bool Levels::has_datagram(std::size_t level) {
  return at(level).arriving.is_there() || fetch(level);
}

bool Levels::gives(std::span<std::uint8_t> bytes) {
  return at(level_).arriving.give(bytes, [&] { return fetch(level_); });
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
    at(level_).told = 1;
  } else {
    state_.machines[level_ + 1].device.interrupt(world::kDatagramCause);
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

void Levels::wake(std::uint32_t machine) {
  woken_ |= 1U << machine;
  at(machine).sleeps = 0;
}

// What has come meanwhile interrupts again.
bool Levels::handle(std::size_t level) {
  if (level == 0 || at(level).dead != 0) return false;
  Machine& machine = state_.machines[level];
  const std::size_t outer = std::exchange(level_, level);
  const bool acted = step_of(level).act(0);
  while (machine.processor.handling != 0) step_of(level).act(0);
  level_ = outer;
  if (!acted) return false;
  wake(static_cast<std::uint32_t>(level));
  if (has_datagram(level)) machine.device.interrupt(world::kDatagramCause);
  return true;
}

bool Levels::work_on(std::size_t number) {
  Level& level = at(number);
  if (level.dead != 0 || (level.work_asked == 0 && level.working == 0)) return false;
  if (level.working != 0 && level.sleeps != 0) return false;
  if (level.working == 0) level.work_asked = 0;
  level.working = 1;
  vmci_step made = VMCI_STEP_AGAIN;
  while (made == VMCI_STEP_AGAIN) {
    made = run(number, [&](const vmci_node& node) {
      return core_.sockets->work_step(&node, &*level.work);
    });
  }
  if (made == VMCI_STEP_DONE) level.working = 0;
  if (made == VMCI_STEP_WAIT) level.sleeps = 1;
  return true;
}

bool Levels::run_programs(std::size_t level) {
  if (at(level).dead != 0 || std::exchange(at(level).told, std::uint8_t{0}) == 0) return false;
  go(level, [&](const vmci_node& node) {
    return core_.host->programs_step(node.host, &*at(level).programs);
  });
  at(level).programs.clear();
  return true;
}

bool Levels::act(std::uint32_t actor) {
  const std::uint32_t level = actor / kActors;
  const std::uint32_t what = actor % kActors;
  const bool acted = what == 0 ? handle(level) : what == 1 ? work_on(level) : run_programs(level);
  constexpr std::array<const char*, kActors> kWhat{"handler is called", "work goes on",
                                                   "programs are told"};
  if (acted) observer_.note([&] { return fmt::format("level {}: the {}", level, kWhat[what]); });
  return acted;
}

bool Levels::go_on() {
  bool acted = false;
  for (std::size_t i = 0; i < count_; ++i) {
    acted = handle(i) || acted;
    acted = run_programs(i) || acted;
    acted = work_on(i) || acted;
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
  at(level).dead = 1;
  vmci_host_removal removal{};
  removal.pairs.context = contexts_[level];
  go(level - 1,
     [&](const vmci_node& node) { return core_.host->remove_context_step(node.host, &removal); });
}

void Levels::suspend(std::size_t level) {
  for (std::uint32_t i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_broker_pair& entry = at(level - 1).host->broker.pairs[i];
    if (vmci_pair_party(&entry.pair, contexts_[level]) == 0) continue;
    at(level).away[i] = entry.memory;
    vmci_broker_operation operation{};
    operation.request.handle = entry.pair.handle;
    ask(level, operation, core_.broker->unmap_step);
  }
}

void Levels::resume(std::size_t level) {
  for (std::uint32_t i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_broker_pair& entry = at(level - 1).host->broker.pairs[i];
    const world::PageStore store = std::exchange(at(level).away[i], {});
    if (vmci_pair_party(&entry.pair, contexts_[level]) == 0 || store.of_vm.number == 0) continue;
    vmci_broker_operation operation{};
    operation.request.handle = entry.pair.handle;
    operation.request.pages = vmci_pair_pages(entry.pair.produce_size, entry.pair.consume_size);
    operation.store = store;
    ask(level, operation, core_.broker->map_step);
  }
}

}  // namespace vmcheck::device::sockets
