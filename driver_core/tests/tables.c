// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The tables, what is kept for sockets, and the parser of what a device sends, from the core as it is or from a copy with a
 * fault: the include path chooses.
 */
#include <driver_core/event.c>
#include <driver_core/notify_index.c>
#include <driver_core/receive.c>
#include <driver_core/resource.c>
#include <driver_core/stack/datagram_queue.c>
#include <driver_core/stack/pool.c>
#include <driver_core/vsock/port_table.c>
