#include "sim/smt/induction.h"

#include <utility>

#include "sim/smt/execution.h"

namespace vmcheck::smt {

bool Induction::next_round() {
  if (!std::exchange(begun_, true)) {
    generalise();
    return true;
  }
  conclude();
  throw PathDone{};
}

}  // namespace vmcheck::smt
