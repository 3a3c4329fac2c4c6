// The production core's checks of what a host is asked for, as they stand or with a seeded fault.
#pragma once

extern "C" {
#include <driver_core/host/pair_alloc.h>
#include <driver_core/host/pair_party.h>
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::replay {

// The functions of route.h, datagram.h, packet.h, pair_alloc.h and pair_party.h that a replay
// calls.
struct HostCore {
  const char* name;
  decltype(&vmci_datagram_size) datagram_size;
  decltype(&vmci_find_route) find_route;
  decltype(&vmci_datagram_check_source) check_source;
  decltype(&vmci_datagram_check_interaction) check_interaction;
  decltype(&vmci_packet_check) check_packet;
  decltype(&vmci_pair_create) create;
  decltype(&vmci_pair_attach) attach;
  decltype(&vmci_pair_unmap) unmap;
  decltype(&vmci_pair_map) map;
  decltype(&vmci_pair_detach) detach;
};

namespace host_cores {

// The core as it stands.
extern const HostCore sound_host;

}  // namespace host_cores
}  // namespace vmcheck::replay
