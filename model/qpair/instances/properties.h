// What instances of theorems claim, besides what scenarios do.
#pragma once

#include "model/qpair/properties.h"

namespace vmcheck::qpair::property {

inline const Property kArithmetic{always, "arithmetic",
                                  "index arithmetic counts what is in the ring, or refuses"};
inline const Property kBelief{always, "belief",
                              "a peer's index is believed exactly if it is a step forward within "
                              "bounds, and the number that follows is right"};
inline const Property kTruth{always, "truth", "a query tells what is so"};
inline const Property kExact{always, "exact",
                             "an operation moves what was asked for, or all there is"};
inline const Property kOwnWords{always, "own-words",
                                "the endpoint's own words stay valid, and go as far as was moved"};

}  // namespace vmcheck::qpair::property
