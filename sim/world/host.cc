// What a host's platform does for its broker: pages of machines that it pins and maps.
#include "sim/world/host.h"

#include <string>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

constexpr int kInvalidArgs = -2;
constexpr int kNoMem = -3;

}  // namespace

// Pages that are not there, or not so many, cannot be pinned.
int Platform::pin(PageStore store, std::uint64_t vm_pages, std::uint64_t host_pages,
                  Pinned& pinned) {
  act();
  demand_unlocked("pins pages");
  QueueArea* of_vm = pairs_->memory().find(store.of_vm);
  QueueArea* of_host = pairs_->memory().find(store.of_host);
  if (of_vm == nullptr || of_host == nullptr) return kInvalidArgs;
  if (of_vm->pages != vm_pages || of_host->pages != host_pages) return kInvalidArgs;
  if (strikes(clients_.host()->faults().memory, FaultClass::memory, chooser_)) return kNoMem;
  ++of_vm->pins;
  ++of_host->pins;
  pinned = store;
  return 0;
}

// A queue whose pages are pinned; null if they are not.
QueueArea* Platform::demand_pinned(Queue queue) {
  QueueArea* area = pairs_->memory().find(queue);
  const bool pinned = area != nullptr && area->pins != 0;
  observer_.always(property::kPins, pinned,
                   [] { return std::string("pages are used that are not pinned"); });
  return pinned ? area : nullptr;
}

void Platform::unpin(Pinned pinned) {
  act();
  demand_unlocked("unpins pages");
  for (const Queue queue : {pinned.of_vm, pinned.of_host}) {
    QueueArea* area = demand_pinned(queue);
    if (area == nullptr) continue;
    observer_.always(property::kPins, area->maps < area->pins,
                     [] { return std::string("pages are unpinned whose header is mapped"); });
    --area->pins;
  }
}

int Platform::map_headers(Pinned pinned) {
  act();
  demand_unlocked("maps headers");
  if (strikes(clients_.host()->faults().memory, FaultClass::memory, chooser_)) return kNoMem;
  for (const Queue queue : {pinned.of_vm, pinned.of_host}) {
    QueueArea* area = demand_pinned(queue);
    if (area == nullptr) continue;
    observer_.always(property::kPins, area->maps < area->pins,
                     [] { return std::string("a header is mapped twice"); });
    ++area->maps;
  }
  return 0;
}

void Platform::unmap_headers(Pinned pinned) {
  act();
  demand_unlocked("unmaps headers");
  for (const Queue queue : {pinned.of_vm, pinned.of_host}) {
    QueueArea* area = demand_pinned(queue);
    const bool mapped = area != nullptr && area->maps != 0;
    observer_.always(property::kPins, mapped,
                     [] { return std::string("headers are unmapped that are not mapped"); });
    if (mapped) --area->maps;
  }
}

void* Platform::mapped_header(Queue queue) {
  QueueArea* area = demand_pinned(queue);
  const bool mapped = area != nullptr && area->maps != 0;
  observer_.always(property::kPins, mapped,
                   [] { return std::string("a header is used that is not mapped"); });
  return mapped ? area->header.data() : lost_.data();
}

Queue Platform::pinned_queue(Queue queue) {
  demand_pinned(queue);
  return queue;
}

void Platform::wake_host() {
  act();
  demand_unlocked("wakes those who wait");
  clients_.host()->woken();
}

void Platform::tell(std::uint32_t context) {
  act();
  demand_unlocked("tells of events");
  clients_.host()->told(context);
}

}  // namespace vmcheck::world
