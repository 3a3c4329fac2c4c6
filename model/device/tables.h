// The driver's tables by themselves, each beside a model of it.
#pragma once

#include <vector>

#include "driver_core/tests/table_program.h"
#include "model/device/cores.h"

namespace vmcheck::device {

// The registry, the notification indexes, the subscriptions and the datagrams that wait, of a core
// that lives as long.
std::vector<core::Table> tables(const Core& core);

}  // namespace vmcheck::device
