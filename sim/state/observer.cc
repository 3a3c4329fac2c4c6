#include "sim/state/observer.h"

#include <stdexcept>

namespace vmcheck::state {

Observer::Observer(const std::vector<run::Property>& properties, Use use) : use_(use) {
  for (const run::Property& property : properties) coverage_.push_back({property, 0});
}

void Observer::count(const run::Property& property) {
  for (explore::Coverage& entry : coverage_) {
    if (entry.property == property) {
      ++entry.count;
      return;
    }
  }
  throw std::logic_error("\"" + property.name + "\" is no property of the model");
}

}  // namespace vmcheck::state
