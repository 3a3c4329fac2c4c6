// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The core from a copy with a fault seeded in: which one is the include path's choice. */
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>
