#!/usr/bin/env bash
# The tests of a library fail when it has a fault; crashing does not count.
# usage: found_out_test.sh TEST
set -u
GTEST_FAIL_FAST=1 "$1" > output 2>&1
code=$?
cat output
if [ "$code" -ne 1 ] || ! grep -q "^\[  FAILED  \]" output; then
  echo "FAILED: exit code $code: the fault was not found out"
  exit 1
fi
echo PASSED
