/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_MACHINE_BUS_H
#define VMCI_CORE_TESTS_MACHINE_BUS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef u_long bus_addr_t;
typedef u_long bus_size_t;

#define BUS_SPACE_MAXADDR ((bus_addr_t)-1)
#define BUS_SPACE_BARRIER_READ 1
#define BUS_SPACE_BARRIER_WRITE 2

#define BUS_DMA_WAITOK 0
#define BUS_DMA_NOWAIT 1
#define BUS_DMA_COHERENT 4
#define BUS_DMA_ZERO 8

typedef struct bus_dma_tag* bus_dma_tag_t;
typedef struct bus_dmamap* bus_dmamap_t;

typedef struct bus_dma_segment {
  bus_addr_t ds_addr;
  bus_size_t ds_len;
} bus_dma_segment_t;

typedef int bus_dma_filter_t(void* data, bus_addr_t address);
typedef void bus_dma_lock_t(void* data, int operation);
typedef void bus_dmamap_callback_t(void* data, bus_dma_segment_t* segments, int count, int error);

int bus_dma_tag_create(bus_dma_tag_t parent, bus_size_t alignment, bus_addr_t boundary,
                       bus_addr_t lowest_excluded, bus_addr_t highest_excluded,
                       bus_dma_filter_t* filter, void* filter_data, bus_size_t size, int segments,
                       bus_size_t segment_size, int flags, bus_dma_lock_t* lock, void* lock_data,
                       bus_dma_tag_t* tag);
int bus_dma_tag_destroy(bus_dma_tag_t tag);
int bus_dmamem_alloc(bus_dma_tag_t tag, void** memory, int flags, bus_dmamap_t* map);
void bus_dmamem_free(bus_dma_tag_t tag, void* memory, bus_dmamap_t map);
int bus_dmamap_load(bus_dma_tag_t tag, bus_dmamap_t map, void* memory, bus_size_t size,
                    bus_dmamap_callback_t* callback, void* data, int flags);
void bus_dmamap_unload(bus_dma_tag_t tag, bus_dmamap_t map);

#ifdef __cplusplus
}
#endif

#endif
