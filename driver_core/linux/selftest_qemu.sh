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

readonly BOOT_SECONDS=150

if [[ $# -lt 1 || ! -r $1 ]]; then
  echo "usage: selftest_qemu.sh vmci_core.ko [vmci_core_faulty.ko]" >&2
  exit 2
fi
module=$1
faulty=${2:-}

skip() {
  echo "skipped: install $1 (apt-get install $1)"
  exit 0
}

command -v qemu-system-x86_64 > /dev/null || skip qemu-system-x86
busybox=$(command -v busybox) || skip busybox-static
command -v cpio > /dev/null || skip cpio
ls /boot/vmlinuz-* > /dev/null 2>&1 || skip linux-image-amd64

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The kernel that the module was built for.
objcopy --dump-section .modinfo="$work/modinfo" "$module" "$work/unused"
version=$(tr '\0' '\n' < "$work/modinfo" | sed -n 's/^vermagic=\([^ ]*\).*/\1/p')
stock=/lib/modules/$version/kernel/drivers/misc/vmw_vmci/vmw_vmci.ko
if [[ ! -r /boot/vmlinuz-$version || ! -r $stock ]]; then
  echo "The module was built for kernel $version; installed are:" /boot/vmlinuz-* >&2
  echo "  Run: apt-get install linux-image-$version" >&2
  echo "  or build the module anew for the newer headers (under Bazel: bazel clean)" >&2
  exit 2
fi

# The guest: busybox, the modules, and this script as init.
mkdir -p "$work/guest"/{bin,dev,proc}
cp "$busybox" "$work/guest/bin/busybox"
cp "$module" "$work/guest/vmci_core.ko"
cp "$stock" "$work/guest/vmw_vmci.ko"
[[ -z $faulty ]] || cp "$faulty" "$work/guest/vmci_core_faulty.ko"
cat > "$work/guest/init" << 'INIT'
#!/bin/busybox sh
# The kernel keeps off the console (loglevel=1), so that lines stay whole.
# Each result is a line "guest: WHAT: EXIT CODE"; then follows what the kernel logged.
b=/bin/busybox
result() {
  what=$1
  shift
  "$@" && code=0 || code=$?
  echo "guest: $what: $code"
}
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
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
echo "guest: end"
$b poweroff -f
INIT
chmod +x "$work/guest/init"
(cd "$work/guest" && find . | cpio --quiet -o -H newc | gzip -1) > "$work/initrd.gz"

# No KVM: it is not everywhere, and where it is nested it can hang.
timeout --kill-after=5 "$BOOT_SECONDS" qemu-system-x86_64 -accel tcg,thread=multi -smp 2 \
  -cpu qemu64 -m 512 -display none -monitor none -no-reboot -net none -serial "file:$work/console" \
  -kernel "/boot/vmlinuz-$version" -initrd "$work/initrd.gz" \
  -append "console=ttyS0 quiet loglevel=1 panic=-1" < /dev/null ||
  echo "QEMU ended with $? (124: not done after $BOOT_SECONDS s)"
tr -d '\r' < "$work/console" > "$work/log"
echo "Kernel $version said:"
grep -aiE 'guest|vmci' "$work/log" || cat "$work/log"

failures=0
expect() {
  grep -aqE "$1" "$work/log" || { echo "FAILED: the guest's log has no line like: $1"; failures=1; }
}
expect "^guest: stock driver first: 0$"
expect "^guest: self-test beside it: 0$"
expect "\bvmci_core: self-test passed \([0-9]+ checks\)$"
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
[[ $failures -eq 0 ]] || exit 1
echo "The module passes its self-test in the guest."
