#!/usr/bin/env bash
# The self-test passes on the core as it is, on pages of 4096 bytes and of 8, and fails on each
# fault in faults/: it must say where, and must not crash or hang.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# run FOLDER PAGE_SIZE: builds and runs the self-test of the core in FOLDER/driver_core.
run() {
  gcc -std=c11 -O1 -Wall -Wextra -Werror -DVMCI_HAL_PAGE_SIZE="$2u" \
    -I"$1" -I"$1/driver_core/hal/user" \
    "$1"/driver_core/*.c "$1/driver_core/tests/selftest_main.c" -o "$work/selftest" || return 99
  timeout 20 "$work/selftest"
}

for page_size in 4096 8; do
  said=$(run . $page_size)
  code=$?
  echo "no fault, pages of $page_size: $said"
  [[ $code -eq 0 ]] || { echo "FAILED: exit code $code, expected 0"; failures=1; }
done

seeded=0
for fault in driver_core/tests/faults/*.patch; do
  rm -rf "$work/copy"
  mkdir "$work/copy"
  cp -rL driver_core "$work/copy"
  chmod -R u+w "$work/copy"
  patch --quiet --strip=1 --fuzz=0 --directory="$work/copy" < "$fault" ||
    { echo "FAILED: $fault does not apply to the core; make it anew"; failures=1; }
  said=$(run "$work/copy" 4096)
  code=$?
  echo "$(basename "$fault" .patch): $said"
  [[ $code -eq 1 ]] || { echo "FAILED: exit code $code, expected 1: a fault missed"; failures=1; }
  seeded=$((seeded + 1))
done
[[ $seeded -gt 0 ]] || { echo "FAILED: no faults found in driver_core/tests/faults"; failures=1; }
exit $failures
