# Sourced by the tests that call compilers: how a kernel compiles the core, but stricter.
# shellcheck shell=bash

readonly COMPILERS=(gcc clang)
readonly LANGUAGES=("-std=c11" "-x c++ -std=c++20")
readonly HALS=(
  "-Idriver_core/hal/user"
  "-nostdinc -Idriver_core/tests/freebsd_headers -Idriver_core/hal/freebsd"
)
# Kernel code must not touch the floating-point registers.
readonly STRICT="-ffreestanding -Wall -Wextra -Wconversion -Wshadow -Werror -mno-sse -mno-mmx -O2"

# compile COMPILER FLAGS SOURCE OBJECT: succeeds if the compiler says nothing; prints what it says.
# Headers of a source outside driver_core/ are found there.
compile() {
  local said
  # shellcheck disable=SC2086
  said=$($1 $STRICT $2 -iquote driver_core -c "$3" -o "$4" 2>&1) && [[ -z $said ]] && return 0
  echo "$said"
  return 1
}

failures=0
failed() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}
