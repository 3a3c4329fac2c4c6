/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Contexts that are to be told when another is removed: the host, of its virtual machines, and
 * these, of the host, which is never removed while it has any. As between virtual machines there is
 * nothing else to be told, none watches another.
 *
 * What the host is to be told is not lost: a context that was watched keeps its place, though not
 * its id, until the host's programs have been told. A watch ends with that, and is not for the next
 * one of the id.
 */
#ifndef VMCI_CORE_WATCH_H
#define VMCI_CORE_WATCH_H

#include "host.h"

/*
 * Has a context told when another is removed, in one step. VMCI_ERROR_INVALID_ARGS: there is no
 * such watcher, or it would watch itself; VMCI_ERROR_DST_UNREACHABLE: a virtual machine would watch
 * another; VMCI_ERROR_NOT_FOUND: there is nothing to watch; VMCI_ERROR_ALREADY_EXISTS.
 */
int vmci_host_watch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched);

/* Ends that. VMCI_ERROR_INVALID_ARGS as above; VMCI_ERROR_NOT_FOUND: it does not watch that one. */
int vmci_host_unwatch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched);

/* The next context of whose removal the host is told. Zero: there is none. One step. */
int vmci_host_next_removed(struct vmci_host *host, vmci_u32 *context);

#endif
