// What the scenarios of a machine's sockets claim, besides what the simulated machine demands of
// every driver.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::device::sockets::property {

using enum run::PropertyKind;

inline const run::Property kResult{always, "result", "calls fail only for reasons that there are"};
inline const run::Property kFifo{
    always, "fifo",
    "what is received is what was sent, from its beginning on, in order and each byte once"};
inline const run::Property kWhole{
    always, "whole", "who is told that no more comes has received all that was sent to him"};
inline const run::Property kWoken{always, "woken",
                                  "nobody waits who need not, once all that is under way is over"};
inline const run::Property kEnds{always, "ends", "an operation that does not wait comes to an end"};
inline const run::Property kInTime{always, "in-time",
                                   "no attempt to connect times out before its time"};
inline const run::Property kBacklog{
    always, "backlog", "a listener counts each child that is pending or ready, and no other"};
inline const run::Property kParted{always, "parted",
                                   "who has parted from the driver has no queue pair of it"};
inline const run::Property kMark{
    always, "mark", "who waits for several bytes is given no fewer, unless they are the last"};
inline const run::Property kAgree{always, "agree",
                                  "who was told that he can read does not wait for it"};
inline const run::Property kDatagram{
    always, "datagram",
    "what is received was sent, by whom it says, as a whole, in order and at most once"};
inline const run::Property kFromPeer{always, "from-peer",
                                     "a connected socket receives only from its peer"};
inline const run::Property kEndOnly{
    always, "end-only", "only who has shut down receiving is told that no more datagrams come"};
inline const run::Property kCounted{
    always, "counted", "a datagram to a socket that wants it is received, or counted as lost"};
inline const run::Property kAccounted{
    always, "accounted", "a socket's buffer holds what it says, and no more than it can"};
inline const run::Property kEndpoint{
    always, "endpoint", "a socket has an endpoint exactly if it is bound and there is a driver"};
inline const run::Property kFollows{always, "follows",
                                    "who is bound to the machine's context follows it"};
inline const run::Property kNothingLeft{
    always, "nothing-left",
    "when all sockets are closed, no slot, port, pair, page, timer or packet is left over"};

inline const run::Property kConnected{sometimes, "connected", "a client is connected"};
inline const run::Property kRefused{sometimes, "refused", "a client is refused"};
inline const run::Property kTimedOut{sometimes, "timed-out", "an attempt takes too long"};
inline const run::Property kInterrupted{sometimes, "interrupted", "an attempt is interrupted"};
inline const run::Property kNoMemory{sometimes, "no-memory", "there is no memory for a connection"};
inline const run::Property kNoRoom{sometimes, "no-room",
                                   "a packet comes and there is no room for it"};
inline const run::Property kExchanged{sometimes, "exchanged",
                                      "a byte goes one way, and one the other way"};
inline const run::Property kWaitedToRead{sometimes, "waited-to-read",
                                         "who has waited to read reads a byte"};
inline const run::Property kWaitedToWrite{sometimes, "waited-to-write",
                                          "who has waited to write writes a byte"};
inline const run::Property kHalfClosed{sometimes, "half-closed",
                                       "a byte comes from who has been told that no more does"};
inline const run::Property kEnd{sometimes, "end", "who reads is told that no more comes"};
inline const run::Property kPipe{sometimes, "pipe", "who writes is told that nobody reads"};
inline const run::Property kTaken{sometimes, "taken",
                                  "bytes that do not suffice are taken out of the queue"};
inline const run::Property kAll{sometimes, "all",
                                "who waits for all bytes has waited and reads all"};
inline const run::Property kFull{sometimes, "full", "a datagram is lost for want of room"};
inline const run::Property kInUse{sometimes, "in-use", "a port is in use"};
inline const run::Property kToHost{sometimes, "to-host", "a datagram goes to the host"};
inline const run::Property kFromHost{sometimes, "from-host", "a datagram comes from the host"};
inline const run::Property kFromProgram{sometimes, "from-program",
                                        "a datagram comes from a socket of the machine"};
inline const run::Property kFromMoved{sometimes, "from-moved",
                                      "the same once the machine has moved"};
inline const run::Property kLate{sometimes, "late", "a timer expires late"};

inline const run::Property kBothConnected{sometimes, "both-connected",
                                          "connections of two pairs of machines are there at once"};
inline const run::Property kKilledForming{sometimes, "killed-forming",
                                          "a machine is killed while a connection forms"};
inline const run::Property kKilledOpen{sometimes, "killed-open",
                                       "a machine is killed that has a connection"};
inline const run::Property kAway{sometimes, "away",
                                 "who would move a byte is told to wait for a machine's memory"};
inline const run::Property kBack{sometimes, "back", "he moves it when the machine is resumed"};

}  // namespace vmcheck::device::sockets::property
