// What the scenarios of what passes over a connection claim.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::vsock::stream::property {

using enum run::PropertyKind;

inline const run::Property kAllReceived{
    always, "all-received",
    "who comes to the end of what an orderly peer has sent has read all of it"};
inline const run::Property kTakenEarly{
    always, "taken-early",
    "what is taken out of a queue for a reader to come is less than he waits for"};
inline const run::Property kWindow{always, "window",
                                   "the window is at least one in which an empty queue is told of"};
inline const run::Property kPlace{
    always, "place", "who says that he waits names the place where there will be enough"};

inline const run::Property kReaderWoken{
    always, "reader-woken",
    "a blocked reader is woken when there is enough to read, or no more will come"};
inline const run::Property kWriterWoken{
    always, "writer-woken", "a blocked writer is woken when there is space, or nobody reads"};

inline const run::Property kReaderBlocked{sometimes, "reader-blocked", "a reader sleeps"};
inline const run::Property kWriterBlocked{sometimes, "writer-blocked", "a writer sleeps"};
inline const run::Property kBothBlocked{sometimes, "both-blocked",
                                        "a writer and a reader of the same end sleep"};
inline const run::Property kTaken{sometimes, "taken",
                                  "bytes are taken out of a queue for a reader to come"};
inline const run::Property kShrunk{sometimes, "shrunk", "the window is smaller than the queue"};
inline const run::Property kRead{sometimes, "read", "all that was sent has been read"};
inline const run::Property kBroken{sometimes, "broken", "a writer finds that nobody reads"};
inline const run::Property kOwed{sometimes, "owed", "a notification is owed to the peer"};

}  // namespace vmcheck::vsock::stream::property
