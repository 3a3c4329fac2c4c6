// What the simulated machine demands of every driver. A model names those that its steps are about.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::world::property {

inline const run::Property kOneAction{
    run::PropertyKind::always, "one-action",
    "a step takes one lock, or accesses the device once, or calls one client"};
inline const run::Property kLocks{
    run::PropertyKind::always, "locks",
    "no lock is taken twice, given back by who does not have it, kept, or held while others are "
    "called"};
inline const run::Property kNoSleep{
    run::PropertyKind::always, "no-sleep",
    "nobody sleeps with a lock held, and no interrupt handler waits to be woken"};
inline const run::Property kMessages{
    run::PropertyKind::always, "messages",
    "each byte that leaves the machine is the protocol's, none left over from something else"};
inline const run::Property kLifetimes{
    run::PropertyKind::always, "lifetimes",
    "what was given back is not used, and nothing is given back twice"};
inline const run::Property kRegisters{
    run::PropertyKind::always, "registers-as-written",
    "each register is read and written only as the protocol says, and when it says so"};
inline const run::Property kInPage{run::PropertyKind::always, "in-page",
                                   "no access leaves its page of memory"};
inline const run::Property kPins{
    run::PropertyKind::always, "pins",
    "a host uses pages of a machine's queues while they are pinned, and headers while they are "
    "mapped"};

}  // namespace vmcheck::world::property
