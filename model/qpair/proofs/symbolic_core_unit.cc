// Compiles the core's own files for the symbolic machine; once for each variant
// (core_variant.bzl).
#include "model/qpair/proofs/symbolic_core.h"

namespace vmcheck::symbolic {

#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

#include "model/qpair/core_table_unit.inc"

}  // namespace vmcheck::symbolic
