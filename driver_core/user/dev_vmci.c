// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* /dev/vmci by its ioctl()s. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../result.h"
#include "dev_vmci.h"

#define DEV_INIT_CONTEXT    _IO(7, 0xa0)
#define DEV_SET_PAIR_MEMORY _IO(7, 0xa4)
#define DEV_VERSION	    _IO(7, 0xa7)
#define DEV_ALLOC_PAIR	    _IO(7, 0xa8)
#define DEV_DETACH_PAIR	    _IO(7, 0xaa)
#define DEV_SEND	    _IO(7, 0xab)
#define DEV_RECEIVE	    _IO(7, 0xac)

/* The version whose calls these are, which a driver must know. */
#define DEV_VERSION_WANTED (11 << 16)

struct dev_context {
	vmci_u32 context;
	vmci_u32 flags;
};

struct dev_datagram {
	vmci_u64 address;
	vmci_u32 size;
	int result;
};

struct dev_alloc_pair {
	struct vmci_handle handle;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_u64 produce_size;
	vmci_u64 consume_size;
	vmci_u64 address;
	vmci_u64 pages;
	int result;
	vmci_u32 version;
};

struct dev_detach_pair {
	struct vmci_handle handle;
	int result;
	vmci_u32 reserved;
};

struct dev_pair_memory {
	struct vmci_handle handle;
	vmci_u64 address;
	vmci_u64 pages;
	vmci_u32 version;
	int result;
};

VMCI_ASSERT_SIZE(dev_datagram, 16);
VMCI_ASSERT_SIZE(dev_alloc_pair, 56);
VMCI_ASSERT_SIZE(dev_detach_pair, 16);
VMCI_ASSERT_SIZE(dev_pair_memory, 32);

static int begin_context(int file, vmci_u32 wished, vmci_u32 flags, vmci_u32 *context)
{
	struct dev_context made = {wished, flags};
	int version = DEV_VERSION_WANTED;

	if (ioctl(file, DEV_VERSION, &version) != DEV_VERSION_WANTED)
		return VMCI_ERROR_UNAVAILABLE;
	if (ioctl(file, DEV_INIT_CONTEXT, &made))
		return VMCI_ERROR_NO_RESOURCES;
	*context = made.context;
	return VMCI_SUCCESS;
}

int vmci_dev_open(vmci_u32 wished, vmci_u32 flags, vmci_u32 *context)
{
	int file = open("/dev/vmci", O_RDWR | O_CLOEXEC);
	int result;

	if (file < 0)
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	result = begin_context(file, wished, flags, context);
	if (result < VMCI_SUCCESS) {
		close(file);
		return result;
	}
	return file;
}

void vmci_dev_close(int file)
{
	close(file);
}

static int transfer(int file, unsigned long call, const void *bytes, size_t size)
{
	struct dev_datagram datagram = {(uintptr_t)bytes, (vmci_u32)size, VMCI_SUCCESS};

	if (ioctl(file, call, &datagram))
		return VMCI_ERROR_INVALID_ARGS;
	return datagram.result;
}

int vmci_dev_send(int file, const void *datagram, size_t size)
{
	return transfer(file, DEV_SEND, datagram, size);
}

int vmci_dev_receive(int file, void *buffer, size_t size)
{
	return transfer(file, DEV_RECEIVE, buffer, size);
}

int vmci_dev_alloc_pair(int file, const struct vmci_dev_pair *pair)
{
	struct dev_alloc_pair alloc = {
		.handle = pair->handle,
		.peer = pair->peer,
		.flags = pair->flags,
		.produce_size = pair->produce_size,
		.consume_size = pair->consume_size,
		.address = (uintptr_t)pair->memory,
		.pages = pair->pages,
		.version = DEV_VERSION_WANTED,
	};

	if (ioctl(file, DEV_ALLOC_PAIR, &alloc))
		return VMCI_ERROR_INVALID_ARGS;
	return alloc.result;
}

int vmci_dev_detach_pair(int file, struct vmci_handle handle)
{
	struct dev_detach_pair detach = {.handle = handle};

	if (ioctl(file, DEV_DETACH_PAIR, &detach))
		return VMCI_ERROR_INVALID_ARGS;
	return detach.result;
}

int vmci_dev_set_pair_memory(int file, struct vmci_handle handle, void *memory, vmci_u64 pages)
{
	struct dev_pair_memory set = {
		.handle = handle,
		.address = (uintptr_t)memory,
		.pages = pages,
		.version = DEV_VERSION_WANTED,
	};

	if (ioctl(file, DEV_SET_PAIR_MEMORY, &set))
		return VMCI_ERROR_INVALID_ARGS;
	return set.result;
}

int vmci_dev_wait(int file, int milliseconds)
{
	struct pollfd readable = {.fd = file, .events = POLLIN};

	return poll(&readable, 1, milliseconds) > 0;
}
