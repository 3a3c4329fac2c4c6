# Sourced by the tests that call compilers: how a kernel compiles the core, but stricter.
# shellcheck shell=bash

readonly COMPILERS=(gcc clang)
readonly CROSS_COMPILERS=(aarch64-linux-gnu-gcc i686-linux-gnu-gcc riscv64-linux-gnu-gcc)
readonly LANGUAGES=("-std=c11" "-x c++ -std=c++20")
readonly USER_HAL="-Idriver_core/hal/user"
readonly FREEBSD_HAL="-nostdinc -Idriver_core/tests/freebsd_headers -Idriver_core/hal/freebsd"
readonly HALS=("$USER_HAL" "$FREEBSD_HAL")
readonly HOST_HAL="-Idriver_core/tests/host_hal $USER_HAL" # no platform serves virtual machines yet
readonly STACK_HAL="$FREEBSD_HAL -Idriver_core/tests/stack_hal -Idriver_core/tests/host_hal" # nor has FreeBSD sockets
readonly STRICT="-ffreestanding -fno-pie -Wall -Wextra -Wconversion -Wshadow -Werror -O2"

# kernel_flags COMPILER: what a kernel for its machine demands. Kernel code must not touch the
# floating-point registers, and has no library for atomic operations.
kernel_flags() {
  case $1 in
    aarch64-*) echo "-mgeneral-regs-only -mno-outline-atomics" ;;
    i686-*) echo "-mgeneral-regs-only" ;;
    riscv64-*) echo "-march=rv64imac -mabi=lp64" ;;
    *) echo "-mno-sse -mno-mmx" ;;
  esac
}

# said_nothing COMMAND...: succeeds if a compiler does and says nothing; prints what it says.
said_nothing() {
  local said
  said=$("$@" 2>&1) && [[ -z $said ]] && return 0
  echo "$said"
  return 1
}

# compile COMPILER FLAGS SOURCE OBJECT: succeeds if the compiler says nothing; prints what it says.
# Headers of a source outside driver_core/ are found there.
compile() {
  # shellcheck disable=SC2046,SC2086
  said_nothing $1 $STRICT $(kernel_flags "$1") $2 -iquote driver_core -c "$3" -o "$4"
}

# check COMPILER FLAGS SOURCE...: likewise, of what a compiler sees before it makes code.
check() {
  local compiler=$1 flags=$2
  shift 2
  # shellcheck disable=SC2046,SC2086
  said_nothing $compiler $STRICT $(kernel_flags "$compiler") $flags -iquote driver_core \
    -fsyntax-only "$@"
}

for compiler in "${COMPILERS[@]}" "${CROSS_COMPILERS[@]}"; do
  command -v "$compiler" > /dev/null ||
    { echo "there is no $compiler; run tools/setup.sh" >&2; exit 1; }
done

failures=0
failed() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}
