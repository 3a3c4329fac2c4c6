#!/usr/bin/env bash
# Runs a test so that its gcov counters land in the test's own outputs (--config=cov).
export GCOV_PREFIX="$TEST_UNDECLARED_OUTPUTS_DIR"
exec "$@"
