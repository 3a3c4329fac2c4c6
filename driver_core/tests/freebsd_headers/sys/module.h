/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_MODULE_H
#define VMCI_CORE_TESTS_SYS_MODULE_H

#define MODULE_DEPEND(name, other, least, wanted, most) struct name##_depends_on_##other
#define MODULE_VERSION(name, version) struct name##_version

#endif
