// Turns recordings of a real kernel's connections into native connection traces.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// Of the lines that importer.h describes a trace is made of these:
//
//   who   op                       gives
//   vm    pkt                      send, receive, peer_attached, peer_detached
//   vm    ioctl QUEUEPAIR_ALLOC    pair
//   vm    ioctl QUEUEPAIR_DETACH   close
//   vm    enqueue, dequeue         enqueue, dequeue
//   host  listen, connect          peer_listen, peer_connect
//   host  shutdown, close          peer_shutdown, peer_close
//
// What the program on /dev/vmci wanted is not recorded, but what it sent for that: its REQUEST is
// preceded by connect, its SHUTDOWN by shutdown, its WAITING_ packets by wait, and the first
// REQUEST that it receives by listen. The handle and the port of an attempt are those of the
// packets that follow; what the program saw of the peer's index when it was told that the peer
// waits is what it saw next.
//
// A recording of bad calls ("op":"neg") is of a program that sends anything: of its lines those
// alone give something that concern packets, from when somebody listens.
//
// Returns the number of packets: when it is 0 there was nothing to import. Throws as
// import_recording().
std::uint64_t import_connections(std::istream& in, const std::string& name,
                                 const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
