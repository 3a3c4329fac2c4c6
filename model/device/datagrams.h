// Datagrams and events of one machine: its threads create and destroy endpoints, subscribe, and
// send, while the hypervisor sends to them and the driver's handler and deferred work call clients.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"

namespace vmcheck::device {

// The bounds of a scenario.
struct DatagramBounds {
  std::uint32_t threads;                     // 1 or 2
  std::uint8_t operations;                   // of all threads
  std::uint8_t messages;                     // to the machine, at most world::kMessages
  std::vector<world::Message::Kind> kinds;   // that these can be
  std::vector<std::uint64_t> lengths = {8};  // of the payload of a datagram that a thread sends
  world::Vectors vectors;
  bool in_memory = false;  // datagrams go through memory
  world::Faults faults;
  std::vector<const run::Property*> reached;  // what some run must reach
};

// Who is called: two endpoints, the second by deferred work, and a subscriber to peer detach.
inline constexpr std::uint32_t kClients = 3;
inline constexpr std::uint32_t kAtOnce = 0;
inline constexpr std::uint32_t kDelayed = 1;
inline constexpr std::uint32_t kSubscriber = 2;

// A client as its threads know it.
struct Client {
  enum class Life : std::uint8_t { none, live, ending };
  std::uint32_t id;  // of its endpoint's handle, or its subscription
  Life life;
  std::uint8_t last;    // number of the message that it was called for last, + 1
  std::uint8_t enders;  // threads that end it
  std::uint8_t unused;
};

// A thread's operation that is under way.
struct DatagramThread {
  enum class Operation : std::uint8_t { none, destroy, unsubscribe, send };
  Operation operation;
  std::uint8_t client;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t answered;  // of a datagram: the hypervisor has answered
  std::int16_t answer;
  std::uint8_t length;  // of a datagram: in DatagramBounds::lengths
  std::uint8_t unused;
  state::Padded<vmci_endpoint_operation> endpoint;
  state::Padded<vmci_unsubscribe> subscription;
};

// What becomes of a message.
struct MessageFate {
  std::uint8_t owed;  // to a client, its number + 1, that has been there since it was sent
  std::uint8_t arrived;
};

struct DatagramState {
  Machine machine;
  std::array<DatagramThread, 2> threads;
  std::array<Client, kClients> clients;
  std::array<MessageFate, world::kMessages> fates;
  std::uint32_t newest_id;
  std::uint8_t operations;  // left
  std::uint8_t messages;    // left
  std::uint16_t newest_subscription;
};

class Datagrams final : public state::Model<DatagramState> {
 public:
  Datagrams(const Driver& driver, DatagramBounds bounds)
      : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(DatagramState& state, run::Chooser& chooser) const override;
  bool step(DatagramState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const DatagramState& state, state::Observer& observer) const override;
  bool may_end(const DatagramState& state) const override;
  std::string text(const DatagramState& state) const override;
  std::vector<std::string> fault_classes() const override;

  // Where the sender is not to be believed: that handlers end, if they get their turns.
  std::vector<run::Property> goals() const override;
  bool is_met(std::size_t goal, const DatagramState& state) const override;
  std::vector<state::Process> processes() const override;

  // The threads are interchangeable.
  void canonical(DatagramState& state) const override;

 private:
  const Driver& driver_;
  DatagramBounds bounds_;
};

}  // namespace vmcheck::device
