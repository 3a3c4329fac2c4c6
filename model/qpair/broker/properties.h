// What the scenarios of the host's broker claim, besides what the simulated machine demands.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::broker::property {

using enum run::PropertyKind;

inline const run::Property kTable{always, "table",
                                  "a pair changes its state only as the protocol's table says"};
inline const run::Property kClaim{
    always, "claim", "a pair and its memory are changed only by who has claimed it, one at a time"};
inline const run::Property kMemory{
    always, "memory",
    "pages are pinned, and headers mapped, for the pairs whose state says that they have memory"};
inline const run::Property kAccounts{
    always, "accounts",
    "a machine is charged for the pairs and bytes that it has, and never beyond its limits"};
inline const run::Property kUnchanged{always, "unchanged", "a call that fails changes nothing"};
inline const run::Property kResult{always, "result",
                                   "calls fail only for the reasons that they name"};
inline const run::Property kEvents{
    always, "events",
    "each party is told what became of its peer, once and in order, before the pair's handle is "
    "another's"};
inline const run::Property kFifo{
    always, "fifo", "bytes come out of a ring in the order in which they went in, each once"};
inline const run::Property kAwake{
    always, "awake", "when nobody is at work, the host's end waits only for what is not there"};
inline const run::Property kFreshIds{always, "fresh-ids", "no id is given out twice in a run"};
inline const run::Property kNothingLeft{
    always, "nothing-left", "when nobody has a pair, nothing of one is left in the broker"};

inline const run::Property kNoMemory{sometimes, "no-memory", "pages cannot be pinned"};
inline const run::Property kNotMapped{sometimes, "not-mapped", "headers cannot be mapped"};
inline const run::Property kNotReady{sometimes, "not-ready",
                                     "the host's end finds the memory away"};
inline const run::Property kWaited{sometimes, "waited", "somebody waits for another's claim"};
inline const run::Property kBlocked{sometimes, "blocked",
                                    "the host's end waits for memory that is away"};
inline const run::Property kStarved{sometimes, "starved", "the host's end waits for bytes or room"};
inline const run::Property kLeftAlone{sometimes, "left-alone",
                                      "the host's end waits, and the machine leaves"};
inline const run::Property kExchanged{sometimes, "exchanged",
                                      "a byte goes from a machine to the host and one back"};
inline const run::Property kReadElsewhere{sometimes, "read-elsewhere",
                                          "bytes are read from memory that was moved"};
inline const run::Property kReadAfterwards{sometimes, "read-afterwards",
                                           "a machine reads bytes of a host that has left"};
inline const run::Property kUnavailable{sometimes, "unavailable",
                                        "who comes too late or too early is refused"};
inline const run::Property kMismatch{sometimes, "mismatch", "other sizes are refused"};
inline const run::Property kLimit{sometimes, "limit", "a limit is reached"};
inline const run::Property kDenied{sometimes, "denied", "privileges, or another peer, forbid it"};
inline const run::Property kVersion{sometimes, "version",
                                    "a machine is too old to share pairs with the host"};
inline const run::Property kBetweenMachines{sometimes, "between-machines",
                                            "two machines do not get a pair"};
inline const run::Property kOwedBeyond{sometimes, "handle-kept",
                                       "a handle is refused while its last pair is to be told of"};
inline const run::Property kRemoved{sometimes, "removed", "a machine with a pair is removed"};
inline const run::Property kAddedAgain{sometimes, "added-again",
                                       "a machine comes back and gets a pair"};
inline const run::Property kRemovedInCall{sometimes, "removed-in-call",
                                          "a machine is removed with a call under way"};
inline const run::Property kCreatedAnew{sometimes, "created-anew",
                                        "a handle has another pair than before"};
inline const run::Property kDisbelieved{sometimes, "disbelieved",
                                        "the host's end finds an index that cannot be"};

}  // namespace vmcheck::device::broker::property
