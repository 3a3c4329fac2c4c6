#include "sim/world/fault_classes.h"

namespace vmcheck::world {

std::vector<std::string> fault_classes(const Faults& faults, std::uint8_t lies,
                                       std::uint8_t unbinding) {
  const auto name = [](std::uint8_t most, const char* text) {
    return std::string(most > 0 ? text : "");
  };
  return {name(faults.hypercalls, "hypercalls"),
          name(faults.interrupts, "interrupts"),
          name(faults.memory, "memory"),
          name(faults.removal, "removal"),
          name(faults.lost, "lost interrupts"),
          name(faults.datagrams, "datagrams"),
          name(faults.resets, "resets"),
          name(faults.machines, "machines"),
          name(lies, "lies"),
          name(unbinding, "unbinding")};
}

}  // namespace vmcheck::world
