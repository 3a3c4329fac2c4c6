// Replays a trace of calls: the core's checks answer them, in their order.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <variant>

#include "tools/replay/host_call.h"
#include "tools/replay/host_core.h"
#include "tools/replay/kind.h"

namespace vmcheck::replay {
namespace {

constexpr unsigned char kCapabilities = VMCI_PAIR_WITH_HOST | VMCI_PAIR_WITH_MEMORY;

// A host with its virtual machines, of which none is restricted.
class Host {
 public:
  Host(const HostCore& core, const CallsHeader& header, bool allow_differences)
      : core_(core), contexts_(header.contexts), allow_differences_(allow_differences) {}

  // What the core answers. Where the recorded answer may differ on purpose, that one.
  int answer(const HostCall& call) {
    return std::visit([&](const auto& what) { return answer(call, what); }, call.call);
  }

 private:
  int answer(const HostCall& call, const DatagramCall& what) const;
  int answer(const HostCall& call, const AllocCall& what);
  int answer(const HostCall& call, const UnmapCall& what);
  int answer(const HostCall& call, const MapCall& what);
  int answer(const HostCall& call, const DetachCall& what);

  using Trigger = int (*)(const vmci_pair*, const vmci_pair_request*, vmci_pair_outcome*);
  int pull(const vmci_pair_request& request, Trigger trigger);

  const HostCore& core_;
  std::vector<std::uint64_t> contexts_;
  bool allow_differences_;
  std::map<Pair32, vmci_pair> pairs_;
};

vmci_pair_request request_of(const HostCall& call, const Pair32& handle) {
  vmci_pair_request request{};
  request.handle = {handle[0], handle[1]};
  request.context = call.caller;
  request.capabilities = kCapabilities;
  return request;
}

int Host::answer(const HostCall& call, const DatagramCall& what) const {
  vmci_u64 size = 0;
  int result = core_.datagram_size(what.payload_size, &size);
  if (result < VMCI_SUCCESS) return result;
  unsigned int facts = VMCI_FROM_GUEST | VMCI_HOST_ACTIVE;
  const bool exists = std::find(contexts_.begin(), contexts_.end(), what.dst[0]) != contexts_.end();
  if (exists) facts |= VMCI_DST_EXISTS;
  vmci_route route = VMCI_ROUTE_NONE;
  result = core_.find_route(what.src[0], what.dst[0], facts, &route);
  if (result < VMCI_SUCCESS) return result;
  result = core_.check_source(call.caller, what.src[0]);
  if (result < VMCI_SUCCESS) return result;
  result = core_.check_interaction(what.src[0], what.dst[0], 0, 0);
  if (result < VMCI_SUCCESS || what.dst[0] != VMCI_CONTEXT_HOST) return result;
  if (what.dst[1] != VMCI_PACKET_RESOURCE) return VMCI_ERROR_INVALID_RESOURCE;
  const vmci_datagram header{
      {what.dst[0], what.dst[1]}, {what.src[0], what.src[1]}, what.payload_size};
  result = core_.check_packet(&header);
  // No socket is there to whom it could be for, which who receives it says.
  return result < VMCI_SUCCESS ? result : int{VMCI_ERROR_NOT_FOUND};
}

int Host::pull(const vmci_pair_request& request, Trigger trigger) {
  const Pair32 handle{request.handle.context, request.handle.resource};
  vmci_pair pair;
  vmci_pair_init(&pair);
  const auto found = pairs_.find(handle);
  if (found != pairs_.end()) pair = found->second;
  vmci_pair_outcome outcome{};
  const int result = trigger(&pair, &request, &outcome);
  if (result < VMCI_SUCCESS) return result;
  pairs_[handle] = outcome.pair;
  if (outcome.pair.state == VMCI_PAIR_GONE) pairs_.erase(handle);
  return VMCI_SUCCESS;
}

int Host::answer(const HostCall& call, const AllocCall& what) {
  vmci_pair_request request = request_of(call, what.handle);
  request.peer = what.peer;
  request.flags = what.flags;
  request.produce_size = what.produce_size;
  request.consume_size = what.consume_size;
  request.pages = what.pages;
  const Trigger trigger = pairs_.contains(what.handle) ? core_.attach : core_.create;
  const int result = pull(request, trigger);
  // vsock::kPagesNotCounted.
  const bool differs = allow_differences_ && result == VMCI_ERROR_INVALID_ARGS &&
                       call.result == VMCI_SUCCESS && what.pages >= 2;
  if (!differs) return result;
  request.pages = vmci_pair_pages(what.produce_size, what.consume_size);
  return pull(request, trigger);
}

int Host::answer(const HostCall& call, const UnmapCall& what) {
  return pull(request_of(call, what.handle), core_.unmap);
}

int Host::answer(const HostCall& call, const MapCall& what) {
  vmci_pair_request request = request_of(call, what.handle);
  request.pages = what.pages;
  return pull(request, core_.map);
}

int Host::answer(const HostCall& call, const DetachCall& what) {
  return pull(request_of(call, what.handle), core_.detach);
}

}  // namespace

void replay_calls(const Header& common, Record& header_line, LineReader& lines,
                  const Options& options, Outcome& outcome) {
  const HostCore& core = options.host_core == nullptr ? host_cores::sound_host : *options.host_core;
  Host host(core, take_calls_header(common, header_line), options.allow_differences);
  while (const auto call = read_call(lines, outcome.events)) {
    const Place& place = lines.place();
    if (is_interrupted(options, place, outcome)) return;
    ++outcome.events;
    // A datagram that was sent gives its size.
    const std::int64_t recorded = std::min<std::int64_t>(call->result, VMCI_SUCCESS);
    const int result = host.answer(*call);
    if (result == recorded) continue;
    outcome.verdict = Verdict::diverged;
    outcome.message =
        fmt::format("{}:{}: step {}, {}: field \"result\": recorded {}, the core has {}",
                    place.file, place.line, call->step, op_name(*call), call->result, result);
    return;
  }
}

}  // namespace vmcheck::replay
