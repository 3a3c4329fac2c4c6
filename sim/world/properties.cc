#include "sim/world/properties.h"

namespace vmcheck::world::property {

std::vector<run::Property> all() {
  return {kOneAction, kLocks, kMessages, kInPage};
}

}  // namespace vmcheck::world::property
