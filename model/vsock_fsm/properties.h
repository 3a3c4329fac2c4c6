// What the scenarios of connections claim.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::vsock::property {

using enum run::PropertyKind;

inline const run::Property kBacklog{
    always, "backlog",
    "a listener counts the children that it has, those that are pending and those that are ready, "
    "and never has more than its backlog"};
inline const run::Property kOnePair{always, "one-pair",
                                    "a connection that is established has one queue pair, of a "
                                    "size that its owner accepts; its peer "
                                    "has the same, and agrees on the size and on how to notify"};
inline const run::Property kNothingLeaks{
    always, "nothing-leaks",
    "what runs, is subscribed to or is attached to is what the connection knows that it has"};
inline const run::Property kGivenBack{
    always, "given-back",
    "a connection that is closed, or failed, has given back all that it had, and "
    "keeps nothing of its peer"};
inline const run::Property kNoResetForReset{always, "no-reset-for-reset",
                                            "nobody answers a reset with a reset"};
inline const run::Property kAnswered{
    always, "answered", "who sends to a socket that has no connection is told so by a reset"};
inline const run::Property kHasAListener{always, "has-a-listener",
                                         "a child that nobody has accepted has a listener"};
inline const run::Property kEndTold{always, "end-told",
                                    "who has lost his peer knows it, or is just being told"};
inline const run::Property kEstablishedStays{
    always, "established-stays",
    "an established connection ends by close(), its peer's reset, the end of its pair or the "
    "machine's move, and by nothing else"};
inline const run::Property kHalves{
    always, "halves", "of a connection nothing is shut down but what its peer or its owner named"};
inline const run::Property kOnlyThePeer{
    always, "only-the-peer", "a packet of anybody else's changes nothing of a connection"};
inline const run::Property kOnlyItsAttempt{
    always, "only-its-attempt",
    "a timer, a signal, an answer or a detachment changes nothing but what it was for"};
inline const run::Property kBound{
    always, "bound", "what is bound to a machine's context is bound to the one that it has now"};
inline const run::Property kResult{always, "result",
                                   "calls give what the connection's state says that they give"};
inline const run::Property kReason{always, "reason",
                                   "who waited for a connection that he did not get is told why"};
inline const run::Property kWoken{
    always, "woken", "nobody waits for a connection that is over, or for a peer that is gone"};
inline const run::Property kConnectEnds{
    always, "connect-ends", "however often others send, every connect() comes to its end"};

inline const run::Property kRequested{sometimes, "requested", "a client waits for an answer"};
inline const run::Property kFellBack{sometimes, "fell-back", "a client asks as older ones do"};
inline const run::Property kAsked{sometimes, "asked", "a client waits for its pair"};
inline const run::Property kOffered{sometimes, "offered", "a client has offered its pair"};
inline const run::Property kLeft{sometimes, "left", "the peer has come and gone, and left bytes"};
inline const run::Property kReceived{sometimes, "received", "a child waits for an offer"};
inline const run::Property kAttaching{sometimes, "attaching", "a child waits for its pair"};
inline const run::Property kAbandoned{sometimes, "abandoned",
                                      "a child waits for a pair that its client has left"};
inline const run::Property kEstablished{sometimes, "established", "a connection is established"};
inline const run::Property kOlderNotification{
    sometimes, "older-notification", "a connection is established with the older notification"};
inline const run::Property kHalfClosed{sometimes, "half-closed",
                                       "one half of a connection is shut down, by its peer alone"};
inline const run::Property kDraining{sometimes, "draining",
                                     "a peer is gone, and what it wrote can be read"};
inline const run::Property kClosing{sometimes, "closing", "a peer has reset its connection"};
inline const run::Property kEnded{sometimes, "ended", "a connection is over, but not closed yet"};
inline const run::Property kFull{sometimes, "full", "a listener has as many as it may"};
inline const run::Property kReady{sometimes, "ready", "a child waits for accept()"};

inline const run::Property kRefused{sometimes, "refused", "a connect() is refused"};
inline const run::Property kTimedOut{sometimes, "timed-out", "a connect() is timed out"};
inline const run::Property kInterrupted{sometimes, "interrupted",
                                        "a connect() is interrupted by a signal"};
inline const run::Property kConnectedAnew{sometimes, "connected-anew",
                                          "a connection is established by a later attempt"};
inline const run::Property kLatePair{sometimes, "late-pair",
                                     "a pair comes for an attempt that is over"};
inline const run::Property kKilled{sometimes, "killed", "a machine with a connection is killed"};
inline const run::Property kMoved{sometimes, "moved", "a machine goes on with another context"};

}  // namespace vmcheck::vsock::property
