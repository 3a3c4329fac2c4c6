/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL of a host that a test makes up, see host_platform.h. */
#ifndef VMCI_CORE_TESTS_HAL_HOST_H
#define VMCI_CORE_TESTS_HAL_HOST_H

struct vmci_broker;

/* Whose lock must not be held when the platform is called. */
typedef const struct vmci_broker *vmci_hal_host;

/* Which of the pieces of memory that the test has. */
typedef vmci_u32 vmci_page_store;

/* The same, and one more, so that 0 is nothing. */
typedef struct vmci_pinned {
	unsigned int memory;
} vmci_pinned;

#ifdef __cplusplus
extern "C" {
#endif

int test_host_pin(vmci_hal_host host, vmci_u32 context, vmci_page_store store, vmci_u64 vm_pages,
		  vmci_u64 host_pages);
void test_host_unpin(vmci_hal_host host, unsigned int memory);
int test_host_map_headers(vmci_hal_host host, unsigned int memory);
void test_host_unmap_headers(vmci_hal_host host, unsigned int memory);
struct vmci_queue_header *test_host_header(unsigned int memory, unsigned int queue);
vmci_page_list test_host_pages(unsigned int memory, unsigned int queue);
void test_host_wake(vmci_hal_host host);
void test_host_tell(vmci_hal_host host, vmci_u32 context);

#ifdef __cplusplus
}
#endif

static inline vmci_pinned vmci_hal_host_nothing_pinned(void)
{
	vmci_pinned nothing = { 0 };

	return nothing;
}

static inline int vmci_hal_host_pin(vmci_hal_host host, vmci_u32 context, vmci_page_store store,
				    vmci_u64 vm_pages, vmci_u64 host_pages, vmci_pinned *pinned)
{
	int result = test_host_pin(host, context, store, vm_pages, host_pages);

	if (result >= 0)
		pinned->memory = store + 1;
	return result;
}

static inline void vmci_hal_host_unpin(vmci_hal_host host, vmci_pinned *pinned)
{
	test_host_unpin(host, pinned->memory);
}

static inline int vmci_hal_host_map_headers(vmci_hal_host host, vmci_pinned *pinned)
{
	return test_host_map_headers(host, pinned->memory);
}

static inline void vmci_hal_host_unmap_headers(vmci_hal_host host, vmci_pinned *pinned)
{
	test_host_unmap_headers(host, pinned->memory);
}

static inline struct vmci_queue_header *vmci_hal_host_header(const vmci_pinned *pinned,
							     unsigned int queue)
{
	return test_host_header(pinned->memory, queue);
}

static inline vmci_page_list vmci_hal_host_pages(const vmci_pinned *pinned, unsigned int queue)
{
	return test_host_pages(pinned->memory, queue);
}

static inline void vmci_hal_host_wake(vmci_hal_host host)
{
	test_host_wake(host);
}

static inline void vmci_hal_host_tell(vmci_hal_host host, vmci_u32 context)
{
	test_host_tell(host, context);
}

#endif
