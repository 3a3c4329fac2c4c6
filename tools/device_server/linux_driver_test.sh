#!/usr/bin/env bash
# Linux's own driver of the VMCI device, which this project has not written, drives the simulated
# device: ports with MSI, with two vectors of MSI-X, and registers in memory with three. On top of
# it is Linux's vsock: a connection to the host is refused by a packet of the host's, and the host's
# to the guest by one of the guest's. All that the driver asks of the hypervisor is a message of the
# protocol as the device demands it of the drivers that are explored, and nothing else is asked for.
#
#   linux_driver_test.sh DEVICE_SERVER vmci_core.ko VSOCK_CONNECT
#
# The module only says which kernel to boot. Exit codes as those of driver_core/linux/qemu_guest.sh.
set -euo pipefail
source driver_core/linux/qemu_guest.sh
device_server=$1

guest_begin "$2"
guest_has "$stock/drivers/misc/vmw_vmci/vmw_vmci.ko" vmw_vmci.ko \
  "$stock/net/vmw_vsock/vsock.ko" vsock.ko \
  "$stock/net/vmw_vsock/vmw_vsock_vmci_transport.ko" transport.ko "$3" vsock_connect
guest_pack << 'INIT'
result "driver" $b insmod /vmw_vmci.ko
result "vsock" $b insmod /vsock.ko
result "transport" $b insmod /transport.ko
/vsock_connect
$b grep vmw_vmci /proc/interrupts
result "unload transport" $b rmmod vmw_vsock_vmci_transport
result "unload driver" $b rmmod vmw_vmci
result "driver again" $b insmod /vmw_vmci.ko
result "unload again" $b rmmod vmw_vmci
$b dmesg | $b grep -E "vmci|WARNING|BUG"
INIT

# What the driver asks, from power on to power off.
cat > "$guest/expected" << 'ASKED'
reset
set-notify-bitmap -> 0
resources-query -> 1
get-context-id -> 64
vsock 40 to 2 request2 -> 0
vsock 40 to 2 reset -> 0
reset
set-notify-bitmap -> 0
resources-query -> 1
reset
ASKED

# boot VECTORS OPTION...: the device with these options, of which the driver uses so many vectors.
boot() {
  local vectors=$1
  shift
  echo "device_server $*"
  guest_boot 400 "$device_server" "$@" -- qemu-system-x86_64 -accel tcg,thread=single \
    > "$guest/served"
  diff "$guest/expected" "$guest/served" ||
    failed "expected of the driver (<), and what it asks (>)"
  expect "^guest: driver: 0$"
  expect "^guest: transport: 0$"
  expect "^vsock: Connection reset by peer$"
  expect "^guest: unload driver: 0$"
  expect "^guest: unload again: 0$"
  [[ $(grep -acE "PCI-MSI .* vmw_vmci$" "$guest/log") -eq $vectors ]] ||
    failed "the driver does not have $vectors vectors"
  ! grep -aqE "WARNING|BUG" "$guest/log" || failed "the kernel complained"
  expect "^guest: end$"
  guest_verdict
}

boot 1 --msi
boot 2 --msix 2
boot 3 --memory-registers --msix 3 --ppn64
echo "Linux's driver and its vsock work with the simulated device."
