// Compiles the core's own files for this process's memory; once for each variant
// (//model/device:core_variant.bzl).
#include "tools/replay/host_core.h"

namespace vmcheck::replay::host_cores {

extern const HostCore VMCHECK_CORE;
const HostCore VMCHECK_CORE{
    .name = VMCHECK_CORE_NAME,
    .datagram_size = vmci_datagram_size,
    .find_route = vmci_find_route,
    .check_source = vmci_datagram_check_source,
    .check_interaction = vmci_datagram_check_interaction,
    .check_packet = vmci_packet_check,
    .create = vmci_pair_create,
    .attach = vmci_pair_attach,
    .unmap = vmci_pair_unmap,
    .map = vmci_pair_map,
    .detach = vmci_pair_detach,
};

}  // namespace vmcheck::replay::host_cores
