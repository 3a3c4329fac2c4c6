#!/usr/bin/env bash
# The self-test passes on processors other than this one, as QEMU makes them up for programs: on
# 64-bit ARM and RISC-V and on 32-bit x86, on pages of 4096 bytes and of 8.
# Twin: on each of them it fails, and says where, with a fault seeded in.
#
# Exit code 0: all is so, or nothing could be tried as QEMU is not installed; 1: not so.
set -u
readonly FAULT=driver_core/tests/faults/wrap_off_by_one.patch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# run PROCESSOR COMPILER FOLDER PAGE_SIZE: the self-test of the core in FOLDER/driver_core.
run() {
  "$2" -std=c11 -O1 -static -Wall -Wextra -Werror -DVMCI_HAL_PAGE_SIZE="$4u" \
    -I"$3" -I"$3/driver_core/hal/user" \
    "$3"/driver_core/*.c "$3/driver_core/tests/selftest_main.c" -o "$work/selftest" || return 99
  timeout 60 "qemu-$1-static" "$work/selftest"
}

# expect CODE PROCESSOR COMPILER FOLDER PAGE_SIZE
expect() {
  local expected=$1 said code
  shift
  said=$(run "$@")
  code=$?
  echo "$1, pages of $4: $said"
  [[ $code -eq $expected ]] ||
    { echo "FAILED: exit code $code, expected $expected"; failures=$((failures + 1)); }
}

command -v qemu-i386-static > /dev/null || {
  echo "skipped: install qemu-user-static (tools/setup.sh --nightly)"
  exit 0
}
mkdir "$work/copy"
cp -rL driver_core "$work/copy"
chmod -R u+w "$work/copy"
patch --quiet --strip=1 --fuzz=0 --directory="$work/copy" < $FAULT ||
  { echo "FAILED: $FAULT does not apply to the core; make it anew"; exit 1; }

for machine in aarch64:aarch64 i386:i686 riscv64:riscv64; do
  processor=${machine%:*} compiler=${machine#*:}-linux-gnu-gcc
  for page_size in 4096 8; do
    expect 0 "$processor" "$compiler" . $page_size
  done
  expect 1 "$processor" "$compiler" "$work/copy" 4096
done
exit $((failures > 0))
