// Compiles the core's own files for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/qpair/simulated_core.h"

namespace vmcheck::simulated {

#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

#include "model/qpair/core_table_unit.inc"

}  // namespace vmcheck::simulated
