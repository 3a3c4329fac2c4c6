#!/usr/bin/env bash
# A minute of all scenarios of the device at random, by a seed of one's own if there is one:
# bazel test --config=nightly --test_arg=SEED //tools/vmcheck:fuzz_test
set -u
program=$PWD/tools/vmcheck/vmcheck
cd "$TEST_TMPDIR" || exit 2
"$program" fuzz --seed "${1:-0}" --time 60 --failures "$TEST_UNDECLARED_OUTPUTS_DIR"
