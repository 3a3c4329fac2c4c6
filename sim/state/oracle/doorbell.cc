#include "sim/state/oracle/doorbell.h"

#include <fmt/format.h>

namespace vmcheck::state::oracle {

bool Doorbell::produce(DoorbellState& s) const {
  switch (s.producer) {
    case 0:
      if ((s.tail + 2 * slots_ - s.head) % (2 * slots_) == slots_) return false;
      s.tail = behind(s.tail);
      s.producer = 1;
      return true;
    case 1:
      s.producer = s.asleep != 0 ? 2 : 0;
      return true;
    default:
      s.asleep = 0;
      s.bell = 1;
      s.producer = 0;
      return true;
  }
}

bool Doorbell::consume(DoorbellState& s) const {
  const bool empty = s.tail == s.head;
  switch (s.consumer) {
    case 0:
      s.consumer = empty ? 2 : 1;
      return true;
    case 1:
      s.head = behind(s.head);
      s.consumer = 0;
      return true;
    case 2:
      s.asleep = 1;
      s.consumer = sleep_ == Sleep::after_another_look ? 3 : 4;
      return true;
    case 3:
      if (!empty) s.asleep = 0;
      s.consumer = empty ? 4 : 0;
      return true;
    default:
      if (s.bell == 0) return false;
      s.bell = 0;
      s.consumer = 0;
      return true;
  }
}

std::string Doorbell::text(const DoorbellState& state) const {
  return fmt::format("tail {}, head {}, {}{}", state.tail, state.head,
                     state.asleep != 0 ? "asleep" : "awake", state.bell != 0 ? ", bell" : "");
}

}  // namespace vmcheck::state::oracle
