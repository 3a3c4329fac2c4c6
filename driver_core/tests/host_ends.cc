#include "driver_core/tests/host_ends.h"

#include <utility>

namespace vmcheck::core {

HostEnds::Operation::Operation(vmci_host_request request, std::vector<unsigned char> data,
                               bool blocks)
    : bytes(std::move(data)),
      source{bytes.data(), bytes.size()},
      target{bytes.data(), bytes.size()} {
  of_broker.handle = kPair;
  of_broker.sources = &source;
  of_broker.targets = &target;
  of_broker.count = 1;
  of_broker.request = static_cast<unsigned char>(request);
  of_broker.blocks = blocks;
}

HostEnds::HostEnds() : broker_(std::make_unique<vmci_broker>()) {
  vmci_broker_init(broker_.get(), broker_.get());
  vmci_broker_add_context(broker_.get(), kVm, 0, VMCI_VERSION_WITH_MEMORY);
  store_ = platform.NewMemory(kVm, kVmProduces, kVmConsumes);
  SetViews();
  vmci_queue_header_init(&memory().headers[0], kPair);
  vmci_queue_header_init(&memory().headers[1], kPair);
  vmci_ring_pair_init(&vm_);
  Do(vmci_broker_alloc_step, VMCI_CONTEXT_HOST);
  Do(vmci_broker_alloc_step, kVm);
}

void HostEnds::SetViews() {
  VmMemory& now = memory();
  vm_.produce.header = &now.headers[VMCI_HOST_QUEUE_OF_VM];
  vm_.produce.bytes = {now.pages[0].data(), now.pages[0].size(), kVmProduces};
  vm_.consume.header = &now.headers[VMCI_HOST_QUEUE_OF_HOST];
  vm_.consume.bytes = {now.pages[1].data(), now.pages[1].size(), kVmConsumes};
}

enum vmci_step HostEnds::Step(Operation& operation) {
  const enum vmci_step made = vmci_host_endpoint_step(broker_.get(), &operation.of_broker);
  operation.done = made == VMCI_STEP_DONE;
  operation.waits.reset();
  if (made == VMCI_STEP_WAIT) operation.waits = platform.wakes;
  return made;
}

enum vmci_step HostEnds::Step(Change& change) {
  const enum vmci_step made = change.step(broker_.get(), &change.of_broker);
  change.done = made == VMCI_STEP_DONE;
  change.waits.reset();
  if (made == VMCI_STEP_WAIT) change.waits = platform.wakes;
  return made;
}

HostEnds::Change HostEnds::Begin(decltype(&vmci_broker_map_step) step, uint32_t context) {
  const bool host = context == VMCI_CONTEXT_HOST;
  Change change;
  change.step = step;
  vmci_pair_request& request = change.of_broker.request;
  request.handle = kPair;
  request.context = context;
  request.peer = VMCI_ID_INVALID;
  request.produce_size = host ? kVmConsumes : kVmProduces;
  request.consume_size = host ? kVmProduces : kVmConsumes;
  request.pages = host ? 0 : vmci_pair_pages(kVmProduces, kVmConsumes);
  change.of_broker.store = store_;
  return change;
}

int HostEnds::Do(decltype(&vmci_broker_map_step) step, uint32_t context) {
  Change change = Begin(step, context);
  platform.Expect(Finish(change), "a change waits, and nobody wakes it");
  return change.of_broker.result;
}

void HostEnds::MoveMemory() {
  const uint32_t place = platform.NewMemory(kVm, kVmProduces, kVmConsumes);
  VmMemory& from = memory();
  VmMemory& to = platform.memory(place);
  platform.Expect(!from.pinned, "memory is moved that is pinned");
  for (const unsigned queue : {0u, 1u}) {
    std::swap(from.headers[queue], to.headers[queue]);
    for (size_t i = 0; i < from.pages[queue].size(); ++i) {
      to.bytes[queue][i].assign(from.bytes[queue][i].begin(), from.bytes[queue][i].end());
      to.pages[queue][i] = to.bytes[queue][i].data();
      from.bytes[queue][i].assign(VMCI_HAL_PAGE_SIZE, 0xee);
    }
  }
  store_ = place;
  SetViews();
}

uint64_t HostEnds::Enqueue(std::vector<unsigned char> bytes) {
  uint64_t moved = 0;
  vmci_ring_enqueue(&vm_, bytes.data(), bytes.size(), &moved);
  ++platform.wakes;
  return moved;
}

std::vector<unsigned char> HostEnds::Dequeue(uint64_t length) {
  std::vector<unsigned char> bytes(length);
  uint64_t moved = 0;
  vmci_ring_dequeue(&vm_, bytes.data(), length, &moved);
  ++platform.wakes;
  bytes.resize(moved);
  return bytes;
}

}  // namespace vmcheck::core
