// Resources that contend for one id: endpoints of this machine's context and of any, and a
// doorbell. Threads create and destroy them, those that are there and those that are not, while a
// datagram and a ring are on their way.
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
struct RegistryBounds {
  std::uint32_t threads;    // 1 or 2
  std::uint8_t operations;  // of all threads
  std::uint8_t messages;    // datagrams, at most world::kMessages
  std::uint8_t rings;
  world::Vectors vectors;
  std::vector<const run::Property*> reached;  // what some run must reach
};

// Those who want the id: two endpoints, of which there can be one at a time, and a doorbell.
inline constexpr std::uint32_t kOwners = 3;
inline constexpr std::uint32_t kOwn = 0;
inline constexpr std::uint32_t kAny = 1;
inline constexpr std::uint32_t kDoorbell = 2;

// What is known of an owner. All zero bytes: it has nothing.
struct Owner {
  std::uint8_t registered;  // the handle is his
  std::uint8_t callable;    // he may be called
  std::uint8_t busy;        // a thread is creating or destroying what he has
  std::uint8_t owed;        // a ring
};

// A thread's operation that is under way.
struct RegistryThread {
  enum class Operation : std::uint8_t { none, create, destroy };
  Operation operation;
  std::uint8_t owner;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t unused;
  state::Padded<vmci_endpoint_operation> endpoint;
  state::Padded<vmci_doorbell_operation> doorbell;
};

struct RegistryState {
  Machine machine;
  std::array<RegistryThread, 2> threads;
  std::array<Owner, kOwners> owners;
  std::array<std::uint8_t, world::kMessages> owed;  // to which owner, his number + 1
  std::uint8_t operations;                          // left
  std::uint8_t messages;                            // sent
  std::uint8_t rings;                               // left
  std::uint8_t unused;
};

class Registry final : public state::Model<RegistryState> {
 public:
  Registry(const Driver& driver, RegistryBounds bounds)
      : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(RegistryState& state, run::Chooser& chooser) const override;
  bool step(RegistryState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const RegistryState& state, state::Observer& observer) const override;
  bool may_end(const RegistryState& state) const override;
  std::string text(const RegistryState& state) const override;

  // The threads are interchangeable.
  void canonical(RegistryState& state) const override;

 private:
  const Driver& driver_;
  RegistryBounds bounds_;
};

}  // namespace vmcheck::device
