// Compiles the core's own files for the symbolic machine; once for each variant
// (core_variant.bzl).
#include "model/qpair/proofs/symbolic_core.h"

namespace vmcheck::symbolic {

#include <driver_core/index.h>

#include <driver_core/ring_query.c>

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{
    .name = VMCHECK_CORE_NAME,
    .pointer_add = vmci_pointer_add,
    .free_space = vmci_free_space,
    .buf_ready = vmci_buf_ready,
    .accept_head = vmci_accept_head,
    .accept_tail = vmci_accept_tail,
    .resume = vmci_ring_pair_resume,
    .produce_indexes = vmci_ring_produce_indexes,
    .consume_indexes = vmci_ring_consume_indexes,
    .produce_free_space = vmci_ring_produce_free_space,
    .produce_buf_ready = vmci_ring_produce_buf_ready,
    .consume_free_space = vmci_ring_consume_free_space,
    .consume_buf_ready = vmci_ring_consume_buf_ready,
};

}  // namespace vmcheck::symbolic
