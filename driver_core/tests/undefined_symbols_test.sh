#!/usr/bin/env bash
# The core's objects need nothing but each other, memcpy, which the HAL names, and memset, which
# compilers call where an array is zeroed.
# Twin: a source that calls one function more is noticed.
set -u
source driver_core/tests/compile.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# needs COMPILER SOURCE...: prints the symbols that the sources need from elsewhere, but memcpy and
# memset, which a compiler may have put in line.
needs() {
  local compiler=$1 objects=() source
  shift
  for source in "$@"; do
    objects+=("$work/$(basename "$source").o")
    compile "$compiler" "-std=c11 ${HALS[0]}" "$source" "${objects[-1]}" >&2 ||
      echo "$source: not compiled"
  done
  comm -23 <(nm -u "${objects[@]}" | awk '$1 == "U" { print $2 }' | grep -vxE 'memcpy|memset' | sort -u) \
    <(nm --defined-only "${objects[@]}" | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | sort -u)
}

{
  cat driver_core/ring.c
  echo 'int other(int n); int f(int n); int f(int n) { return other(n); }'
} > "$work/extra.c"
for compiler in "${COMPILERS[@]}"; do
  for sources in "driver_core/ring.c driver_core/ring_query.c" \
                 "driver_core/ring.c driver_core/ring_query.c driver_core/selftest.c" \
                 driver_core/event.c driver_core/notify_index.c driver_core/receive.c \
                 driver_core/resource.c; do
    # shellcheck disable=SC2086
    found=$(needs "$compiler" $sources)
    [[ -z $found ]] || failed "$compiler: $sources need $found; allowed are memcpy and memset"
  done
  found=$(needs "$compiler" "$work/extra.c" driver_core/ring_query.c)
  [[ $found == other ]] || failed "$compiler: an added call of other() was not noticed: $found"
done

[[ $failures -eq 0 ]] || exit 1
echo "The core needs memcpy and memset and nothing else."
