// The part of the HAL that concerns a host's contexts: see hal_platform.h.
#pragma once

#include "sim/world/host_hal/hal_host_platform.h"
#include "sim/world/platform.h"

// A program's number; 0 is nobody's.
using vmci_host_callback = std::uint8_t;

// Which of the host's copies, and which of the machines' bytes; 0 is none.
using vmci_host_kept = std::uint8_t;
using vmci_notify_place = std::uint8_t;
using vmci_notify_byte = std::uint8_t;

static inline vmci_host_kept vmci_hal_host_nothing_kept() {
  return 0;
}

static inline vmci_notify_byte vmci_hal_host_no_byte() {
  return 0;
}

static inline vmci_host_callback vmci_hal_host_no_callback() {
  return 0;
}

static inline int vmci_hal_host_keep(vmci_hal_host, const void* datagram, vmci_u64 size,
                                     vmci_host_kept* kept) {
  return vmcheck::world::Platform::current().keep_for_host(
             {static_cast<const std::byte*>(datagram), size}, *kept)
             ? 0
             : 1;
}

// Its type is the core's, of whatever namespace that is in.
struct vmci_hal_link {
  void* address;

  template <typename Link>
  operator Link*() const {
    static_assert(sizeof(Link) <= vmcheck::world::kKeptLinkBytes);
    return static_cast<Link*>(address);
  }
};

static inline vmci_hal_link vmci_hal_host_kept_link(vmci_hal_host, vmci_host_kept kept) {
  return {vmcheck::world::Platform::current().kept_by_host(kept).link.data()};
}

static inline const void* vmci_hal_host_kept_bytes(vmci_hal_host, vmci_host_kept kept) {
  return vmcheck::world::Platform::current().kept_by_host(kept).bytes.data();
}

static inline void vmci_hal_host_forget(vmci_hal_host, vmci_host_kept kept) {
  vmcheck::world::Platform::current().forget_for_host(kept);
}

static inline int vmci_hal_host_datagram_arrived(vmci_hal_host, vmci_host_callback callback,
                                                 const void* datagram, vmci_u64 size) {
  return vmcheck::world::Platform::current().call_program(
      callback, {static_cast<const std::byte*>(datagram), size});
}

static inline void vmci_hal_host_event_happened(vmci_hal_host, vmci_host_callback callback,
                                                const void* payload, vmci_u64 size) {
  vmcheck::world::Platform::current().announce(
      callback, {static_cast<const std::uint8_t*>(payload), static_cast<std::size_t>(size)});
}

static inline void vmci_hal_host_doorbell_rung(vmci_hal_host, vmci_host_callback callback) {
  vmcheck::world::Platform::current().ring_program(callback);
}

static inline int vmci_hal_host_pin_byte(vmci_hal_host, vmci_u32, vmci_notify_place place,
                                         vmci_notify_byte* byte) {
  const int result = vmcheck::world::Platform::current().pin_byte(place);
  if (result >= 0) *byte = place;
  return result;
}

static inline void vmci_hal_host_unpin_byte(vmci_hal_host, vmci_notify_byte byte) {
  vmcheck::world::Platform::current().unpin_byte(byte);
}

static inline void vmci_hal_host_store_byte(vmci_hal_host, vmci_notify_byte byte,
                                            unsigned int value) {
  vmcheck::world::Platform::current().store_notify_byte(byte, static_cast<std::uint8_t>(value));
}
