#!/usr/bin/env bash
# The examples notice each fault: begin, hostile_peer and ring tests those in faults/, the tests of
# rules and tables those in the folders of their names.
#
#   faults_test.sh PROGRAM...   the examples over a core with a fault each
#
# Where a sanitizer looks on it may be first to notice a fault.
set -u
failures=0
[[ $# -gt 0 ]] || { echo "FAILED: no programs given" >&2; exit 1; }
for program in "$@"; do
  said=$(timeout 20 "$program" --gtest_fail_fast --gtest_brief=1 2>&1)
  code=$?
  caught=$(grep -oE '^\[  FAILED  \] [A-Za-z/]+\.[A-Za-z0-9/]+|(runtime error|ERROR: AddressSanitizer): .*' <<< "$said" |
    head -n 1)
  if [[ $code -eq 1 && -n $caught ]]; then
    echo "$(basename "$program" .patch.examples): caught by ${caught##*  ] }"
  else
    echo "FAILED: $program: exit code $code, and no example failed" >&2
    failures=$((failures + 1))
  fi
done
exit $((failures > 0))
