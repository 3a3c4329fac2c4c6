#!/bin/sh
# Records what a stock Linux kernel does with VMCI, by kprobes: the control packets of its sockets,
# what is done with queue pairs, and doorbells. Nothing is needed but tracefs.
#
#   vmci_ftrace.sh start [KIB]   makes the probes and begins; KIB of buffer for each CPU (4096)
#   vmci_ftrace.sh read          prints what there is, oldest first, and leaves it there
#   vmci_ftrace.sh stop          ends, and leaves nothing behind in the kernel
#   vmci_ftrace.sh run [KIB]     does all of it: prints what happens until Ctrl-C
#
# What is printed is ftrace's text, for `replay import`; tools/replay/text/recorder_events.h has the
# events and their fields. When a buffer is full the oldest events are lost, and ftrace says so.
#
# It needs root, a tracefs, CONFIG_KPROBE_EVENTS in a kernel of version 5.5 or newer and of 64 bits,
# and vmw_vmci loaded. Without vmw_vsock_vmci_transport packets that come are not seen, and it says
# so.
#
# Exit codes: 0 done; 2 bad usage; 3 it cannot be done here: it says why.
set -u

group=vmcheck

usage() {
  echo "usage: ${0##*/} start [KIB] | read | stop | run [KIB]" >&2
  exit 2
}

say() {
  echo "${0##*/}: $1" >&2
}

cannot() {
  say "$1"
  exit 3
}

find_tracefs() {
  for tracefs in /sys/kernel/tracing /sys/kernel/debug/tracing; do
    [ -w "$tracefs/kprobe_events" ] && return
  done
  cannot "no tracefs with kprobes: run as root; mount -t tracefs tracefs /sys/kernel/tracing"
}

# probe LETTER EVENT FUNCTION FIELD...: on the entry (p) or the return (r) of a function. An event
# may have several functions.
probe() {
  definition="$1:$group/$2 $3"
  shift 3
  echo "$definition $*" >> "$tracefs/kprobe_events" 2> /dev/null
}

# The datagram in an argument, with what there is in a control packet.
packet() {
  echo "dst_cid=+0($1):u32 dst_rid=+4($1):u32 src_cid=+8($1):u32 src_rid=+12($1):u32" \
    "payload_size=+16($1):u64 version=+24($1):u8 type=+25($1):u8 proto=+26($1):u16" \
    "src_port=+28($1):u32 dst_port=+32($1):u32 word0=+40($1):x64 word1=+48($1):x64"
}

# The queue pair in the first argument: its handle, the sizes of its two queues, and the words in
# their headers. Offsets are those of struct vmci_qp and struct vmci_queue.
pair() {
  echo 'cid=+0($arg1):u32 rid=+4($arg1):u32' \
    'produce_size=+24($arg1):u64 consume_size=+32($arg1):u64' \
    'produce_tail=+8(+0(+8($arg1))):u64 consume_head=+16(+0(+8($arg1))):u64' \
    'consume_tail=+8(+0(+16($arg1))):u64 produce_head=+16(+0(+16($arg1))):u64'
}

# probe_both NAME FUNCTION: a function of queue pairs, on its entry and on its return.
probe_both() {
  probe p "vmcheck_$1" "$2" "$(pair)" 'asked=$arg3:u64' &&
    probe r "vmcheck_$1_return" "$2" 'result=$retval:s64'
}

add_probes() {
  probe p vmcheck_send vmci_datagram_send "$(packet '$arg1')" &&
    probe_both enqueue vmci_qpair_enqueue && probe_both enqueue vmci_qpair_enquev &&
    probe_both dequeue vmci_qpair_dequeue && probe_both dequeue vmci_qpair_dequev &&
    probe_both peek vmci_qpair_peek && probe_both peek vmci_qpair_peekv &&
    probe p vmcheck_detach vmci_qpair_detach 'cid=+0(+0($arg1)):u32 rid=+4(+0($arg1)):u32' &&
    probe p vmcheck_doorbell vmci_doorbell_notify 'handle=$arg1:x64' || return 1
  probe p vmcheck_receive vmci_transport_recv_stream_cb "$(packet '$arg2')" ||
    say "vmw_vsock_vmci_transport is not loaded: packets that come are not seen"
}

is_there() {
  [ -e "$tracefs/events/$group" ]
}

start() {
  is_there && cannot "it records already: ${0##*/} stop"
  mkdir "$tracefs/instances/$group" 2> /dev/null || cannot "no buffer of its own could be made"
  if ! add_probes; then
    stop
    cannot "no kprobes on vmw_vmci's functions: is the module loaded? (modprobe vmw_vmci)"
  fi
  echo "$1" > "$tracefs/instances/$group/buffer_size_kb" &&
    echo 1 > "$tracefs/instances/$group/events/$group/enable" &&
    echo 1 > "$tracefs/instances/$group/tracing_on" || {
    stop
    cannot "the probes could not be turned on"
  }
}

# Its own probes alone: a line for each event, which takes all of its functions.
stop() {
  if is_there; then
    [ -e "$tracefs/instances/$group" ] && echo 0 > "$tracefs/instances/$group/events/$group/enable"
    for event in "$tracefs/events/$group"/vmcheck_*; do
      [ -e "$event" ] && echo "-:$group/${event##*/}" >> "$tracefs/kprobe_events"
    done
  fi
  [ ! -e "$tracefs/instances/$group" ] || rmdir "$tracefs/instances/$group"
}

run() {
  trap 'stop; exit 0' INT TERM HUP
  start "$1"
  cat "$tracefs/instances/$group/trace_pipe"
  stop
}

[ $# -ge 1 ] && [ $# -le 2 ] || usage
size=${2:-4096}
case $size in
  *[!0-9]* | "") usage ;;
esac
case $1 in
  start | run)
    find_tracefs
    "$1" "$size"
    ;;
  read)
    find_tracefs
    is_there || cannot "it does not record: ${0##*/} start"
    cat "$tracefs/instances/$group/trace"
    ;;
  stop)
    find_tracefs
    stop
    ;;
  *) usage ;;
esac
