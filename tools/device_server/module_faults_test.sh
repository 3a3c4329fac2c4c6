#!/usr/bin/env bash
# What module_test.sh would not notice it could as well not test: the module with a fault seeded in
# fails, each in its way.
#
#   module_faults_test.sh DEVICE_SERVER client_module.ko pair_client.ko FAULTY.ko...
#
# FAULTY.ko is vmci_core_FAULT.ko, for the faults in faults/. Exit codes as those of
# driver_core/linux/qemu_guest.sh.
set -euo pipefail
source driver_core/linux/qemu_guest.sh
device_server=$1 client=$2 pair_client=$3
shift 3

guest_begin "$1"
guest_has "$client" client_module.ko "$pair_client" pair_client.ko
for faulty in "$@"; do guest_has "$faulty" "$(basename "$faulty")"; done

# boot FAULT OPTION... < SCRIPT: boots a guest whose device has these options. It runs the script, in
# which $module is the faulty module.
boot() {
  local fault=$1
  shift
  echo "$fault"
  guest_pack < <(echo "module=/vmci_core_$fault.ko"; cat -)
  guest_boot 400 "$device_server" "$@" -- qemu-system-x86_64 -accel tcg,thread=single \
    > "$guest/served"
}

# missed FAULT OPTION...: the self-test fails, as it waits for what does not come.
missed() {
  boot "$@" << 'INIT'
result "load" $b insmod $module selftest=1
$b dmesg | $b grep vmci
INIT
  expect "^guest: load: [^0]"
  expect "self-test of the device failed after [0-9]+ checks at device_selftest\.c:[0-9]+: wait_for"
  guest_verdict
}

# fails FAULT FILE OPTION...: the self-test of queue pairs fails, in a check of that file.
fails() {
  local fault=$1 file=$2
  shift 2
  boot "$fault" "$@" << 'INIT'
result "load" $b insmod $module selftest=1
$b dmesg | $b grep vmci
INIT
  expect "^guest: load: [^0]"
  expect "self-test of queue pairs failed after [0-9]+ checks at $file:[0-9]+: "
  guest_verdict
}

fails attacher_as_creator pair_selftest.c --msix 2
fails sizes_not_exchanged pair_selftest.c --memory-registers

missed swapped_handlers --msix 2
missed missed_notifications --msi
missed busy_polarity --memory-registers

# What the hypervisor is told of a pair only a peer can judge.
boot pages_exchanged --msix 2 << 'INIT'
result "load" $b insmod $module selftest=1
result "pair client" $b insmod /pair_client.ko
$b dmesg | $b grep -E "vmci|client"
INIT
expect "^guest: load: 0$"
expect "^guest: pair client: [^0]"
expect "pair_client: pair_client\.c:[0-9]+: .*vmci_ring_dequeue"
guest_verdict

guest_exit_code=1
boot long_query --msix 2 << 'INIT'
result "load" $b insmod $module
INIT
guest_exit_code=0
grep -q "^BREACH: the hypervisor was sent 40 bytes" "$guest/served" ||
  failed "the device has not noticed a message that is too long"
expect "^guest: load: 0$"
guest_verdict

boot freed_at_removal --msix 2 << 'INIT'
result "load" $b insmod $module
result "client" $b insmod /client_module.ko
for function in /sys/bus/pci/drivers/vmci_core/0000:*; do function=${function##*/}; done
echo $function > /sys/bus/pci/drivers/vmci_core/unbind
echo "guest: unbound"
result "end of the client" $b rmmod client_module
$b dmesg | $b grep -E "vmci|client_module"
INIT
expect "^guest: client: 0$"
expect "^guest: unbound$"
! grep -q "ended well" "$guest/log" || failed "a client of freed memory ended well"
guest_verdict
echo "The faults are noticed."
