#!/usr/bin/env bash
# On processors other than this one each access to shared memory becomes the instructions that it has
# to be, on the user's and on FreeBSD's HAL: one access of the processor's width, ordered as the HAL's
# contract says. On 32-bit x86 that is a plain move: a read of 64 bits in one access would be a locked
# cycle, which writes, and the peer's page may be mapped read-only. (That the core compiles for them
# without a warning: undefined_symbols_test.sh.)
# Twins: HALs that read 64 bits there, that release nothing, acquire nothing, or exchange a byte
# without an order, are noticed.
set -u
source driver_core/tests/compile.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

readonly TESTS=driver_core/tests

# instructions COMPILER FLAGS SOURCE FUNCTION: those of a function, in a line, "; " between them.
instructions() {
  compile "$1" "-std=c11 $2" "$3" "$work/out.o" >&2 || { echo "not compiled"; return; }
  "${1%gcc}objdump" --disassemble="$4" --no-show-raw-insn "$work/out.o" |
    sed -nE 's/^ +[0-9a-f]+:\t//p' | sed -E 's/[[:space:]]*(#|\/\/|<).*//; s/[[:space:]]+/ /g' |
    paste -sd'|' | sed 's/|/; /g'
}

# As extended regular expressions, what functions of shared_accesses.c and device_accesses.c are.
declare -A EXPECTED=(
  [aarch64,load]='^ldr x0, \[x0\]; ret'
  [aarch64,load_acquire]='^ldar x0, \[x0\]; ret'
  [aarch64,store_release]='^stlr x1, \[x0\]; ret'
  [aarch64,load_acquire_u32]='; ldar w0, \[x0\]; ret'
  [aarch64,exchange_byte]='dmb ish; .*ldxr .*stxr .*dmb ish;'
  [i686,load]='^mov 0x4\(%esp\),%eax; xor %edx,%edx; mov \(%eax\),%eax; ret'
  [i686,load_acquire]='^mov 0x4\(%esp\),%eax; xor %edx,%edx; mov \(%eax\),%eax; ret'
  [i686,store_release]='^mov 0x8\(%esp\),%edx; mov 0x4\(%esp\),%eax; mov %edx,\(%eax\); ret'
  [i686,load_acquire_u32]='; mov 0x8\(%eax\),%eax; ret'
  [i686,exchange_byte]='lock cmpxchg '
  [riscv64,load]='^ld a0,0\(a0\); ret'
  [riscv64,load_acquire]='^ld a0,0\(a0\); fence( r,rw)?; ret'
  [riscv64,store_release]='^fence (iorw,ow|rw,w); (amoswap.d zero,a1,\(a0\)|sd a1,0\(a0\)); ret'
  [riscv64,load_acquire_u32]='; lw a0,8\(a5\); fence( r,rw)?; ret'
  [riscv64,exchange_byte]='fence; .*lr\.w .*sc\.w .*fence;'
)

# is_right COMPILER FLAGS SOURCE FUNCTION: whether it is; prints what it is.
is_right() {
  local found
  found=$(instructions "$@")
  echo "$found"
  grep -qE "${EXPECTED[${1%%-*},$4]}" <<< "$found"
}

for compiler in "${CROSS_COMPILERS[@]}"; do
  for hal in "${HALS[@]}"; do
    for access in load load_acquire store_release; do
      found=$(is_right "$compiler" "$hal" $TESTS/shared_accesses.c $access) ||
        failed "$compiler $hal: $access is $found"
    done
  done
  for access in load_acquire_u32 exchange_byte; do
    found=$(is_right "$compiler" "$FREEBSD_HAL" $TESTS/device_accesses.c $access) ||
      failed "$compiler $FREEBSD_HAL: $access is $found"
  done
done

# seeded NAME FOLDER EXPRESSION: a copy of a folder's headers, with a fault that sed makes.
seeded() {
  cp -r "$2" "$work/$1"
  chmod -R u+w "$work/$1"
  find "$work/$1" -name '*.h' -exec sed -i -E "$3" {} +
  ! diff -r "$2" "$work/$1" > /dev/null || failed "the fault $1 changes nothing"
}
# noticed COMPILER FLAGS SOURCE FUNCTION
noticed() {
  local found
  ! found=$(is_right "$@") || failed "$1 $2: the fault in $4 was not noticed: $found"
  [[ $found != *"not compiled"* ]] || failed "$1 $2: the fault in $4 does not compile"
}
seeded unordered driver_core/hal/user 's/__ATOMIC_(ACQUIRE|RELEASE)/__ATOMIC_RELAXED/'
seeded unfenced $TESTS/freebsd_headers 's/__ATOMIC_SEQ_CST/__ATOMIC_RELAXED/'
noticed i686-linux-gnu-gcc "$USER_HAL -DVMCI_HAL_WORD_SIZE=8" $TESTS/shared_accesses.c load
noticed i686-linux-gnu-gcc "$USER_HAL -DVMCI_HAL_WORD_SIZE=8" $TESTS/shared_accesses.c store_release
for compiler in aarch64-linux-gnu-gcc riscv64-linux-gnu-gcc; do
  noticed $compiler "-I$work/unordered" $TESTS/shared_accesses.c load_acquire
  noticed $compiler "-I$work/unordered" $TESTS/shared_accesses.c store_release
  noticed $compiler "-nostdinc -I$work/unfenced -Idriver_core/hal/freebsd" \
    $TESTS/device_accesses.c exchange_byte
done

[[ $failures -eq 0 ]] || exit 1
echo "Every access is what it has to be."
