// The memory models that there are, a file each.
#pragma once

#include <string_view>
#include <vector>

#include "sim/memory/model.h"

namespace vmcheck::memory {

const Model& sequential_consistency();  // "sc"
const Model& tso();                     // "tso"
const Model& rc11();                    // "rc11"
const Model& lkmm();                    // "lkmm"

// All of them, the strongest first.
const std::vector<const Model*>& models();

// The one of this name; null when there is none.
const Model* find_model(std::string_view name);

}  // namespace vmcheck::memory
