#include "sim/world/faults.h"

#include "sim/run/path.h"

namespace vmcheck::world {

bool strikes(std::uint8_t& left, FaultClass what, run::Chooser& chooser) {
  return left != 0 && chooser.choose_fault(2, static_cast<std::uint32_t>(what)) != 0 && take(left);
}

}  // namespace vmcheck::world
