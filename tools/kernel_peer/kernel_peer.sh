#!/usr/bin/env bash
# Boots Linux in QEMU and runs our core in it, as virtual machines of that kernel's: their host is
# code that this project has not written.
#
#   kernel_peer.sh GUEST_PROGRAM [FAULTY_PROGRAM]...
#
# The programs with a faulty core must not agree with the kernel.
#
# Exit code 0: all is so, or nothing could be tried as QEMU or a kernel is not installed; 1: not so;
# 2: bad usage.
set -euo pipefail
source driver_core/linux/qemu_guest.sh
if [[ $# -eq 0 || ! -x $1 ]]; then
  echo "usage: kernel_peer.sh GUEST_PROGRAM [FAULTY_PROGRAM]..." >&2
  exit 2
fi

guest_begin
guest_parameters=vmcheck.kernel_peer
guest_has "$stock/drivers/misc/vmw_vmci/vmw_vmci.ko" vmw_vmci.ko \
  "$stock/net/vmw_vsock/vsock.ko" vsock.ko \
  "$stock/net/vmw_vsock/vmw_vsock_vmci_transport.ko" transport.ko
guest_has_program "$1" peer
shift
for faulty in "$@"; do
  guest_has_program "$faulty" "faulty_${faulty##*/}"
done
guest_pack << 'INIT'
faults=$($b ls / | $b grep "^faulty_" | $b sed "s,^,/,")
# The faults that a command notices are not tried again.
notice() {
  unnoticed=
  for fault in $faults; do
    $fault $1 $2 $3 && unnoticed="$unnoticed $fault" || echo "guest: noticed: $fault"
  done
  faults=$unnoticed
}
result "driver" $b insmod /vmw_vmci.ko
for seed in 1 2 3; do
  result "pair calls" /peer pair-calls --seed $seed
  result "datagram calls" /peer datagram-calls --seed $seed
done
notice pair-calls --most 3
notice datagram-calls --most 3
result "sockets" $b insmod /vsock.ko
result "transport" $b insmod /transport.ko
result "connections" /peer connections
notice connections --first
$b dmesg | $b grep -E "WARNING|BUG"
INIT
guest_boot 200 qemu-system-x86_64 -accel tcg,thread=multi -m 512
grep -a "the kernel\|differences$" "$guest/log" || true

expect "^guest: driver: 0$"
expect "^guest: connections: 0$"
for calls in pair datagram; do
  [[ $(grep -ac "^guest: $calls calls: 0$" "$guest/log") -eq 3 ]] || failed "$calls calls differ"
done
[[ $(grep -ac "^guest: noticed: " "$guest/log") -eq $# ]] || failed "a fault was not noticed"
! grep -aqE "WARNING|BUG" "$guest/log" || failed "the kernel complained"
expect "^guest: end$"
guest_verdict
echo "Linux $version and the core agree."
