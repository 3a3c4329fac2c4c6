// Compiles the core's own files for this process's memory; once for each variant
// (core_variant.bzl).
#include "model/qpair/native/core.h"

extern "C" {
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>
}

namespace vmcheck::native {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{
    .name = VMCHECK_CORE_NAME,
    .header_init = vmci_queue_header_init,
    .init = vmci_ring_pair_init,
    .resume = vmci_ring_pair_resume,
    .enqueue = vmci_ring_enqueue,
    .enqueuev = vmci_ring_enqueuev,
    .dequeue = vmci_ring_dequeue,
    .dequeuev = vmci_ring_dequeuev,
    .peek = vmci_ring_peek,
    .peekv = vmci_ring_peekv,
    .produce_indexes = vmci_ring_produce_indexes,
    .consume_indexes = vmci_ring_consume_indexes,
    .produce_free_space = vmci_ring_produce_free_space,
    .produce_buf_ready = vmci_ring_produce_buf_ready,
    .consume_free_space = vmci_ring_consume_free_space,
    .consume_buf_ready = vmci_ring_consume_buf_ready,
};

}  // namespace vmcheck::native
