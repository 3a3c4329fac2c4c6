// The events that a recorder in a kernel writes: the one place that names them.
//
// tools/record makes them with kprobes; whoever makes them otherwise (perf, bpftrace) gives them
// the same names and fields. A line's message is fields, `name=value`, separated by spaces, in any
// order; a value is an integer, decimal or hexadecimal behind 0x. What stands before them in
// parentheses (a probe's address), and fields of other names, are not looked at.
//
//   event                   at                                     fields
//   vmcheck_send            entry of vmci_datagram_send            packet
//   vmcheck_receive         entry of the transport's callback      packet
//                           (vmci_transport_recv_stream_cb)
//   vmcheck_enqueue         entry of vmci_qpair_enqueue, enquev    pair, asked
//   vmcheck_dequeue         entry of vmci_qpair_dequeue, dequev    pair, asked
//   vmcheck_peek            entry of vmci_qpair_peek, peekv        pair, asked
//   vmcheck_enqueue_return, vmcheck_dequeue_return, vmcheck_peek_return
//                           their return, in the same task         result
//   vmcheck_detach          entry of vmci_qpair_detach             cid, rid
//   vmcheck_doorbell        entry of vmci_doorbell_notify          handle; not looked at yet
//
// "packet", the datagram with its header as it lies in memory:
//
//   offset  size  field
//        0     4  dst_cid       context and resource that it goes to
//        4     4  dst_rid
//        8     4  src_cid
//       12     4  src_rid
//       16     8  payload_size  in bytes; 32 in all control packets
//       24     1  version
//       25     1  type
//       26     2  proto
//       28     4  src_port
//       32     4  dst_port
//       40     8  word0         what the packet carries
//       48     8  word1
//
// src_cid is 4294967295 in what a machine sends itself: nothing else is known there. Datagrams of
// another size, or to another resource than 1, are not control packets and left out.
//
// "pair", a struct vmci_qp, its two struct vmci_queue and their headers:
//
//   cid, rid        the handle: context and resource
//   produce_size    bytes of the ring that this end fills
//   consume_size    bytes of the ring that it drains
//   produce_tail    the words of the header that it writes:
//   consume_head
//   consume_tail    the words of the header that its peer writes
//   produce_head
//
// asked: the length that the caller gave, in bytes. result: bytes moved, or VMCI's negative code.
#pragma once

namespace vmcheck::replay {

inline constexpr const char* kRecorderPrefix = "vmcheck_";

inline constexpr const char* kSendEvent = "vmcheck_send";
inline constexpr const char* kReceiveEvent = "vmcheck_receive";
inline constexpr const char* kEnqueueEvent = "vmcheck_enqueue";
inline constexpr const char* kDequeueEvent = "vmcheck_dequeue";
inline constexpr const char* kPeekEvent = "vmcheck_peek";
inline constexpr const char* kDetachEvent = "vmcheck_detach";

// What the names of returns end in.
inline constexpr const char* kReturnSuffix = "_return";

}  // namespace vmcheck::replay
