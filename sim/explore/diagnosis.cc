#include "sim/explore/diagnosis.h"

namespace vmcheck::explore {

std::string describe_waiting(const GraphMachine&) {
  return "waiting";
}
std::string describe_race(const GraphMachine&, memory::EventId, memory::EventId) {
  return "race";
}

}  // namespace vmcheck::explore
