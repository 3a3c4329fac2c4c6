// What becomes of what programs send, against the protocol's table of routes.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/device/machines.h"
#include "sim/state/observer.h"
#include "sim/world/oracle/routes.h"

namespace vmcheck::device {

// In one step: made before it.
class Routing {
 public:
  Routing(std::span<const Member> members, const MachinesBounds& bounds);

  // Demands that the hypervisor's answer to what a machine's program has sent is the table's, and
  // that a datagram reaches whom the table says and nobody else. Where the table lets it through,
  // a fault or a full queue may still refuse it.
  void demand(std::uint32_t machine, std::int32_t result, state::Observer& observer) const;

 private:
  // Datagrams that each machine has been sent, and has sent to the host.
  struct Counts {
    std::uint8_t to_machine;
    std::uint32_t to_host;
  };

  world::oracle::Question question(std::uint32_t machine) const;
  world::oracle::Destination destination(const Member& from) const;
  const Member* find(const Member& from, std::uint32_t context) const;
  bool may_interact(const Member& from) const;
  bool is_there(const Member& from) const;
  bool may_refuse(const Member& from) const;
  world::oracle::Destination reached(std::uint32_t machine) const;

  std::span<const Member> members_;
  const MachinesBounds& bounds_;
  std::array<Counts, kMostMachines> before_{};
};

}  // namespace vmcheck::device
