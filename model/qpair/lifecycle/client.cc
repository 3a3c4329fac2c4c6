#include "model/qpair/lifecycle/client.h"

namespace vmcheck::device::lifecycle {

News news_of(std::uint32_t event) {
  switch (event) {
    case VMCI_EVENT_PEER_ATTACH:
      return News::attached;
    case VMCI_EVENT_PEER_DETACH:
      return News::detached;
    case VMCI_EVENT_QUEUE_PAIR_RESUMED:
      return News::resumed;
    default:
      return News::none;
  }
}

void ClientStep::allocate(const Request& request, std::uint8_t callback) {
  client_.life = Client::Life::allocating;
  client_.steps->handle = request.handle;
  client_.steps->peer = request.peer;
  client_.steps->flags = request.flags;
  client_.steps->produce_size = request.produce_size;
  client_.steps->consume_size = request.consume_size;
  client_.steps->callback = callback;
}

void ClientStep::detach() {
  client_.life = Client::Life::detaching;
  client_.steps->handle = client_.handle;
  client_.steps->end = client_.end;
}

vmci_step ClientStep::go_on() {
  const bool allocates = client_.life == Client::Life::allocating;
  const vmci_step made = step_.drive([&](vmci_guest& guest) {
    return allocates ? driver_.queue_pair_alloc_step(&guest, &*client_.steps)
                     : driver_.queue_pair_detach_step(&guest, &*client_.steps);
  });
  if (made == VMCI_STEP_WAIT) client_.sleeping = 1;
  if (allocates) {
    client_.handle.context = client_.steps->handle.context;
    client_.handle.resource = client_.steps->handle.resource;
    client_.slot = client_.steps->slot;
    client_.end = client_.steps->end;
  }
  return made;
}

// A ring pair is made for each step, as a state has no pointers.
template <typename Move>
int ClientStep::move(const Move& move) {
  return step_.drive([&](vmci_guest& guest) {
    const vmci_ring_indexes kept{client_.produce_tail, client_.produce_head, client_.consume_tail,
                                 client_.consume_head};
    vmci_ring_pair ring{};
    driver_.queue_pair_views(&guest, client_.slot, client_.end, &ring);
    int result = driver_.ring_pair_resume(&ring, &kept);
    if (result >= VMCI_SUCCESS) result = move(ring);
    client_.produce_tail = static_cast<std::uint8_t>(ring.produce.tail);
    client_.produce_head = static_cast<std::uint8_t>(ring.consume.head);
    client_.consume_tail = static_cast<std::uint8_t>(ring.consume.tail);
    client_.consume_head = static_cast<std::uint8_t>(ring.produce.head);
    return result;
  });
}

int ClientStep::write(std::uint8_t byte) {
  return move([&](vmci_ring_pair& ring) {
    vmci_u64 copied = 0;
    const int result = driver_.ring_enqueue(&ring, &byte, 1, &copied);
    return result >= VMCI_SUCCESS && copied != 1 ? VMCI_ERROR_GENERIC : result;
  });
}

int ClientStep::read(std::uint8_t& byte) {
  return move([&](vmci_ring_pair& ring) {
    vmci_u64 copied = 0;
    const int result = driver_.ring_dequeue(&ring, &byte, 1, &copied);
    return result >= VMCI_SUCCESS && copied != 1 ? VMCI_ERROR_GENERIC : result;
  });
}

}  // namespace vmcheck::device::lifecycle
