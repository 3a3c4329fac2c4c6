// What the device's scenarios claim, besides what the simulated machine demands of every driver.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::property {

using enum run::PropertyKind;

inline const run::Property kAnswered{always, "answered",
                                     "every ring of a live doorbell is followed by a call"};
inline const run::Property kAnsweredAtLast{
    always, "answered-at-last",
    "however often doorbells are rung, no ring waits for its call for ever"};
inline const run::Property kHandlersEnd{
    always, "handlers-end", "whatever the device gives, no interrupt handler goes on for ever"};
inline const run::Property kNotAfterwards{always, "not-afterwards",
                                          "nobody is called once his doorbell is destroyed"};
inline const run::Property kNotForNothing{
    always, "not-for-nothing", "nobody is called more often than his notification index was rung"};
inline const run::Property kSharing{always, "sharing",
                                    "no notification index is shared while another is unused"};
inline const run::Property kResult{always, "result",
                                   "operations fail only for the reasons that they name"};
inline const run::Property kFreshIds{always, "fresh-ids", "no id is given out twice in a run"};
inline const run::Property kNothingLeft{
    always, "nothing-left", "in the end no resource, reference, index or queued call is left over"};

inline const run::Property kContents{always, "contents",
                                     "a client is given what was sent, every byte of it"};
inline const run::Property kInOrder{
    always, "in-order", "a client is given messages in the order in which they were sent"};
inline const run::Property kOnce{always, "once", "no message arrives twice"};
inline const run::Property kItsOwn{
    always, "its-own",
    "whatever the device gives, a client is given datagrams that are for it and as long as they "
    "say, and whole events of its kind that the hypervisor has sent"};
inline const run::Property kMachineId{
    always, "machine-id",
    "whatever the device answers, a machine goes by an id that machines have"};
inline const run::Property kDelivered{
    always, "delivered",
    "a message arrives, if its client stays, there is memory and not too many wait"};

inline const run::Property kRouted{
    always, "routed-as-written",
    "what a program sends reaches whom the protocol says, or is refused as it says"};

inline const run::Property kGivenBack{
    always, "given-back",
    "behind a failed probe and a removal the device is reset and all of the platform's given back"};
inline const run::Property kOwnId{always, "own-id",
                                  "once it has been told, a machine goes by the id that it has"};
inline const run::Property kReady{
    always, "ready",
    "behind a probe that succeeds the device may interrupt, and knows the memory that it needs"};
inline const run::Property kForgotten{always, "forgotten",
                                      "the device has forgotten a page before it is freed"};

inline const run::Property kInUse{sometimes, "in-use", "a probe succeeds"};
inline const run::Property kUndone{sometimes, "undone", "a probe fails with interrupts requested"};
inline const run::Property kRemoved{sometimes, "removed", "a removal is done"};
inline const run::Property kNoDoorbells{sometimes, "no-doorbells",
                                        "a doorbell is refused, as there are no notifications"};
inline const run::Property kFromAnother{sometimes, "from-another",
                                        "a datagram arrives from another machine"};
inline const run::Property kStruck{sometimes, "struck", "a fault strikes"};
inline const run::Property kGaveUp{sometimes, "gave-up",
                                   "a driver takes its device for gone, and reads no more"};
inline const run::Property kBelieved{
    sometimes, "believed", "a client is given what was sent behind a lie, and had to be delivered"};
inline const run::Property kMigrated{sometimes, "migrated",
                                     "a machine learns that it has another id"};
inline const run::Property kDropped{sometimes, "dropped", "too many datagrams wait"};
inline const run::Property kEventHappened{sometimes, "event-happened", "a subscriber is called"};
inline const run::Property kCalled{sometimes, "called", "a client is called at once"};
inline const run::Property kCalledLater{sometimes, "called-later",
                                        "a client is called by deferred work"};
inline const run::Property kWaited{sometimes, "waited",
                                   "who ends a client waits for a call to end"};
inline const run::Property kShared{sometimes, "shared", "two doorbells share a notification index"};
inline const run::Property kCoalesced{sometimes, "coalesced", "one call answers two rings"};
inline const run::Property kFailed{sometimes, "failed",
                                   "the hypervisor has no room for what is asked"};
inline const run::Property kTooLong{sometimes, "too-long", "a datagram is too long to be sent"};
inline const run::Property kRefused{sometimes, "refused", "a handle that is taken is refused"};
inline const run::Property kLostRace{sometimes, "lost-race",
                                     "of two who destroy a doorbell one is told that it is gone"};

}  // namespace vmcheck::device::property
