// What the scenarios of a host's contexts claim, besides what the simulated machine demands.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::host::property {

using enum run::PropertyKind;

inline const run::Property kInOrder{
    always, "in-order",
    "what was taken for a context or a program comes to it once, in the order in which it was"};
inline const run::Property kAllowed{
    always, "allowed", "nothing is taken for whoever is not there, or may not have it"};
inline const run::Property kResult{always, "result",
                                   "operations fail only for the reasons that they name"};
inline const run::Property kNotAfterwards{
    always, "not-afterwards", "no program is called when its endpoint has been destroyed"};
inline const run::Property kByte{
    always, "byte",
    "when nobody is at work, a notify byte says whether there is something for its machine"};
inline const run::Property kNothingLeft{
    always, "nothing-left", "copies are kept, and bytes pinned, for those who are there alone"};

inline const run::Property kCalled{sometimes, "called", "a program is called with a datagram"};
inline const run::Property kDeferred{sometimes, "deferred", "a program is called by deferred work"};
inline const run::Property kFetched{sometimes, "fetched", "a machine fetches a datagram"};
inline const run::Property kFull{sometimes, "full", "deferred work has no room for another"};
inline const run::Property kNotCopied{sometimes, "not-copied", "a datagram cannot be copied"};
inline const run::Property kDropped{sometimes, "dropped",
                                    "a machine is removed that has not fetched all"};
inline const run::Property kTooLate{sometimes, "too-late",
                                    "a machine is gone when a copy for it has been made"};
inline const run::Property kWaited{sometimes, "waited", "somebody's end waits for another's"};
inline const run::Property kRung{sometimes, "rung", "a machine collects a doorbell that was rung"};
inline const run::Property kAnswered{sometimes, "answered", "a program answers its doorbell"};
inline const run::Property kSeen{sometimes, "seen", "a machine sees in its byte that it is told"};

}  // namespace vmcheck::device::host::property
