/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for the Linux kernel: sockets. They are linux/sockets.h's. */
#ifndef VMCI_CORE_HAL_LINUX_STACK_H
#define VMCI_CORE_HAL_LINUX_STACK_H

struct vmci_sockets;

typedef struct vmci_sockets *vmci_hal_stack;

/* In linux/sockets.c. */
vmci_callback vmci_linux_sockets_packets(struct vmci_sockets *sockets);
vmci_callback vmci_linux_sockets_events(struct vmci_sockets *sockets);
vmci_callback vmci_linux_sockets_peer(struct vmci_sockets *sockets, unsigned int slot);
int vmci_linux_sockets_alloc_queue(struct vmci_sockets *sockets, vmci_u64 pages, vmci_queue *queue);
void vmci_linux_sockets_free_queue(struct vmci_sockets *sockets, vmci_u64 pages, vmci_queue queue);
vmci_timer_handler vmci_linux_sockets_timer(struct vmci_sockets *sockets, unsigned int slot);
void vmci_linux_sockets_work(struct vmci_sockets *sockets);
void vmci_linux_sockets_wake(struct vmci_sockets *sockets);
void vmci_linux_socket_wake(struct vmci_sockets *sockets, unsigned int slot);

static inline vmci_callback vmci_hal_stack_packets(vmci_hal_stack stack)
{
	return vmci_linux_sockets_packets(stack);
}

static inline vmci_callback vmci_hal_stack_events(vmci_hal_stack stack)
{
	return vmci_linux_sockets_events(stack);
}

static inline vmci_callback vmci_hal_stack_peer(vmci_hal_stack stack, unsigned int slot)
{
	return vmci_linux_sockets_peer(stack, slot);
}

static inline int vmci_hal_stack_alloc_queue(vmci_hal_stack stack, vmci_u64 pages,
					     vmci_queue *queue)
{
	return vmci_linux_sockets_alloc_queue(stack, pages, queue);
}

static inline void vmci_hal_stack_free_queue(vmci_hal_stack stack, vmci_u64 pages, vmci_queue queue)
{
	vmci_linux_sockets_free_queue(stack, pages, queue);
}

static inline vmci_timer_handler vmci_hal_stack_timer(vmci_hal_stack stack, unsigned int slot)
{
	return vmci_linux_sockets_timer(stack, slot);
}

static inline void vmci_hal_stack_work(vmci_hal_stack stack)
{
	vmci_linux_sockets_work(stack);
}

static inline void vmci_hal_stack_wake(vmci_hal_stack stack)
{
	vmci_linux_sockets_wake(stack);
}

static inline void vmci_hal_socket_wake(vmci_hal_stack stack, unsigned int slot)
{
	vmci_linux_socket_wake(stack, slot);
}

#endif
