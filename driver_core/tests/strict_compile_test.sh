#!/usr/bin/env bash
# Each source of the core, and each header by itself, passes the strictest flags without a warning: of
# gcc and clang, as C11 and as C++20, on the user's and on FreeBSD's HAL, the device on the latter
# alone, as user programs' needs a C library, the host's broker on that of a host that tests make up;
# and FreeBSD's driver as C11. (That the code made of them brings no warning either:
# undefined_symbols_test.sh. Linux's build compiles hal/linux and its driver.)
# Twin: a copy of a source with one bad line at its end is refused.
set -u
source driver_core/tests/compile.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# by_itself FOLDER HEADER...: writes sources into a folder that include one header each.
by_itself() {
  local folder=$1 header
  shift
  mkdir "$folder"
  for header in "$@"; do
    echo "#include \"${header#driver_core/}\"" > "$folder/$(basename "$header").c"
  done
}
by_itself "$work/core" driver_core/*.h
by_itself "$work/vsock" driver_core/vsock/*.h
by_itself "$work/device" driver_core/device/*.h driver_core/hal/{device,lock,timer}.h
by_itself "$work/stack" driver_core/stack/*.h driver_core/hal/stack.h
by_itself "$work/host" driver_core/host/*.h driver_core/hal/{context,host}.h

checked=0
# check_all COMPILER FLAGS SOURCE...
check_all() {
  check "$@" || failed "$1 $2"
  checked=$((checked + $# - 2))
}

for compiler in "${COMPILERS[@]}"; do
  for language in "${LANGUAGES[@]}"; do
    for hal in "${HALS[@]}"; do
      check_all "$compiler" "$language $hal" driver_core/*.c driver_core/vsock/*.c \
        "$work"/{core,vsock}/*.c
    done
    check_all "$compiler" "$language $FREEBSD_HAL" driver_core/device/*.c "$work"/device/*.c
    check_all "$compiler" "$language $STACK_HAL" driver_core/stack/*.c "$work"/stack/*.c
    check_all "$compiler" "$language $HOST_HAL" driver_core/host/*.c "$work"/host/*.c
  done
  check_all "$compiler" "${LANGUAGES[0]} $FREEBSD_HAL" driver_core/freebsd/*.c
done
[[ $checked -ge 250 ]] || failed "only $checked sources were checked: are they here?"

# refused LANGUAGE DIAGNOSTIC LINE: both compilers reject the line, for the reason given.
refused() {
  { cat driver_core/ring.c; echo "$3"; } > "$work/bad.c"
  for compiler in "${COMPILERS[@]}"; do
    if check "$compiler" "$1 ${HALS[0]}" driver_core/event.c "$work/bad.c" > "$work/said"; then
      failed "$compiler $1 accepts: $3"
    elif ! grep -qE "$2" "$work/said"; then
      failed "$compiler $1 refuses for another reason than \"$2\": $3"
      cat "$work/said"
    fi
  done
}
readonly C11=${LANGUAGES[0]} CPP=${LANGUAGES[1]}
refused "$C11" "onversion" "int narrow(vmci_u64 n); int narrow(vmci_u64 n) { return n; }"
refused "$C11" "shadow" "int f(int n); int f(int n) { { int n = 1; (void)n; } return n; }"
refused "$C11" "unused" "int f(int n); int f(int n) { return 0; }"
refused "$C11" "stdlib_memory|implicit" "void *f(void); void *f(void) { return stdlib_memory(1); }"
refused "$CPP" "void ?\*" "char *f(void *p); char *f(void *p) { return p; }"

[[ $failures -eq 0 ]] || exit 1
echo "$checked sources and headers without a warning; all seeded violations refused."
