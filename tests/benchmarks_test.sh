#!/usr/bin/env bash
# Each benchmark starts and has something to measure. Twin: a program that has nothing is noticed.
#
#   benchmarks_test.sh PROGRAM...
set -u

# has_benchmarks PROGRAM: prints the names of its benchmarks.
has_benchmarks() {
  "$1" --benchmark_list_tests | grep .
}

[[ $# -gt 0 ]] || { echo "FAILED: no programs given" >&2; exit 1; }
! has_benchmarks true || { echo "FAILED: a program without benchmarks has some" >&2; exit 1; }
for program in "$@"; do
  has_benchmarks "$program" || { echo "FAILED: $program has no benchmark" >&2; exit 1; }
done
