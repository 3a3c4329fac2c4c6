#!/usr/bin/env bash
# The core's objects need nothing but each other, memcpy, which the HAL names, and memset and
# memmove, which compilers and the receive buffer need; the host's broker, and sockets over it, also
# what its HAL names, the device's and FreeBSD's driver what FreeBSD's headers name. So it is on every
# processor: none needs a library of its compiler. None of the compilers says anything of a source,
# under the strictest flags.
# Twins: a source that calls one function more is noticed; so are calls of the compilers' libraries,
# for a division of 64 bits on a machine of 32, and for atomic operations out of line. A source with
# floating point is refused.
set -u
source driver_core/tests/compile.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

readonly FREESTANDING='memcpy|memmove|memset'

# needs COMPILER HAL SOURCE...: prints the symbols that the sources need from elsewhere, but those
# that a compiler may have put in line. What was compiled once is not compiled again.
needs() {
  local compiler=$1 hal=$2 objects=() source object
  shift 2
  for source in "$@"; do
    object="$compiler $hal $source.o"
    objects+=("$work/${object//[\/ ]/_}")
    [[ -e ${objects[-1]} ]] ||
      compile "$compiler" "-std=c11 $hal" "$source" "${objects[-1]}" >&2 ||
      echo "$source: not compiled"
  done
  comm -23 \
    <(nm -u "${objects[@]}" | awk '$1 == "U" { print $2 }' | grep -vxE "$FREESTANDING" | sort -u) \
    <(nm --defined-only "${objects[@]}" | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | sort -u)
}

# not_in_freebsd: passes on the symbols that FreeBSD's headers, as they stand in here, do not name.
not_in_freebsd() {
  local symbol
  while read -r symbol; do
    grep -Rqw -- "$symbol" driver_core/tests/freebsd_headers || echo "$symbol"
  done
}

{
  cat driver_core/ring.c
  echo 'int other(int n); int f(int n); int f(int n) { return other(n); }'
} > "$work/extra.c"
{
  cat driver_core/ring.c
  echo 'vmci_u64 f(vmci_u64 a, vmci_u64 b); vmci_u64 f(vmci_u64 a, vmci_u64 b) { return a / b; }'
} > "$work/division.c"
echo 'double f(double x); double f(double x) { return x * 2; }' > "$work/double.c"

for compiler in "${COMPILERS[@]}" "${CROSS_COMPILERS[@]}"; do
  for sources in "driver_core/ring.c driver_core/ring_query.c" \
                 "driver_core/ring.c driver_core/ring_query.c driver_core/selftest.c" \
                 driver_core/event.c driver_core/notify_index.c driver_core/receive.c \
                 driver_core/resource.c driver_core/vsock/port_table.c driver_core/vsock/notify.c \
                 "$(echo driver_core/vsock/{child,client,connected,connection,listener}.c)"; do
    # shellcheck disable=SC2086
    found=$(needs "$compiler" "$USER_HAL" $sources)
    [[ -z $found ]] || failed "$compiler: $sources need $found; allowed are $FREESTANDING"
  done
  found=$(needs "$compiler" "$STACK_HAL" driver_core/*.c driver_core/{device,freebsd}/*.c |
    not_in_freebsd)
  [[ -z $found ]] || failed "$compiler: on FreeBSD the core needs $found"
  found=$(needs "$compiler" "$STACK_HAL" driver_core/*.c \
    driver_core/{device,freebsd,host,vsock,stack}/*.c | not_in_freebsd | grep -v '^test_host_')
  [[ -z $found ]] || failed "$compiler: on FreeBSD sockets need $found"
  found=$(needs "$compiler" "$USER_HAL" "$work/extra.c" driver_core/ring_query.c)
  [[ $found == other ]] || failed "$compiler: an added call of other() was not noticed: $found"
done

found=$(needs gcc "$HOST_HAL" driver_core/{event,resource,ring,ring_query}.c driver_core/host/*.c |
  grep -v '^test_host_')
[[ -z $found ]] || failed "the host's broker needs $found"

found=$(needs i686-linux-gnu-gcc "$USER_HAL" "$work/division.c" driver_core/ring_query.c)
[[ $found == __udivdi3 ]] || failed "a division of 64 bits was not noticed: $found"
found=$(needs aarch64-linux-gnu-gcc "$FREEBSD_HAL -moutline-atomics" driver_core/device/doorbell.c |
  grep '^__aarch64')
[[ $found == __aarch64_cas4_relax ]] || failed "an atomic operation out of line: $found"
for compiler in "${COMPILERS[@]}"; do
  if compile "$compiler" "-std=c11 $USER_HAL" "$work/double.c" "$work/out.o" > "$work/said" ||
    ! grep -q SSE "$work/said"; then
    failed "$compiler: floating point was not refused"
  fi
done

[[ $failures -eq 0 ]] || exit 1
echo "The core needs memcpy, memmove and memset, on FreeBSD that kernel, and nothing else."
