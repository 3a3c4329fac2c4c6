// What the scenarios of notifications claim.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::notification::property {

using run::Property;
using enum run::PropertyKind;

inline const Property kNotLost{
    always, "not-lost", "what a ring announces is seen by a call that begins behind the ring"};
inline const Property kNotTooOften{always, "not-too-often",
                                   "there are at most as many calls as there were rings"};

inline const Property kOneForTwo{sometimes, "one-for-two", "one call answers two rings"};
inline const Property kBetween{sometimes, "between",
                               "a ring falls between the clearing of the byte and the call"};

}  // namespace vmcheck::notification::property
