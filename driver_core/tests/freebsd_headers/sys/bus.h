/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_BUS_H
#define VMCI_CORE_TESTS_SYS_BUS_H

#include <machine/bus.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct device* device_t;
struct resource;

typedef void driver_intr_t(void* data);
typedef int driver_filter_t(void* data);

#define INTR_TYPE_MISC 16
#define INTR_MPSAFE 512
#define BUS_PROBE_DEFAULT (-20)

struct resource* bus_alloc_resource_any(device_t device, int type, int* id, u_int flags);
int bus_release_resource(device_t device, int type, int id, struct resource* resource);
int bus_setup_intr(device_t device, struct resource* interrupt, int flags, driver_filter_t* filter,
                   driver_intr_t* handler, void* data, void** cookie);
int bus_teardown_intr(device_t device, struct resource* interrupt, void* cookie);
bus_dma_tag_t bus_get_dma_tag(device_t device);

void bus_barrier(struct resource* window, bus_size_t offset, bus_size_t length, int flags);
uint32_t bus_read_4(struct resource* window, bus_size_t offset);
void bus_write_4(struct resource* window, bus_size_t offset, uint32_t value);
void bus_read_multi_1(struct resource* window, bus_size_t offset, uint8_t* bytes, bus_size_t count);
void bus_write_multi_1(struct resource* window, bus_size_t offset, const uint8_t* bytes,
                       bus_size_t count);

void* device_get_softc(device_t device);
void device_set_desc(device_t device, const char* description);
__attribute__((format(printf, 2, 3))) int device_printf(device_t device, const char* format, ...);

typedef struct device_method {
  const char* name;
  int (*function)(device_t device);
} device_method_t;

typedef struct driver {
  const char* name;
  device_method_t* methods;
  size_t size;
} driver_t;

#define DEVMETHOD(name, function) \
  { #name, function }
#define DEVMETHOD_END \
  { 0, 0 }
#define DRIVER_MODULE(name, bus, driver, event, data) driver_t* const name##_driver_module = &driver

#ifdef __cplusplus
}
#endif

#endif
