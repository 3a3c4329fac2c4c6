/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Any platform's device, with a record of the datagrams that go out, of those that clients are
 * given, and of events: see hal_platform.h.
 */
#ifndef VMCI_CORE_HAL_RECORDED_DEVICE_H
#define VMCI_CORE_HAL_RECORDED_DEVICE_H

#define vmci_hal_write_data_out	  vmci_hal_unrecorded_write_data_out
#define vmci_hal_datagram_arrived vmci_hal_unrecorded_datagram_arrived
#define vmci_hal_event_happened	  vmci_hal_unrecorded_event_happened
#include_next "hal_device_platform.h"
#undef vmci_hal_write_data_out
#undef vmci_hal_datagram_arrived
#undef vmci_hal_event_happened

static inline void vmci_hal_write_data_out(vmci_hal_device device, const void *bytes,
					   vmci_u64 length)
{
	vmci_hal_record(VMCI_RECORD_SENT, 0, 0, bytes, length);
	vmci_hal_unrecorded_write_data_out(device, bytes, length);
}

static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
					     const void *datagram, vmci_u64 size)
{
	vmci_hal_record(VMCI_RECORD_ARRIVED, 0, 0, datagram, size);
	vmci_hal_unrecorded_datagram_arrived(device, callback, datagram, size);
}

static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
					   const void *payload, vmci_u64 size)
{
	vmci_hal_record(VMCI_RECORD_EVENT, 0, 0, payload, size);
	vmci_hal_unrecorded_event_happened(device, callback, payload, size);
}

#endif
