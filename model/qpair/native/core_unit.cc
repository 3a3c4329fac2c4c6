// Compiles the core's own files for this process's memory; once for each variant
// (core_variant.bzl).
#include "model/qpair/native/core.h"

extern "C" {
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>
}

namespace vmcheck::native {

#include "model/qpair/core_table_unit.inc"

}  // namespace vmcheck::native
