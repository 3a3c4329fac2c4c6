#include "sim/world/faults.h"

namespace vmcheck::world {

bool strikes(std::uint8_t& left, FaultClass what, run::Chooser& chooser) {
  return left != 0 && chooser.choose_fault(2, static_cast<std::uint32_t>(what)) != 0 && take(left);
}

std::vector<std::string> fault_classes(const Faults& faults, std::uint8_t lies) {
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
          name(lies, "lies")};
}

}  // namespace vmcheck::world
