// What the driver's code meets while it makes a step: its machine's device, locks and clients.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/world/contexts.h"
#include "sim/world/hardware.h"
#include "sim/world/host.h"
#include "sim/world/hypervisor.h"
#include "sim/world/memory.h"
#include "sim/world/message.h"
#include "sim/world/oracle/registers.h"
#include "sim/world/queue_pairs.h"
#include "sim/world/sockets.h"

namespace vmcheck::world {

// A lock of the driver's. Between steps it is free.
struct Lock {
  std::uint16_t held;
};

// Those whom a driver calls: which machine's, which client, and what with; or which message.
class Clients {
 public:
  virtual ~Clients() = default;
  virtual void doorbell_rung(std::uint32_t, std::uint32_t) {}
  virtual void datagram_arrived(std::uint32_t, std::uint32_t, std::span<const std::uint8_t>) {}
  virtual void event_happened(std::uint32_t, std::uint32_t, std::span<const std::uint8_t>) {}
  virtual void peer_changed(std::uint32_t, std::uint32_t, std::uint32_t) {}

  // Takes a datagram from a machine that is for somebody of the model's, and answers. None: it is
  // the hypervisor's to take.
  virtual std::optional<std::int32_t> takes(std::uint32_t, std::span<const std::uint8_t>) {
    return std::nullopt;
  }

  // The hypervisor has answered to a datagram from a machine.
  virtual void answered(std::uint32_t, std::int32_t) {}
  // Gives bytes that the driver reads as datagrams. False: the device gives what was sent to it.
  virtual bool gives(std::span<std::uint8_t>) { return false; }

  // A copy that was kept is given back, and its datagram's bytes with it.
  virtual void forgotten(std::uint32_t, std::uint32_t) {}

  // The queue pairs of a model that has some, else null: then no driver asks for any.
  virtual QueuePairs* queue_pairs() { return nullptr; }

  // The host of a model that has a broker, else null: then nobody pins pages.
  virtual Host* host() { return nullptr; }

  // The sockets of a model that has some, else null: then nobody has timers.
  virtual Sockets* sockets() { return nullptr; }

  // The contexts of a model that has such a host, else null: then nobody sends datagrams there.
  virtual Contexts* contexts() { return nullptr; }
};

// One step of a driver. The HAL's functions find it by current().
class Platform {
 public:
  // Begins a step, in which the devices of all machines can be accessed.
  Platform(Machines machines, Clients& clients, run::Chooser& chooser, state::Observer& observer);

  // Ends it, and demands that no lock is held.
  ~Platform();

  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  static Platform& current();

  // For the HAL -----------------------------------------------------------------------------------

  int map_registers(std::uint32_t machine);
  void set_address_bits(std::uint32_t machine, unsigned int bits);
  void unmap_registers(std::uint32_t machine);
  int alloc(std::uint32_t machine, std::uint32_t pages, Page& memory);
  void free(std::uint32_t machine, Page memory);
  std::uint64_t page_number(Page memory);
  void copy_to_memory(Page memory, std::uint64_t offset, std::span<const std::uint8_t> bytes);
  void copy_from_memory(Page memory, std::uint64_t offset, std::span<std::uint8_t> bytes);
  std::uint32_t load_word(Page memory, std::uint64_t offset);
  bool relax(std::uint32_t machine, std::uint32_t times, bool may_sleep);
  int request_interrupts(std::uint32_t machine, std::uint32_t wanted);
  bool free_interrupts(std::uint32_t machine);
  bool flush_deferred(std::uint32_t machine);
  void lock(Lock& lock);
  void unlock(Lock& lock);
  std::uint32_t read_register(std::uint32_t machine, std::uint32_t offset);
  void write_register(std::uint32_t machine, std::uint32_t offset, std::uint32_t value);
  void write_data_out(std::uint32_t machine, std::span<const std::uint8_t> bytes);
  std::uint8_t load_byte(Page page, std::uint64_t offset);
  std::uint8_t exchange_byte(Page page, std::uint64_t offset, std::uint8_t value);
  void read_data_in(std::uint32_t machine, std::span<std::uint8_t> bytes);
  bool keep(std::uint32_t machine, std::span<const std::uint8_t> datagram, std::uint8_t& kept);
  const std::uint8_t* kept_bytes(std::uint32_t machine, std::uint8_t kept);
  void forget(std::uint32_t machine, std::uint8_t kept);
  void wake(std::uint32_t machine);
  void defer(std::uint32_t machine);
  void doorbell_rung(std::uint32_t machine, std::uint32_t client);
  void datagram_arrived(std::uint32_t machine, std::uint32_t client,
                        std::span<const std::uint8_t> datagram);
  void event_happened(std::uint32_t machine, std::uint32_t client,
                      std::span<const std::uint8_t> payload);
  void peer_changed(std::uint32_t machine, std::uint32_t client, std::uint32_t event);
  int alloc_queue(std::uint32_t machine, std::uint64_t pages, Queue& queue);
  int alloc_queue_without_device(std::uint32_t machine, std::uint64_t pages, Queue& queue);
  void free_queue(std::uint64_t pages, Queue queue);
  std::uint64_t queue_page_number(Queue queue, std::uint64_t page);
  void* queue_header(Queue queue);
  void touch_queue_header(const void* word);
  std::span<std::uint8_t> queue_bytes(QueuePage page, std::uint64_t offset, std::uint64_t length);
  std::span<std::uint8_t> alloc_message(std::uint32_t machine, std::uint64_t size);
  void free_message(const void* message);
  int pin(PageStore store, std::uint64_t vm_pages, std::uint64_t host_pages, Pinned& pinned);
  void unpin(Pinned pinned);
  int map_headers(Pinned pinned);
  void unmap_headers(Pinned pinned);
  void* mapped_header(Queue queue);
  Queue pinned_queue(Queue queue);
  void wake_host();
  void tell(std::uint32_t context);
  Sockets& sockets() { return *clients_.sockets(); }
  void begin_work(std::uint32_t machine);
  void wake_operations(std::uint32_t machine);
  void wake_socket(std::uint32_t machine, std::uint32_t number);
  bool keep_for_host(std::span<const std::byte> datagram, std::uint8_t& kept);
  KeptDatagram& kept_by_host(std::uint8_t kept);
  void forget_for_host(std::uint8_t kept);
  int call_program(std::uint32_t program, std::span<const std::byte> datagram);
  void ring_program(std::uint32_t program);
  void announce(std::uint32_t program, std::span<const std::uint8_t> payload);
  int pin_byte(std::uint8_t place);
  void unpin_byte(std::uint8_t byte);
  void store_notify_byte(std::uint8_t byte, std::uint8_t value);

 private:
  // What is in the buffers, of which nothing lasts longer than a step: 0 at first, by emplace().
  // (clang does so only where no member says it.)
  struct Buffers {
    std::array<std::uint8_t, kBufferBytes> out;
    std::array<std::uint8_t, kBufferBytes> in;
  };

  void act();
  void access();
  void demand_allowed(Device& device, std::uint32_t offset, oracle::Direction direction,
                      std::uint32_t value);
  bool lies(Device& device);
  void lie_in_buffer(Page memory, std::uint64_t offset, std::span<std::uint8_t> bytes);
  void demand_unlocked(const char* call);
  Device& mapped(std::uint32_t machine);
  bool demand_allocated(Page memory);
  Buffers& buffers() { return buffers_ ? *buffers_ : buffers_.emplace(); }
  std::span<std::uint8_t> out() { return buffers().out; }
  std::span<std::uint8_t> in() { return buffers().in; }
  std::uint8_t* byte(Page page, std::uint64_t offset);
  std::span<std::uint8_t> buffer(Page memory, std::uint64_t offset, std::size_t length);
  void send(std::uint32_t machine, std::span<const std::uint8_t> bytes);
  void take_buffer(std::uint32_t machine);
  void ask_for_buffer(Device& device);
  void give_buffer(Hardware& hardware);
  Message* demand_kept(std::uint32_t machine, std::uint8_t kept);
  bool may_call(std::uint32_t client);
  int take_queue(std::uint64_t pages, bool far_off, Queue& queue);
  QueueArea* demand_queue(Queue queue);
  QueueArea* demand_pinned(Queue queue);
  NotifyByte* demand_byte(std::uint8_t byte);
  void give(Hardware& hardware, std::span<std::uint8_t> bytes);

  Machines machines_;
  Clients& clients_;
  QueuePairs* pairs_;
  Hypervisor hypervisor_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  Platform* outer_;
  std::uint32_t locks_held_ = 0;
  std::uint32_t actions_ = 0;       // locks taken, and with none held accesses and calls
  Rendered kept_bytes_;             // of the copy that was asked for last
  std::optional<Buffers> buffers_;  // once they are used
  // A message that is being made, and a header in the place of one that is not there.
  bool message_taken_ = false;
  alignas(8) std::array<std::uint8_t, kPairMessageBytes> message_;
  alignas(8) std::array<std::byte, kQueueHeaderBytes> lost_;
};

}  // namespace vmcheck::world
