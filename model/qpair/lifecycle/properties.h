// What the scenarios of queue pairs' lives claim, besides what the simulated machine demands of
// every driver.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::lifecycle::property {

using enum run::PropertyKind;

inline const run::Property kResult{always, "result",
                                   "operations fail only for the reasons that they name"};
inline const run::Property kFifo{
    always, "fifo", "bytes come out of a ring in the order in which they went in, each once"};
inline const run::Property kOneProducer{always, "one-producer",
                                        "no ring is filled, and none drained, by two"};
inline const run::Property kTold{
    always, "told",
    "who has a pair is told what becomes of its peer, once, in order and only that"};
inline const run::Property kNotAfterwards{always, "not-afterwards",
                                          "nobody is told of the peer of a pair he detached from"};
inline const run::Property kFreshIds{always, "fresh-ids", "no id is given out twice in a run"};
inline const run::Property kHeaders{
    always, "headers", "the hypervisor is told of queues whose headers name the pair, both empty"};
inline const run::Property kNothingLeft{
    always, "nothing-left",
    "when everybody has detached, no page, slot, handle or accounted byte is left over"};

inline const run::Property kThird{
    always, "third", "a machine that has no part in a pair is turned away, and told why"};

inline const run::Property kAttached{sometimes, "attached", "somebody attaches to a local pair"};
inline const run::Property kUnavailable{sometimes, "unavailable",
                                        "who comes when somebody has attached before is refused"};
inline const run::Property kMismatch{sometimes, "mismatch", "other sizes are refused"};
inline const run::Property kBadFlags{sometimes, "bad-flags",
                                     "flags that no host supports are refused"};
inline const run::Property kDenied{sometimes, "denied", "privileges forbid to attach"};
inline const run::Property kCreatedAnew{sometimes, "created-anew",
                                        "a local handle has another pair than before"};
inline const run::Property kReadAfterwards{sometimes, "read-afterwards",
                                           "bytes are read whose producer has left"};
inline const run::Property kNoMemory{sometimes, "no-memory", "there is no memory for a pair"};
inline const run::Property kFar{sometimes, "far",
                                "a page is refused whose number is too long for the device"};
inline const run::Property kTurnedAway{
    sometimes, "turned-away", "another machine is turned away from a pair that waits for its peer"};
inline const run::Property kFull{sometimes, "full", "a ring is full"};
inline const run::Property kToldAttach{sometimes, "told-attach", "a client is told of its peer"};
inline const run::Property kToldEarly{sometimes, "told-early",
                                      "a client is told of its peer before its allocation is done"};
inline const run::Property kToldDetach{sometimes, "told-detach",
                                       "a client is told that its peer has left"};
inline const run::Property kToldResumed{sometimes, "told-resumed",
                                        "a client is told that the machine was resumed"};
inline const run::Property kWaited{sometimes, "waited",
                                   "who detaches waits for a call of the client to end"};
inline const run::Property kRefused{sometimes, "refused", "the hypervisor refuses a detachment"};
inline const run::Property kKept{
    sometimes, "kept", "who detaches while the device is being given up leaves its queues"};
inline const run::Property kExchanged{sometimes, "exchanged",
                                      "a byte goes from the machine to the host and one back"};
inline const run::Property kGoneOn{sometimes, "detached-behind-removal",
                                   "somebody detaches when the device has been given up"};
inline const run::Property kAgree{
    always, "agree",
    "machine and host have a pair of the same sizes, and each its own ring to fill"};
inline const run::Property kRefusedByBroker{sometimes, "refused-by-broker",
                                            "the host's broker refuses the machine a pair"};
inline const run::Property kAway{sometimes, "away", "the host's end finds the memory away"};
inline const run::Property kKilled{sometimes, "killed", "a machine is killed"};

}  // namespace vmcheck::device::lifecycle::property
