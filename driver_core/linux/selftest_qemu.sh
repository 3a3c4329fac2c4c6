#!/usr/bin/env bash
# Boots Linux in QEMU and runs the self-test of the module in it.
#
#   selftest_qemu.sh vmci_core.ko [vmci_core_faulty.ko]
#
# The module must load beside Linux's own VMCI driver, whichever of the two comes first, and pass
# its self-test. The faulty one, if given, is the same module under another name with a fault
# seeded in: beside vmci_core it must be refused (it exports the same functions), and by itself its
# self-test must fail. The kernel is the one in /boot that the module was built for.
#
# Exit code 0: all is so, or nothing could be tried as QEMU or a kernel is not installed; 1: not so;
# 2: bad usage, or the module and the kernel do not fit.
set -euo pipefail
source "$(dirname "$0")/qemu_guest.sh"

if [[ $# -lt 1 || ! -r $1 ]]; then
  echo "usage: selftest_qemu.sh vmci_core.ko [vmci_core_faulty.ko]" >&2
  exit 2
fi
faulty=${2:-}

guest_begin "$1"
guest_has "$1" vmci_core.ko "$stock/drivers/misc/vmw_vmci/vmw_vmci.ko" vmw_vmci.ko
[[ -z $faulty ]] || guest_has "$faulty" vmci_core_faulty.ko
guest_pack << 'INIT'
result "stock driver first" $b insmod /vmw_vmci.ko
result "self-test beside it" $b insmod /vmci_core.ko selftest=1
result "same exports again" $b insmod /vmci_core_faulty.ko
result "unload stock driver" $b rmmod vmw_vmci
result "stock driver second" $b insmod /vmw_vmci.ko
result "unload" $b rmmod vmci_core
result "without self-test" $b insmod /vmci_core.ko
result "unload again" $b rmmod vmci_core
result "self-test of a fault" $b insmod /vmci_core_faulty.ko selftest=1
$b dmesg | $b grep -i vmci
INIT
guest_boot 150 qemu-system-x86_64 -accel tcg,thread=multi -m 512
echo "Kernel $version said:"
grep -aiE 'guest|vmci' "$guest/log" || cat "$guest/log"

expect "^guest: stock driver first: 0$"
expect "^guest: self-test beside it: 0$"
expect "\bvmci_core: self-test passed \([0-9]+ checks\)$"
expect "\bvmci_core: self-test of timers passed \([0-9]+ checks\)$"
expect "^guest: unload stock driver: 0$"
expect "^guest: stock driver second: 0$"
expect "^guest: unload: 0$"
expect "^guest: without self-test: 0$"
expect "^guest: unload again: 0$"
expect "^guest: end$"
if [[ -n $faulty ]]; then
  expect "^guest: same exports again: [^0]"
  expect "\bvmci_core_faulty: exports duplicate symbol"
  expect "^guest: self-test of a fault: [^0]"
  expect "\bvmci_core_faulty: self-test failed after [0-9]+ checks at selftest\.c:[0-9]+: "
fi
guest_verdict
echo "The module passes its self-test in the guest."
