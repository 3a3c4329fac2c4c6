#include "sim/run/machine.h"

#include <stdexcept>

namespace vmcheck::run {
namespace {

thread_local Machine* current_machine = nullptr;

}  // namespace

Machine& Machine::current() {
  if (current_machine == nullptr) {
    throw std::logic_error("a simulated access outside a run: no machine is current");
  }
  return *current_machine;
}

Machine::Scope::Scope(Machine& machine) : outer_(current_machine) {
  current_machine = &machine;
}
Machine::Scope::~Scope() {
  current_machine = outer_;
}

}  // namespace vmcheck::run
