// A client of the driver that has an end of a queue pair, and moves bytes through its rings.
#pragma once

#include <cstdint>

#include "model/device/machine.h"
#include "sim/state/padded.h"

namespace vmcheck::device::lifecycle {

// What there is to say of a peer, each thing once and in this order.
enum class News : std::uint8_t { none, attached, detached, resumed };

constexpr std::uint8_t bit_of(News news) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(news));
}

// What an event of the protocol says.
News news_of(std::uint32_t event);

// Its pair as it knows it. All zero bytes: it has none.
struct Client {
  enum class Life : std::uint8_t { none, allocating, live, detaching };
  vmci_handle handle;
  Life life;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t slot;      // as the driver counts pairs
  std::uint8_t end;
  std::uint8_t pair;  // counts the pairs of a run: those with the same number share rings
  News told;
  News owed;               // what it is to be told at last
  std::uint8_t happened;   // a bit for each of the news that are true of its peer
  std::uint8_t written;    // bytes that went into the ring that it fills
  std::uint8_t read;       // and out of the other
  std::uint16_t failures;  // that may strike yet, when its operation began
  // The indices of its rings as it believes them to be.
  std::uint8_t produce_tail;
  std::uint8_t produce_head;
  std::uint8_t consume_tail;
  std::uint8_t consume_head;
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
