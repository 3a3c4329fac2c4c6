#!/usr/bin/env bash
# The source tree keeps its rules, and a tree that breaks each of them is found out.
set -euo pipefail

# The workspace itself, of which this test sees one file as a link.
root=$(dirname "$(readlink -f WORKSPACE)")
python3 tests/tidy.py "$root"

bad="$TEST_TMPDIR/bad"
mkdir -p "$bad"/driver_core/vsock "$bad"/sim/run "$bad"/model "$bad"/tools
expect() {  # FILE, TEXT, what tidy must say
  printf '%b' "$2" > "$bad/$1"
  if out=$(python3 tests/tidy.py "$bad"); then
    echo "FAILED: accepted $1: $2"
    exit 1
  fi
  grep -qF "$3" <<< "$out" || { echo "FAILED: expected \"$3\", got: $out"; exit 1; }
  rm "$bad/$1"
}
expect driver_core/a.c '#include "sim/run/path.h"\n' 'driver_core must not include from sim'
expect sim/run/a.cc '#include "model/qpair/fifo.h"\n' 'sim must not include from model'
expect sim/run/a.cc '#include <driver_core/ring.h>\n' 'only sim/world knows VMCI'
expect model/a.h '#include "tools/cli/exit_code.h"\n' 'model must not include from tools'
expect driver_core/vsock/a.c '#include <string.h>\n' 'the core includes only its own files'
expect driver_core/a.c 'void f(void) { memcpy(a, b, 1); }\n' 'banned in the core: memcpy'
expect driver_core/a.h 'double x;\n' 'banned in the core: double'
printf 'namespace a {\nstruct X final : Y {};\nnamespace {\nclass Z {};\n}\n}\n' > "$bad/tools/fine.h"
expect tools/a.cc 'namespace a {\nclass X {};\n}\n' 'a::X is also a type of'
expect tools/a.cc 'namespace a {\nnamespace {\nclass Z {};\n}\nstruct b::X {};\n}\nint x;' 'the last line has no end'
expect tools/a.cc "$(printf 'x\\n%.0s' {1..801})" 'at most 800 lines'
expect tools/a.cc 'int x; \n' 'white space at the end of a line'
expect tools/a.cc 'int x;' 'the last line has no end'

printf '/* memcpy */\nint x;\n' > "$bad/driver_core/fine.c"
python3 tests/tidy.py "$bad" > /dev/null || { echo "FAILED: refused a tree that is fine"; exit 1; }
echo PASSED
