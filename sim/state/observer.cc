#include "sim/state/observer.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace vmcheck::state {

Observer::Observer(const std::vector<run::Property>& properties, Use use) : use_(use) {
  for (const run::Property& property : properties) {
    coverage_.push_back({property, 0});
    known_.push_back(nullptr);
  }
}

void Observer::made_by(std::uint32_t process) {
  if (process >= kMostProcesses) {
    throw std::logic_error("the model has no process " + std::to_string(process));
  }
  makers_ |= ProcessSet{1} << process;
}

// A property is nearly always the same object again, so that its name is the first one compared.
void Observer::count(const run::Property& property) {
  const auto last = std::find(known_.begin(), known_.end(), &property);
  if (last != known_.end()) {
    explore::Coverage& entry = coverage_[static_cast<std::size_t>(last - known_.begin())];
    if (entry.property == property) {
      ++entry.count;
      return;
    }
  }
  for (std::size_t i = 0; i < coverage_.size(); ++i) {
    if (coverage_[i].property == property) {
      ++coverage_[i].count;
      known_[i] = &property;
      return;
    }
  }
  throw std::logic_error("\"" + property.name + "\" is no property of the model");
}

}  // namespace vmcheck::state
