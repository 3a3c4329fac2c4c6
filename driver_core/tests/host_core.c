// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A host, from the core as it is or from a copy with a fault: the include path chooses. */
#include <driver_core/event.c>
#include <driver_core/host/bell.c>
#include <driver_core/host/bell_table.c>
#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/checkpoint.c>
#include <driver_core/host/context.c>
#include <driver_core/host/doorbell.c>
#include <driver_core/host/endpoint.c>
#include <driver_core/host/fetch.c>
#include <driver_core/host/host.c>
#include <driver_core/host/host_ring.c>
#include <driver_core/host/notify.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/program.c>
#include <driver_core/host/send.c>
#include <driver_core/host/subscriber.c>
#include <driver_core/host/table.c>
#include <driver_core/host/watch.c>
#include <driver_core/resource.c>
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>
