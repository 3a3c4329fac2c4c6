// A client of the driver that has an end of a queue pair, and moves bytes through its rings.
#pragma once

#include <cstdint>

#include "model/device/machine.h"
#include "sim/state/padded.h"

namespace vmcheck::device::lifecycle {

// Its pair as it knows it. All zero bytes: it has none.
struct Client {
  enum class Life : std::uint8_t { none, allocating, live, detaching };
  vmci_handle handle;
  Life life;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t slot;      // as the driver counts pairs
  std::uint8_t end;
  std::uint8_t pair;      // counts the pairs of a run: those with the same number share rings
  std::uint8_t told;      // the last event, as the protocol numbers them; 0: none
  std::uint8_t owed;      // the last event that it is still to be told; 0: none
  std::uint8_t failures;  // that had struck when its operation began
  // The indices of its rings as it believes them to be.
  std::uint8_t produce_tail;
  std::uint8_t produce_head;
  std::uint8_t consume_tail;
  std::uint8_t consume_head;
  std::uint32_t unused;
  state::Padded<vmci_queue_pair_operation> steps;

  bool has_pair() const { return life != Life::none; }
};

// What a client asks for.
struct Request {
  vmci_handle handle;
  std::uint32_t peer;
  std::uint32_t flags;
  std::uint64_t produce_size;
  std::uint64_t consume_size;
};

// A client during one step of its machine's.
class ClientStep {
 public:
  ClientStep(Client& client, MachineStep step, const Driver& driver)
      : client_(client), step_(step), driver_(driver) {}

  // Begins an operation. The callback is the number by which the driver calls the client.
  void allocate(const Request& request, std::uint8_t callback);
  void detach();

  // Makes the next step of it, and keeps what an allocation has found out so far.
  vmci_step go_on();

  // Moves a byte through a ring, and returns what the driver says; it must have moved just one.
  int write(std::uint8_t byte);
  int read(std::uint8_t& byte);

 private:
  template <typename Move>
  int move(const Move& move);

  Client& client_;
  MachineStep step_;
  const Driver& driver_;
};

}  // namespace vmcheck::device::lifecycle
