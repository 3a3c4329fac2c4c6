// What the device's scenarios claim, besides what the simulated machine demands of every driver.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::property {

using enum run::PropertyKind;

inline const run::Property kAnswered{always, "answered",
                                     "every ring of a live doorbell is followed by a call"};
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

inline const run::Property kCalled{sometimes, "called", "a client is called at once"};
inline const run::Property kCalledLater{sometimes, "called-later",
                                        "a client is called by deferred work"};
inline const run::Property kWaited{sometimes, "waited", "a destruction waits for a call to end"};
inline const run::Property kShared{sometimes, "shared", "two doorbells share a notification index"};
inline const run::Property kCoalesced{sometimes, "coalesced", "one call answers two rings"};
inline const run::Property kFailed{sometimes, "failed",
                                   "the hypervisor has no room for what is asked"};
inline const run::Property kLostRace{sometimes, "lost-race",
                                     "of two who destroy a doorbell one is told that it is gone"};

}  // namespace vmcheck::device::property
