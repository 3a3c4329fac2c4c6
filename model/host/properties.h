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

inline const run::Property kToldOnce{
    always, "told-once",
    "programs are told of each removal of a machine that the host watched, once, and of no other"};
inline const run::Property kNotUnsubscribed{
    always, "not-unsubscribed", "no program is told of anything when its subscription has ended"};
inline const run::Property kSaved{
    always, "saved",
    "the state of a machine is what it has, every byte of it, and is not written without room"};
inline const run::Property kRefused{
    always, "refused",
    "what was not saved of a machine, or is not whole, is not restored, and changes nothing"};
inline const run::Property kPinned{
    always, "pinned", "a machine's pages are pinned once while it runs and has a pair, else never"};
inline const run::Property kAccounts{
    always, "accounts", "each has the bytes, doorbells and pairs that it asked for, and no others"};

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
inline const run::Property kSavedAll{sometimes, "saved-all",
                                     "a machine is saved that watches its host and has doorbells"};
inline const run::Property kRestoredOlder{
    sometimes, "restored-older",
    "a machine is restored to what it had before it watched, or ceased"};
inline const run::Property kMoved{sometimes, "moved",
                                  "a machine that was saved goes on where nobody knows it"};
inline const run::Property kOtherId{sometimes, "other-id", "a machine goes on with another id"};
inline const run::Property kNotPinned{sometimes, "not-pinned",
                                      "the pages of a machine that resumes cannot be pinned"};
inline const run::Property kLeftMeanwhile{sometimes, "left-meanwhile",
                                          "the host leaves the pair of a machine that is stopped"};
inline const run::Property kDiedSaved{sometimes, "died-saved",
                                      "a machine dies that comes back as it was saved"};
inline const run::Property kToldRemoved{sometimes, "told-removed",
                                        "a program is told that a machine is gone"};
inline const run::Property kNoPlace{
    sometimes, "no-place", "a machine finds no place before the host is told who has left"};

}  // namespace vmcheck::device::host::property
