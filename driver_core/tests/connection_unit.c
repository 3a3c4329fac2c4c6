// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Connections from the core as it is or from a copy with a fault: the include path chooses.
 */
#include <driver_core/vsock/child.c>
#include <driver_core/vsock/client.c>
#include <driver_core/vsock/connected.c>
#include <driver_core/vsock/connection.c>
#include <driver_core/vsock/listener.c>
