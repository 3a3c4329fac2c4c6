// What is claimed of a fleet, besides what is of each of its connections' streams.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::vsock::fleet::property {

using enum run::PropertyKind;

inline const run::Property kBalance{
    always, "balance",
    "the listener counts the children of all guests, and has no more than it may"};
inline const run::Property kGivenBack{always, "given-back",
                                      "a connection that is over has given back all that it had"};
inline const run::Property kMovesOn{
    always, "moves-on", "a handshake in which nothing happens is over, or its timer runs"};

}  // namespace vmcheck::vsock::fleet::property
