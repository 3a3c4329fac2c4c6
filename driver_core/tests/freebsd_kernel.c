// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "driver_core/tests/freebsd_kernel.h"

#include <dev/pci/pcireg.h>
#include <dev/pci/pcivar.h>
#include <driver_core/device/message.h>
#include <driver_core/device/step.h>
#include <driver_core/device/transfer.h>
#include <driver_core/hal/device.h>
#include <driver_core/hal/timer.h>
#include <sys/errno.h>
#include <sys/module.h>

#define PAGES 64
#define MEMORY_SIZE 0x40000
#define REGISTERS 0x40

struct resource {
  int type;
  int id;
};
struct taskqueue {
  int unused;
};

/* The kernel, the device and the account of one trial. */
static struct {
  struct freebsd_trial trial;
  struct freebsd_outcome outcome;
  void* softc;
  int locked;
  int messages;
  int sleeper_ready;
  struct resource resources[4];
  unsigned int resource_count;
  struct taskqueue queue;
  driver_intr_t* handlers[2];
  void* data[2];
  uint32_t registers[REGISTERS / 4];
  unsigned int pages;
} kernel;

static _Alignas(PAGE_SIZE) unsigned char arena[PAGES][PAGE_SIZE];

extern driver_t* const vmci_core_driver_module;

static void wrong(const char* what) {
  if (!kernel.outcome.wrong) kernel.outcome.wrong = what;
}

/* Whether a call that can fail does. None is made with a lock held. */
static int fails(void) {
  if (kernel.locked) wrong("a call with a lock held");
  return ++kernel.outcome.calls == kernel.trial.failing;
}

/* Something was given to the driver, or taken back. */
static int give(int count) {
  kernel.outcome.left += count;
  return 0;
}

/* The device. */

static uint32_t answer_to(const unsigned char* bytes) {
  struct vmci_datagram datagram;

  memcpy(&datagram, bytes, sizeof(datagram));
  switch (datagram.dst.resource) {
    case 0:
      return 1; /* RESOURCES_QUERY: there is the one that was asked about */
    case 1:
      return 17; /* GET_CONTEXT_ID */
    default:
      return 0;
  }
}

static unsigned char* memory_at(uint32_t high, uint32_t low) {
  return (unsigned char*)((u_long)high << 32 | low);
}

static void take_from_memory(unsigned char* buffer) {
  struct vmci_dma_header header;

  memcpy(&header, buffer, sizeof(header));
  header.result = answer_to(buffer + sizeof(header));
  header.busy = 0;
  memcpy(buffer, &header, sizeof(header));
}

/* It gives bytes in which there is no datagram. */
static void give_in_memory(unsigned char* buffer) {
  struct vmci_dma_element element;
  uint32_t busy = 1;

  memcpy(&element, buffer + sizeof(struct vmci_dma_header), sizeof(element));
  __builtin_memset((unsigned char*)element.address, 0xff, element.size);
  memcpy(buffer, &busy, sizeof(busy));
}

static bus_size_t first_register(const struct resource* window) {
  return window->type == SYS_RES_MEMORY ? 0x20000 : 0;
}

uint32_t bus_read_4(struct resource* window, bus_size_t offset) {
  bus_size_t at = offset - first_register(window);

  if (at == VMCI_REGISTER_CAPABILITIES)
    return VMCI_CAPABILITY_DATAGRAM | VMCI_CAPABILITY_NOTIFICATIONS | VMCI_CAPABILITY_PPN64 |
           VMCI_CAPABILITY_DMA_DATAGRAM;
  return kernel.registers[at / 4];
}

void bus_write_4(struct resource* window, bus_size_t offset, uint32_t value) {
  bus_size_t at = offset - first_register(window);
  uint32_t* registers = kernel.registers;

  registers[at / 4] = value;
  if (at == VMCI_REGISTER_DATA_OUT_LOW)
    take_from_memory(memory_at(registers[VMCI_REGISTER_DATA_OUT_HIGH / 4], value));
  if (at == VMCI_REGISTER_DATA_IN_LOW)
    give_in_memory(memory_at(registers[VMCI_REGISTER_DATA_IN_HIGH / 4], value));
}

void bus_write_multi_1(struct resource* window, bus_size_t offset, const uint8_t* bytes,
                       bus_size_t count) {
  if (window->type != SYS_RES_IOPORT || offset != VMCI_REGISTER_DATA_OUT || count < 24)
    wrong("bytes written elsewhere");
  kernel.registers[VMCI_REGISTER_RESULT_LOW / 4] = answer_to(bytes);
}

void bus_read_multi_1(struct resource* window, bus_size_t offset, uint8_t* bytes,
                      bus_size_t count) {
  if (window->type != SYS_RES_IOPORT || offset != VMCI_REGISTER_DATA_IN)
    wrong("bytes read elsewhere");
  __builtin_memset(bytes, 0xff, count);
}

void bus_barrier(struct resource* window, bus_size_t offset, bus_size_t length, int flags) {
  (void)window, (void)offset, (void)length, (void)flags;
}

/* Windows and interrupts. */

struct resource* bus_alloc_resource_any(device_t device, int type, int* id, u_int flags) {
  struct resource* resource = &kernel.resources[kernel.resource_count];

  (void)device, (void)flags;
  if (fails()) return NULL;
  kernel.resource_count++;
  resource->type = type;
  resource->id = *id;
  give(1);
  return resource;
}

int bus_release_resource(device_t device, int type, int id, struct resource* resource) {
  (void)device;
  if (!resource || resource->type != type || resource->id != id) wrong("another resource released");
  return give(-1);
}

uint64_t rman_get_size(struct resource* resource) {
  if (resource->type == SYS_RES_MEMORY) return kernel.trial.memory ? MEMORY_SIZE : 2 * PAGE_SIZE;
  return REGISTERS;
}

int pci_msix_count(device_t device) {
  (void)device;
  return kernel.trial.interrupts == FREEBSD_MSIX ? 3 : 0;
}

static int alloc_messages(enum freebsd_interrupts kind, int count) {
  if (kernel.trial.interrupts < kind || fails()) return ENXIO;
  kernel.messages = count;
  return give(count);
}

int pci_alloc_msix(device_t device, int* count) {
  (void)device;
  return alloc_messages(FREEBSD_MSIX, *count);
}

int pci_alloc_msi(device_t device, int* count) {
  (void)device;
  return alloc_messages(FREEBSD_MSI, *count);
}

int pci_release_msi(device_t device) {
  (void)device;
  give(-kernel.messages);
  kernel.messages = 0;
  return 0;
}

int bus_setup_intr(device_t device, struct resource* interrupt, int flags, driver_filter_t* filter,
                   driver_intr_t* handler, void* data, void** cookie) {
  int vector = kernel.messages ? interrupt->id - 1 : interrupt->id;

  (void)device, (void)flags, (void)filter;
  if (vector < 0 || vector > 1) wrong("an interrupt that there is not");
  if (fails()) return ENXIO;
  kernel.handlers[vector & 1] = handler;
  kernel.data[vector & 1] = data;
  *cookie = &kernel.handlers[vector & 1];
  kernel.outcome.vectors++;
  return give(1);
}

int bus_teardown_intr(device_t device, struct resource* interrupt, void* cookie) {
  (void)device, (void)interrupt;
  *(driver_intr_t**)cookie = NULL;
  return give(-1);
}

int pci_enable_busmaster(device_t device) {
  (void)device;
  return give(1);
}

int pci_disable_busmaster(device_t device) {
  (void)device;
  return give(-1);
}

uint16_t pci_get_vendor(device_t device) {
  (void)device;
  return 0x15ad;
}

uint16_t pci_get_device(device_t device) {
  (void)device;
  return 0x0740;
}

void* device_get_softc(device_t device) {
  (void)device;
  return &kernel.softc;
}

void device_set_desc(device_t device, const char* description) {
  (void)device, (void)description;
}

int device_printf(device_t device, const char* format, ...) {
  (void)device, (void)format;
  return 0;
}

/* Memory. */

void* malloc(size_t size, struct malloc_type* type, int flags) {
  (void)type, (void)flags;
  give(1);
  return __builtin_calloc(1, size);
}

void free(void* memory, struct malloc_type* type) {
  (void)type;
  give(-1);
  __builtin_free(memory);
}

vm_paddr_t pmap_kextract(vm_offset_t address) {
  return address;
}

bus_dma_tag_t bus_get_dma_tag(device_t device) {
  (void)device;
  return NULL;
}

int bus_dma_tag_create(bus_dma_tag_t parent, bus_size_t alignment, bus_addr_t boundary,
                       bus_addr_t lowest_excluded, bus_addr_t highest_excluded,
                       bus_dma_filter_t* filter, void* filter_data, bus_size_t size, int segments,
                       bus_size_t segment_size, int flags, bus_dma_lock_t* lock, void* lock_data,
                       bus_dma_tag_t* tag) {
  (void)parent, (void)boundary, (void)highest_excluded, (void)filter, (void)filter_data;
  (void)segment_size, (void)flags, (void)lock, (void)lock_data;
  if (fails()) return ENXIO;
  if (alignment != PAGE_SIZE || segments != 1 || lowest_excluded != BUS_SPACE_MAXADDR)
    wrong("memory of another kind");
  *tag = (bus_dma_tag_t)(void*)size;
  return give(1);
}

int bus_dma_tag_destroy(bus_dma_tag_t tag) {
  (void)tag;
  return give(-1);
}

int bus_dmamem_alloc(bus_dma_tag_t tag, void** memory, int flags, bus_dmamap_t* map) {
  (void)flags, (void)map;
  if (fails()) return ENXIO;
  *memory = arena[kernel.pages];
  kernel.pages += (unsigned int)((bus_size_t)tag / PAGE_SIZE);
  return give(1);
}

/* The device no longer accesses memory that the driver gives back: it was reset. */
void bus_dmamem_free(bus_dma_tag_t tag, void* memory, bus_dmamap_t map) {
  (void)tag, (void)memory, (void)map;
  give(-1);
}

int bus_dmamap_load(bus_dma_tag_t tag, bus_dmamap_t map, void* memory, bus_size_t size,
                    bus_dmamap_callback_t* callback, void* data, int flags) {
  bus_dma_segment_t segment = {.ds_addr = (bus_addr_t)memory, .ds_len = size};

  (void)tag, (void)map, (void)flags;
  if (fails()) return ENXIO;
  callback(data, &segment, 1, 0);
  return give(1);
}

void bus_dmamap_unload(bus_dma_tag_t tag, bus_dmamap_t map) {
  (void)tag, (void)map;
  give(-1);
}

/* Threads. */

void mtx_init(struct mtx* mutex, const char* name, const char* type, int options) {
  (void)mutex, (void)name, (void)type, (void)options;
  give(1);
}

void mtx_destroy(struct mtx* mutex) {
  (void)mutex;
  give(-1);
}

void mtx_lock(struct mtx* mutex) {
  if (mutex->state++) wrong("a lock taken twice");
  kernel.locked++;
}

void mtx_unlock(struct mtx* mutex) {
  if (--mutex->state) wrong("a lock given back that was not taken");
  kernel.locked--;
}

void DELAY(int microseconds) {
  (void)microseconds;
}
void wakeup(const void* channel) {
  (void)channel;
}

struct taskqueue* taskqueue_create(const char* name, int flags, taskqueue_enqueue_fn enqueue,
                                   void* context) {
  (void)name, (void)flags, (void)enqueue, (void)context;
  give(1);
  return &kernel.queue;
}

void taskqueue_thread_enqueue(void* context) {
  (void)context;
}

int taskqueue_start_threads(struct taskqueue** queue, int count, int priority, const char* name,
                            ...) {
  (void)queue, (void)count, (void)priority, (void)name;
  return fails() ? ENXIO : 0;
}

int taskqueue_enqueue(struct taskqueue* queue, struct task* task) {
  (void)queue;
  task->function(task->context, 1);
  return 0;
}

void taskqueue_drain(struct taskqueue* queue, struct task* task) {
  (void)queue, (void)task;
}

void taskqueue_free(struct taskqueue* queue) {
  (void)queue;
  give(-1);
}

/* What the test asks for. */

static int call(const char* name) {
  const device_method_t* method;

  for (method = vmci_core_driver_module->methods; method->name; method++)
    if (!__builtin_strcmp(method->name, name)) return method->function(NULL);
  wrong("a method is missing");
  return ENXIO;
}

struct freebsd_outcome freebsd_try(struct freebsd_trial trial) {
  unsigned int i;

  __builtin_memset(&kernel, 0, sizeof(kernel));
  __builtin_memset(arena, 0, sizeof(arena));
  kernel.trial = trial;
  if (call("device_probe") > 0) wrong("the device is not known");
  kernel.outcome.attached = call("device_attach");
  if (kernel.outcome.attached) return kernel.outcome;
  for (i = 0; i < 2; i++)
    if (kernel.handlers[i]) kernel.handlers[i](kernel.data[i]);
  if (call("device_detach")) wrong("the device stays");
  return kernel.outcome;
}

static struct vmci_freebsd_device waiter;

/* Sleeping lets somebody else go on, who wakes whom he finds. Without him it is for ever. */
int mtx_sleep(const void* channel, struct mtx* mutex, int priority, const char* message,
              int timeout) {
  (void)channel, (void)mutex, (void)priority, (void)message, (void)timeout;
  if (kernel.sleeper_ready) wrong("nobody wakes who sleeps");
  kernel.sleeper_ready = 1;
  waiter.wakes++;
  return 0;
}

static enum vmci_step wait_step(unsigned int waking, unsigned int* made) {
  int ready = kernel.sleeper_ready;

  if (++*made == waking) {
    kernel.sleeper_ready = 1;
    vmci_hal_wake(&waiter);
  }
  return ready ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

int freebsd_wait(unsigned int waking) {
  unsigned int made = 0;

  __builtin_memset(&kernel, 0, sizeof(kernel));
  vmci_freebsd_run(&waiter, wait_step(waking, &made));
  return !kernel.outcome.wrong;
}

/* Timers: one at a time. */

static struct {
  sbintime_t now;
  struct callout* pending;
  unsigned int expired;
} clock;

void callout_init(struct callout* callout, int mpsafe) {
  if (!mpsafe) wrong("a handler that takes no lock");
  callout->pending = 0;
}

int callout_reset_sbt(struct callout* callout, sbintime_t time, sbintime_t precision,
                      callout_func_t* function, void* argument, int flags) {
  (void)precision, (void)flags;
  callout->deadline = clock.now + time;
  callout->function = function;
  callout->argument = argument;
  callout->pending = 1;
  clock.pending = callout;
  return 0;
}

int callout_stop(struct callout* callout) {
  callout->pending = 0;
  clock.pending = NULL;
  return 0;
}

int callout_drain(struct callout* callout) {
  return callout_stop(callout);
}

static void pass_milliseconds(unsigned int milliseconds) {
  struct callout* due = clock.pending;

  clock.now += milliseconds * SBT_1MS;
  if (!due || due->deadline > clock.now) return;
  due->pending = 0;
  clock.pending = NULL;
  due->function(due->argument);
}

static void count_expiry(void* owner, unsigned int number) {
  if (owner != &clock || number != 3) wrong("another timer's handler");
  clock.expired++;
}

int freebsd_timer(unsigned int starts, unsigned int milliseconds, unsigned int pass, int stops) {
  vmci_timer_handler handler = {.expired = count_expiry, .owner = &clock, .number = 3};
  vmci_timer timer;
  unsigned int i;

  __builtin_memset(&kernel, 0, sizeof(kernel));
  __builtin_memset(&clock, 0, sizeof(clock));
  vmci_hal_timer_init(&timer, handler);
  for (i = 0; i < starts; i++) vmci_hal_timer_start(&timer, milliseconds);
  pass_milliseconds(pass);
  if (stops) vmci_hal_timer_stop(&timer);
  if (vmci_hal_timer_runs(&timer) != (clock.pending != NULL)) return -1;
  pass_milliseconds(pass);
  if (vmci_hal_timer_end(&timer) || clock.pending || kernel.outcome.wrong) return -1;
  return (int)clock.expired;
}

unsigned int freebsd_exchange_byte(unsigned char* bytes, unsigned int offset, unsigned int value) {
  vmci_memory memory = {.bytes = bytes};

  return vmci_hal_exchange_byte(memory, offset, value);
}
