// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Notifications from the core as it is or from a copy with a fault: the include path chooses. */
#include <driver_core/vsock/notify.c>
