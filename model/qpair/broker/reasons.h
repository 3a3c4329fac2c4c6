// Why the broker may refuse what it is asked for.
#pragma once

#include <cstdint>

#include "model/qpair/broker/broker.h"

namespace vmcheck::device::broker {

// Whether a party's call, which has just failed in its first step and found its pair as it still
// is, has failed rightly.
bool is_reason(const BrokerBounds& bounds, const BrokerState& state, std::uint32_t number);

}  // namespace vmcheck::device::broker
