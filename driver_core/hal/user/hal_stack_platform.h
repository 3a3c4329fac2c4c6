/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for user programs: sockets. They are user/sockets.h's. */
#ifndef VMCI_CORE_HAL_USER_STACK_H
#define VMCI_CORE_HAL_USER_STACK_H

struct vmci_user_sockets;

typedef struct vmci_user_sockets *vmci_hal_stack;

/* In user/sockets.c. */
vmci_callback vmci_user_sockets_packets(struct vmci_user_sockets *sockets);
vmci_callback vmci_user_sockets_events(struct vmci_user_sockets *sockets);
vmci_callback vmci_user_sockets_peer(struct vmci_user_sockets *sockets, unsigned int slot);
int vmci_user_sockets_alloc_queue(struct vmci_user_sockets *sockets, vmci_u64 pages,
				  vmci_queue *queue);
void vmci_user_sockets_free_queue(struct vmci_user_sockets *sockets, vmci_u64 pages,
				  vmci_queue queue);
vmci_timer_handler vmci_user_sockets_timer(struct vmci_user_sockets *sockets, unsigned int slot);
void vmci_user_sockets_work(struct vmci_user_sockets *sockets);

static inline vmci_callback vmci_hal_stack_packets(vmci_hal_stack stack)
{
	return vmci_user_sockets_packets(stack);
}

static inline vmci_callback vmci_hal_stack_events(vmci_hal_stack stack)
{
	return vmci_user_sockets_events(stack);
}

static inline vmci_callback vmci_hal_stack_peer(vmci_hal_stack stack, unsigned int slot)
{
	return vmci_user_sockets_peer(stack, slot);
}

static inline int vmci_hal_stack_alloc_queue(vmci_hal_stack stack, vmci_u64 pages,
					     vmci_queue *queue)
{
	return vmci_user_sockets_alloc_queue(stack, pages, queue);
}

static inline void vmci_hal_stack_free_queue(vmci_hal_stack stack, vmci_u64 pages, vmci_queue queue)
{
	vmci_user_sockets_free_queue(stack, pages, queue);
}

static inline vmci_timer_handler vmci_hal_stack_timer(vmci_hal_stack stack, unsigned int slot)
{
	return vmci_user_sockets_timer(stack, slot);
}

static inline void vmci_hal_stack_work(vmci_hal_stack stack)
{
	vmci_user_sockets_work(stack);
}

/* Who waits tries again behind everything that has happened, see vmci_user_run(). */
static inline void vmci_hal_stack_wake(vmci_hal_stack stack)
{
	(void)stack;
}

static inline void vmci_hal_socket_wake(vmci_hal_stack stack, unsigned int slot)
{
	(void)stack;
	(void)slot;
}

#endif
