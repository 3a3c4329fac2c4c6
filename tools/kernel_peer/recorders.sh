#!/usr/bin/env bash
# Boots Debian's kernel in QEMU, where each recorder sees a connection between the core and that
# kernel's own sockets; what it has recorded is imported and explained here.
#
#   recorders.sh --program PEER --replay REPLAY --scenario FILE [--keep DIR] RECORDER...
#
# Recorders are files: vmci_ftrace.sh and vmci.bt. With the first one's probes trace-cmd and perf are
# tried as well. Those that are not installed are left out, and it says so. --keep DIR leaves the
# recordings there.
#
# Exit code 0: all is explained, or nothing could be tried as QEMU or a kernel is not installed; 1:
# not so; 2: bad usage.
set -euo pipefail
source driver_core/linux/qemu_guest.sh

program='' replay='' scenario='' keep='' ftrace='' bpftrace=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --program) program=$2 && shift ;;
    --replay) replay=$2 && shift ;;
    --scenario) scenario=$2 && shift ;;
    --keep) keep=$2 && shift ;;
    *.sh) ftrace=$1 ;;
    *.bt) bpftrace=$1 ;;
    *) echo "usage: see the head of ${0##*/}" >&2 && exit 2 ;;
  esac
  shift
done

[[ -z $keep || $keep == /* ]] || keep=${BUILD_WORKING_DIRECTORY:-$PWD}/$keep

guest_begin
guest_parameters=vmcheck.kernel_peer
guest_has "$stock/drivers/misc/vmw_vmci/vmw_vmci.ko" vmw_vmci.ko \
  "$stock/net/vmw_vsock/vsock.ko" vsock.ko \
  "$stock/net/vmw_vsock/vmw_vsock_vmci_transport.ko" transport.ko \
  "$ftrace" ftrace.sh "$bpftrace" vmci.bt "$scenario" "${scenario##*/}"
guest_has_program "$program" peer

# What is installed of these is tried.
tried=(ftrace)
for tool in bpftrace trace-cmd perf; do
  path=$(command -v "$tool") || path=
  if [[ -z $path ]]; then
    echo "skipped: $tool is not installed (tools/setup.sh --nightly)"
    continue
  fi
  guest_has_program "$path" "$tool"
  tried+=("$tool")
done
printf '%s\n' "${tried[@]}" > "$guest/files/tried"

guest_pack << 'INIT'
$b mkdir -p /tools /tmp && $b --install -s /tools && $b ln -s busybox /bin/sh  # which bpftrace runs
$b mount -t debugfs debugfs /sys/kernel/debug
$b mount -t tracefs tracefs /sys/kernel/tracing
for module in vmw_vmci vsock transport; do
  $b insmod /$module.ko
done
export PATH=/tools HOME=/tmp
record="/tools/sh /ftrace.sh"
echo machine_connects-newer-16384 > /wanted
connect="/peer scenarios --wanted /wanted /machine_connects.steps"

# Until bpftrace says that it has attached its probes; LLVM takes its time without KVM.
attached() {
  for second in $($b seq 120); do
    $b grep -q attached_probes /record.bpftrace && return 0
    $b sleep 1
  done
  return 1
}

by_ftrace() {
  $record start && $connect && $record read > /record.ftrace && $record stop &&
    ! $b grep -q vmcheck /sys/kernel/tracing/kprobe_events
}
by_bpftrace() {
  /bpftrace -f json /vmci.bt > /record.bpftrace &
  attached && $connect || return 1
  $b sleep 1
  $b kill -INT $! && wait $!
}
# The others take the first one's probes.
with_probes() {
  $record start && "$@" && $record stop
}
by_trace_cmd() {
  with_probes /trace-cmd record -q -e vmcheck -o /trace.dat $connect && /trace-cmd report -q -i /trace.dat > /record.trace-cmd
}
by_perf() {
  with_probes /perf record -q -a -e 'vmcheck:*' -o /perf.data $connect && /perf script -i /perf.data > /record.perf
}

for tool in $($b cat /tried); do
  begin=$($b sed 's/\..*//' /proc/uptime)
  result $tool by_$(echo $tool | $b tr - _)
  echo "guest: $tool took $(($($b sed 's/\..*//' /proc/uptime) - begin)) s"
  $b sed "s/^/$tool> /" /record.$tool > /dev/ttyS1
done
INIT
guest_boot 400 qemu-system-x86_64 -accel tcg,thread=multi -m 1500

grep -a "^guest: .* took" "$guest/log" || true
for tool in "${tried[@]}"; do
  expect "^guest: $tool: 0$"
  log=$guest/$tool.txt
  tr -d '\r' < "$guest/handed" | sed -n "s/^$tool> //p" > "$log"
  for event in send receive enqueue enqueue_return dequeue dequeue_return detach; do
    grep -q "vmcheck_$event:" "$log" || failed "$tool recorded no vmcheck_$event"
  done
  for kind in "" --connections; do
    "$replay" import $kind "$log" -o "$guest/trace.jsonl" && "$replay" "$guest/trace.jsonl" ||
      failed "what $tool recorded is not explained"
  done
  [[ -z $keep ]] || cp "$log" "$keep"
done
guest_verdict
