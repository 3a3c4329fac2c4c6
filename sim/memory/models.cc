#include "sim/memory/models.h"

#include <algorithm>

namespace vmcheck::memory {

const std::vector<const Model*>& models() {
  static const std::vector<const Model*> all{&sequential_consistency(), &tso(), &rc11(), &lkmm()};
  return all;
}

const Model* find_model(std::string_view name) {
  const auto found = std::find_if(models().begin(), models().end(),
                                  [&](const Model* model) { return model->name() == name; });
  return found == models().end() ? nullptr : *found;
}

}  // namespace vmcheck::memory
