// One step of the model of a reader who waits for several bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/vsock_fsm/stack/reader.h"
#include "model/vsock_fsm/stack/socket_step.h"

namespace vmcheck::device::reader {

class Step final : public sockets::SocketStep<Bounds, State>, public world::QueuePairs {
 public:
  using SocketStep::SocketStep;
  using SocketStep::work;

  // Connects the two.
  void begin();

  // False if it is none.
  bool make();

  // What the driver and its platform meet.
  world::QueuePairs* queue_pairs() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override {
    return VMCI_ERROR_NO_RESOURCES;
  }
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override {
    return VMCI_ERROR_NOT_FOUND;
  }
  void reset(std::uint32_t) override {}
  void peer_changed(std::uint32_t machine, std::uint32_t callback, std::uint32_t event) override;

  // And what the sockets do.
  void wake(std::uint32_t) override;
  void wake_socket(std::uint32_t, std::uint32_t number) override;

 private:
  // Makes all steps of an operation, and the work's meanwhile.
  template <typename Make>
  void go(const Make& step);

  std::uint8_t open();
  bool write();
  bool read();
  bool begin_write();
  bool begin_read();
  bool move(End& end, Doing what, unsigned int kind);
  bool call(End& end, Doing what, unsigned int kind);
  bool go_on(End& end);
  void go_on_moving(End& end);
  void finish_write();
  void finish_poll();
  void finish_read();
  void wait(End& end, Doing wants);
  void demand(bool good, const End& end, int result);
  bool work();
};

}  // namespace vmcheck::device::reader
