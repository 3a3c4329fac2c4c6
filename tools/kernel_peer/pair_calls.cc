#include "tools/kernel_peer/pair_calls.h"

#include <fmt/core.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

extern "C" {
#include <driver_core/host/pair_alloc.h>
#include <driver_core/host/pair_party.h>
}

#include "tools/kernel_peer/agreement.h"
#include "tools/kernel_peer/context.h"
#include "tools/kernel_peer/draw.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint32_t kMachines = 2;

struct Call {
  enum class Kind { alloc, detach, unmap, map };

  Kind kind;
  std::uint32_t machine;
  vmci_pair_request request;
};

std::string describe(const Call& call) {
  static constexpr std::array kNames{"alloc", "detach", "unmap", "map"};
  const vmci_pair_request& request = call.request;
  std::string text =
      fmt::format("{} of {:#x}:{:#x} by {}", kNames[static_cast<std::size_t>(call.kind)],
                  request.handle.context, request.handle.resource, request.context);
  if (call.kind == Call::Kind::alloc) {
    text += fmt::format(" with {:#x}, flags {:#x}, sizes {:#x} and {:#x}, {} pages", request.peer,
                        request.flags, request.produce_size, request.consume_size, request.pages);
  }
  return text;
}

// Draws from a few values each, so that calls meet.
class Calls {
 public:
  Calls(std::uint64_t seed, std::array<std::uint32_t, kMachines> ids) : draw_(seed), ids_(ids) {}

  Call next() {
    Call call{};
    call.machine = draw_.below(kMachines);
    call.kind = draw_.one_of(kKinds);
    vmci_pair_request& request = call.request;
    request.context = ids_[call.machine];
    request.handle = handle(ids_[call.machine]);
    request.produce_size = draw_.one_of(kSizes);
    request.consume_size = draw_.one_of(kSizes);
    request.peer = draw_.one_of(std::array{2u, 2u, 2u, 2u, ~0u, ids_[0], ids_[1]});
    request.flags = draw_.one_of(kFlags);
    request.capabilities = VMCI_PAIR_WITH_HOST | VMCI_PAIR_WITH_MEMORY;
    request.pages = pages_of(request);
    return call;
  }

 private:
  static constexpr std::array kKinds{Call::Kind::alloc,  Call::Kind::alloc, Call::Kind::alloc,
                                     Call::Kind::detach, Call::Kind::unmap, Call::Kind::map};
  static constexpr std::array<std::uint64_t, 10> kSizes{0,
                                                        1,
                                                        4096,
                                                        5000,
                                                        5000,
                                                        65536,
                                                        128u << 20,
                                                        std::uint64_t{1} << 32,
                                                        ~std::uint64_t{0},
                                                        ~std::uint64_t{0} - 4095};
  static constexpr std::array<std::uint32_t, 8> kFlags{0, 0, 0, 0, 0, 1, 2, 16};

  // Invalid in both halves or in none: about others hosts differ.
  vmci_handle handle(std::uint32_t own) {
    if (draw_.below(8) == 0) return {VMCI_ID_INVALID, VMCI_ID_INVALID};
    return {draw_.one_of(std::array{ids_[0], ids_[1], own, own, 2u, 99u}), draw_.below(3) + 1};
  }

  // As many as the sizes need, which is more than a machine has if they are too large.
  static std::uint64_t pages_of(const vmci_pair_request& request) {
    if (vmci_queue_pair_check_sizes(request.produce_size, request.consume_size) < 0) return 2;
    return vmci_pair_pages(request.produce_size, request.consume_size);
  }

  Draw draw_;
  std::array<std::uint32_t, kMachines> ids_;
};

// The core's broker, as far as it decides: pairs by their handles.
class Broker {
 public:
  int answer(const Call& call) {
    const auto key = std::pair(call.request.handle.context, call.request.handle.resource);
    const auto found = pairs_.find(key);
    vmci_pair pair;
    vmci_pair_init(&pair);
    if (found != pairs_.end()) pair = found->second;
    vmci_pair_outcome outcome{pair, 0};
    const int result = step(call, pair, outcome);
    if (result < VMCI_SUCCESS) return result;
    if ((outcome.actions & VMCI_PAIR_PIN) != 0 && pages_of(outcome.pair) > kPages) {
      return VMCI_ERROR_NO_MEM;
    }
    if (outcome.pair.state == VMCI_PAIR_GONE) {
      pairs_.erase(key);
    } else {
      pairs_[key] = outcome.pair;
    }
    return result;
  }

 private:
  // What a machine has memory for.
  static constexpr std::uint64_t kPages = Context::kMemory / VMCI_HAL_PAGE_SIZE;

  static std::uint64_t pages_of(const vmci_pair& pair) {
    return vmci_pair_pages(pair.produce_size, pair.consume_size);
  }

  static int step(const Call& call, const vmci_pair& pair, vmci_pair_outcome& outcome) {
    switch (call.kind) {
      case Call::Kind::alloc:
        return pair.state == VMCI_PAIR_NEW ? vmci_pair_create(&pair, &call.request, &outcome)
                                           : vmci_pair_attach(&pair, &call.request, &outcome);
      case Call::Kind::detach:
        return vmci_pair_detach(&pair, &call.request, &outcome);
      case Call::Kind::unmap:
        return vmci_pair_unmap(&pair, &call.request, &outcome);
      case Call::Kind::map:
        break;
    }
    vmci_pair_request request = call.request;
    request.pages = pages_of(pair);
    return vmci_pair_map(&pair, &request, &outcome);
  }

  std::map<std::pair<std::uint32_t, std::uint32_t>, vmci_pair> pairs_;
};

int answer_of_kernel(const Context& context, const Call& call) {
  const vmci_pair_request& request = call.request;
  switch (call.kind) {
    case Call::Kind::alloc: {
      const vmci_dev_pair pair{request.handle,       request.peer,         request.flags,
                               request.produce_size, request.consume_size, context.memory(),
                               request.pages};
      return vmci_dev_alloc_pair(context.file(), &pair);
    }
    case Call::Kind::detach:
      return vmci_dev_detach_pair(context.file(), request.handle);
    case Call::Kind::unmap:
      return vmci_dev_set_pair_memory(context.file(), request.handle, nullptr, 0);
    case Call::Kind::map:
      break;
  }
  return vmci_dev_set_pair_memory(context.file(), request.handle, context.memory(), request.pages);
}

// Whether the kernel answers as the core does, or as is known of it. A code of success says how a
// call succeeded, which the kernel does not pass on.
bool is_expected(const Call& call, int kernel, int core) {
  const vmci_pair_request& request = call.request;
  if (kernel >= VMCI_SUCCESS || core >= VMCI_SUCCESS) {
    return kernel >= VMCI_SUCCESS && core >= VMCI_SUCCESS;
  }
  // Linux 6.1 looks at the sizes first, and at the handle whatever it is asked for.
  if (call.kind == Call::Kind::alloc && kernel == VMCI_ERROR_NO_RESOURCES) {
    return vmci_queue_pair_check_sizes(request.produce_size, request.consume_size) == kernel;
  }
  if (call.kind != Call::Kind::alloc && request.handle.resource == VMCI_ID_INVALID) {
    return kernel == VMCI_ERROR_INVALID_ARGS;
  }
  return kernel == core;
}

}  // namespace

bool pair_calls_agree(std::uint64_t seed, std::uint64_t calls, std::uint64_t most) {
  std::array<Context, kMachines> machines{Context(40), Context(41)};
  Calls drawn(seed, {machines[0].id(), machines[1].id()});
  Broker broker;
  Agreement agreement(most);
  for (std::uint64_t number = 0; number < calls; ++number) {
    const Call call = drawn.next();
    const int core = broker.answer(call);
    const int kernel = answer_of_kernel(machines[call.machine], call);
    agreement.count(is_expected(call, kernel, core), [&] {
      return fmt::format("{}: the kernel {}, the core {}", describe(call), kernel, core);
    });
  }
  return agreement.end();
}

}  // namespace vmcheck::kernel_peer
