#include "sim/state/observer.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace vmcheck::state {
namespace {

constexpr int kFirstBits = 8;  // of places for names

}  // namespace

Observer::Observer(const std::vector<run::Property>& properties, Use use)
    : use_(use), names_(std::size_t{1} << kFirstBits), shift_(64 - kFirstBits) {
  for (const run::Property& property : properties) coverage_.push_back({property, 0});
}

void Observer::throw_no_process(std::uint32_t process) {
  throw std::logic_error("the model has no process " + std::to_string(process));
}

// Where an object is, or belongs.
Observer::Name& Observer::place(const run::Property& property) {
  std::size_t at = home(property);
  while (names_[at].object != &property && names_[at].object != nullptr) {
    at = (at + 1) & (names_.size() - 1);
  }
  return names_[at];
}

// Finds it, and adds it if need be.
const Observer::Name& Observer::find(const run::Property& property) {
  if (const Name& name = place(property); name.object != nullptr) return name;
  std::uint64_t* const count = count_of(property);
  if (8 * ++known_ > names_.size()) {
    const std::vector<Name> fewer = std::exchange(names_, std::vector<Name>(2 * names_.size()));
    --shift_;
    for (const Name& name : fewer) {
      if (name.object != nullptr) place(*name.object) = name;
    }
  }
  return place(property) = {&property, count};
}

std::uint64_t* Observer::count_of(const run::Property& property) {
  const auto found =
      std::find_if(coverage_.begin(), coverage_.end(),
                   [&](const explore::Coverage& entry) { return entry.property == property; });
  if (found == coverage_.end()) {
    throw std::logic_error("\"" + property.name + "\" is no property of the model");
  }
  return &found->count;
}

}  // namespace vmcheck::state
