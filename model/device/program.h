// A program on a machine, the client of its driver: it creates endpoints, doorbells and a
// subscription, sends, rings, and ends what it has; and what it may expect of all that.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/device/machine.h"
#include "sim/state/padded.h"
#include "sim/world/oracle/routes.h"

namespace vmcheck::device {

// What a program has: an endpoint of this machine's context that is called at once, one of any
// context that is called by deferred work, a doorbell of each sort, a subscriber to peer detach.
inline constexpr std::uint32_t kThings = 5;
inline constexpr std::uint32_t kPromptEndpoint = 0;
inline constexpr std::uint32_t kLaterEndpoint = 1;
inline constexpr std::uint32_t kPromptDoorbell = 2;
inline constexpr std::uint32_t kLaterDoorbell = 3;
inline constexpr std::uint32_t kDetachSubscriber = 4;

constexpr bool is_endpoint(std::uint32_t thing) {
  return thing <= kLaterEndpoint;
}
constexpr bool is_doorbell(std::uint32_t thing) {
  return thing == kPromptDoorbell || thing == kLaterDoorbell;
}

// One of these. All zero bytes: it has never been there.
struct Thing {
  enum class Life : std::uint8_t { none, creating, live, ending };
  std::uint32_t context;  // of its handle
  std::uint32_t id;       // of its handle, or its subscription
  Life life;
  std::uint8_t owed;    // of a doorbell: rung since it was last called
  std::uint8_t called;  // whether a message has come,
  std::uint8_t last;    // and the latest one's sequence
};

// What becomes of a message, by its slot.
struct Delivery {
  std::uint8_t owed;  // to a thing, its number + 1, that has been there since it was sent
  std::uint8_t arrived;
};

struct Program {
  enum class Operation : std::uint8_t { none, create, end, send };
  std::array<Thing, kThings> things;
  std::array<Delivery, world::kMessages> deliveries;
  // Of what is being sent. The driver puts the machine's context in the place of none.
  vmci_handle to;
  vmci_handle from;  // of a datagram
  Operation operation;
  std::uint8_t thing;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t answered;  // of what is sent: the hypervisor has answered
  std::int32_t answer;
  std::uint8_t tag;  // of the datagram that is sent next
  std::uint8_t unused[3];
  state::Padded<vmci_endpoint_operation> endpoint;
  state::Padded<vmci_doorbell_operation> doorbell;
  state::Padded<vmci_unsubscribe> subscription;

  // Whether one of its things is there, or on its way to be, or from there. This and what follows
  // is asked of each machine in each step.
  bool has_things() const {
    return is_any_of(things, [](const Thing& thing) { return static_cast<unsigned>(thing.life); });
  }

  // Whether it has nothing, and does nothing.
  bool has_ended() const { return !has_things() && operation == Operation::none; }

  // Whether a driver's call is still owed to it: for a message, for a ring.
  bool is_owed_a_message() const {
    return is_any_of(deliveries, [](const Delivery& delivery) { return delivery.owed; });
  }
  bool is_owed_a_ring() const {
    return is_any_of(things, [](const Thing& thing) { return thing.owed; });
  }

  // Expects nothing of what was sent or rung so far.
  void forgo();

  // The hypervisor has answered to a datagram of this machine's.
  void note_answer(std::int32_t result);

  // A message of that sequence has been sent to the machine: a thing that has been given none for
  // long does not know any more whether others come behind its latest.
  void note_sent(std::uint8_t sequence);

 private:
  // Whether what is asked of each is not 0 for one of a few: looks at all of them, without a
  // branch.
  template <typename All, typename Ask>
  static bool is_any_of(const All& all, const Ask& ask) {
    unsigned int any = 0;
    for (const auto& one : all) any |= ask(one);
    return any != 0;
  }
};

// The names of things, for people.
const char* name_of(std::uint32_t thing);

// The program during one step of its machine's, which is the one of that number.
class ProgramStep {
 public:
  // What it demands besides the driver's results: whether messages come in order, and whether a
  // failure is one that a fault explains.
  struct Demands {
    bool in_order;
    bool excused;
    bool only_safety;  // the device may give, and answer, anything
    bool deceived;     // it has, and what it is that comes cannot be told
    bool routed;       // what becomes of what is sent is known
  };

  ProgramStep(Program& program, Machine& machine, std::uint32_t number, MachineStep step,
              const Driver& driver, Demands demands, state::Observer& observer)
      : program_(program),
        machine_(machine),
        number_(number),
        step_(step),
        driver_(driver),
        demands_(demands),
        observer_(observer) {}

  // Begins an operation.
  void create(std::uint32_t thing);
  void end(std::uint32_t thing);
  void send(std::uint32_t thing, vmci_handle to);

  // Rings somebody's doorbell, in one step: true if the hypervisor did so.
  bool ring(vmci_handle doorbell);

  // Makes the next step of an operation. False: there is none, or it waits.
  bool go_on();

  // The driver calls a thing.
  void called(std::uint32_t thing);
  void given(std::uint32_t thing, std::span<const std::uint8_t> bytes, bool whole);

 private:
  vmci_step make();
  vmci_step send_datagram();
  int result() const;
  void finish();
  void finish_creation(int result);
  void finish_end(int result);
  void demand_its_own(std::uint32_t thing, std::span<const std::uint8_t> bytes, bool whole);
  bool is_for(const Thing& thing, std::span<const std::uint8_t> datagram) const;
  bool is_event(std::span<const std::uint8_t> payload) const;
  void demand_routed(world::oracle::Sent sent, int result);
  bool is_refused(world::oracle::Sent sent, int result) const;
  void demand_result(bool good, const char* operation, int result);

  Program& program_;
  Machine& machine_;
  std::uint32_t number_;
  MachineStep step_;
  const Driver& driver_;
  Demands demands_;
  state::Observer& observer_;
};

}  // namespace vmcheck::device
