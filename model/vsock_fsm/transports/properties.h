// What the scenarios of transports claim.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::vsock::transports::property {

using enum run::PropertyKind;

inline const run::Property kRule{
    always, "rule", "a connection takes the way that the rules name for the transports there are"};
inline const run::Property kAccepts{
    always, "accepts", "a listener's child answers by the transport by which its request came"};
inline const run::Property kThere{
    always, "there", "the transport of a connection that is open is there, and held once"};
inline const run::Property kUndisturbed{always, "undisturbed",
                                        "a connect() that fails at once changes nothing"};

inline const run::Property kWithin{sometimes, "within", "a machine connects to itself"};
inline const run::Property kUp{sometimes, "up", "a machine connects by its host"};
inline const run::Property kDown{sometimes, "down", "a machine connects to its guest"};
inline const run::Property kNoWay{sometimes, "no-way", "there is no way to a machine"};
inline const run::Property kAnother{sometimes, "another",
                                    "a socket goes from one transport to another"};
inline const run::Property kChosenAnew{sometimes, "chosen-anew",
                                       "transports change between the choice of one and its use"};
inline const run::Property kGone{sometimes, "gone", "a transport goes away below a connection"};

}  // namespace vmcheck::vsock::transports::property
