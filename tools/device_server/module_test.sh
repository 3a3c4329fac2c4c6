#!/usr/bin/env bash
# The module vmci_core drives the simulated device in a Linux guest: with each kind of registers and
# of interrupts, with clients of other modules, loaded and unloaded again and again, unbound and
# pulled out while clients still have it, and with the machine migrated.
#
#   module_test.sh DEVICE_SERVER vmci_core.ko client_module.ko pair_client.ko
#
# Exit codes as those of driver_core/linux/qemu_guest.sh.
set -euo pipefail
source driver_core/linux/qemu_guest.sh
device_server=$1 module=$2 client=$3 pair_client=$4

# What clients' doorbells return in the end: of a lost device, of one that is there, of a machine
# under its old id, of one that was pulled out.
readonly DOORBELLS="-39 0 -10 -39"

# What clients were told in the end of the peers of their queue pairs, in the same cases.
readonly PEERS="kept kept lost kept"

guest_begin "$module"
guest_has "$module" vmci_core.ko "$client" client_module.ko "$pair_client" pair_client.ko
guest_pack << 'INIT'
driver=/sys/bus/pci/drivers/vmci_core
for round in 1 2 3; do
  result "load $round" $b insmod /vmci_core.ko selftest=1
  result "unload $round" $b rmmod vmci_core
done
result "load" $b insmod /vmci_core.ko
result "client" $b insmod /client_module.ko
result "pair client" $b insmod /pair_client.ko
for function in $driver/0000:*; do function=${function##*/}; done
$b grep vmci_core /proc/interrupts
echo $function > $driver/unbind
echo "guest: unbound"
echo $function > $driver/bind
result "end of the client of the lost device" $b rmmod client_module
result "end of its pair client" $b rmmod pair_client
result "client of the device anew" $b insmod /client_module.ko
result "its end" $b rmmod client_module
result "pair client of the device anew" $b insmod /pair_client.ko
result "its end" $b rmmod pair_client
result "pair client of a machine that is migrated" $b insmod /pair_client.ko
result "client that has the machine migrated" $b insmod /client_module.ko migrate=1
result "its end" $b rmmod client_module
result "end of the pair client" $b rmmod pair_client
result "pair client of a device that is pulled out" $b insmod /pair_client.ko
result "client that has it pulled out" $b insmod /client_module.ko pull_out=1
result "its end" $b rmmod client_module
result "end of the pair client" $b rmmod pair_client
result "unload" $b rmmod vmci_core
result "load without a device" $b insmod /vmci_core.ko
result "client without a device" $b insmod /client_module.ko
result "unload" $b rmmod vmci_core
$b dmesg | $b grep -E "vmci|client|WARNING|BUG"
INIT

# boot VECTORS OPTION...: the device with these options, of which the driver uses so many vectors.
boot() {
  local vectors=$1
  shift
  echo "device_server $*"
  guest_boot 400 "$device_server" "$@" -- qemu-system-x86_64 -accel tcg,thread=single \
    > "$guest/served"
  for round in 1 2 3; do
    expect "^guest: load $round: 0$"
    expect "^guest: unload $round: 0$"
  done
  expect "context 64, capabilities 0x[0-9a-f]+, $vectors vectors$"
  [[ $(grep -acE "self-test of the device passed \([0-9]+ checks\)$" "$guest/log") -eq 3 ]] ||
    failed "the self-test of the device did not pass 3 times"
  [[ $(grep -acE "self-test of queue pairs passed \([0-9]+ checks\)$" "$guest/log") -eq 3 ]] ||
    failed "the self-test of queue pairs did not pass 3 times"
  for kind in client_module pair_client; do
    [[ $(grep -ac "$kind: tests passed$" "$guest/log") -eq 4 ]] ||
      failed "the tests of $kind did not pass 4 times"
    [[ $(grep -ac "$kind: ended well$" "$guest/log") -eq 4 ]] || failed "a $kind did not end well"
  done
  expect "^guest: end of the client of the lost device: 0$"
  doorbells=$(sed -nE 's/.*its doorbell returns (-?[0-9]+)$/\1/p' "$guest/log" | xargs)
  [[ $doorbells == "$DOORBELLS" ]] || failed "doorbells returned $doorbells, not $DOORBELLS"
  peers=$(sed -nE 's/.*its peer was (kept|lost)$/\1/p' "$guest/log" | xargs)
  [[ $peers == "$PEERS" ]] || failed "peers were $peers, not $PEERS"
  expect "^guest: load without a device: 0$"
  expect "^guest: client without a device: [^0]"
  ! grep -aqE "WARNING|BUG" "$guest/log" || failed "the kernel complained"
  expect "^guest: end$"
  guest_verdict
}

boot 1
boot 1 --msi
boot 1 --msix 1
boot 2 --msix 2 --ppn64
boot 1 --memory-registers
boot 2 --memory-registers --msix 3 --ppn64
echo "The module drives the device, and its clients outlive it."
