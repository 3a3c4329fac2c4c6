#include "sim/state/observer.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace vmcheck::state {
namespace {

constexpr int kFirstBits = 6;  // of places for names

}  // namespace

Observer::Observer(const std::vector<run::Property>& properties, Use use)
    : use_(use), names_(std::size_t{1} << kFirstBits), shift_(64 - kFirstBits) {
  for (const run::Property& property : properties) coverage_.push_back({property, 0});
}

void Observer::throw_no_process(std::uint32_t process) {
  throw std::logic_error("the model has no process " + std::to_string(process));
}

// Finds which property it is that an object names, for the first time.
std::size_t Observer::learn(const run::Property& property) {
  const auto found =
      std::find_if(coverage_.begin(), coverage_.end(),
                   [&](const explore::Coverage& entry) { return entry.property == property; });
  if (found == coverage_.end()) {
    throw std::logic_error("\"" + property.name + "\" is no property of the model");
  }
  const auto index = static_cast<std::size_t>(found - coverage_.begin());
  if (2 * ++known_ > names_.size()) {
    const std::vector<Name> fewer = std::exchange(names_, std::vector<Name>(2 * names_.size()));
    --shift_;
    for (const Name& name : fewer) {
      if (name.object != nullptr) names_[place(*name.object)] = name;
    }
  }
  names_[place(property)] = {&property, index};
  return index;
}

}  // namespace vmcheck::state
