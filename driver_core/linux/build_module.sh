#!/usr/bin/env bash
# Builds the core as a Linux kernel module, in a temporary copy, reproducibly.
#
#   build_module.sh OUT.ko [--patch FILE --name NAME] [--client FILE] [FILE...]
#
# OUT.ko    the module to write
# --patch   changes the copy before it is built (how the tests seed a fault)
# --name    the module's name, if not vmci_core
# --client  builds another module as well, from this file, and writes that one: it uses what the
#           core's module exports
# FILE      the core's files, by paths in which driver_core/ occurs; without any, the core that this
#           script belongs to
#
# The headers are those of the newest kernel in /usr/src, or of the build folder in $KERNEL_BUILD.
#
# The module gets a section .vmci_core.sources: the SHA-256 of each of the core's files that the
# compiler read, by its own account, in the format of sha256sum.
set -euo pipefail

fail() {
  echo "build_module.sh: $1" >&2
  exit 2
}

[[ $# -ge 1 && $1 != -* ]] ||
  fail "the first argument must be the module to write, such as vmci_core.ko"
out=$(realpath "$1")
shift
patch=
name=vmci_core
client=
while [[ $# -gt 0 && $1 == --* ]]; do
  [[ $# -ge 2 ]] || fail "$1 needs a value"
  case $1 in
    --patch) patch=$(realpath "$2") ;;
    --name) name=$2 ;;
    --client) client=$(realpath "$2") ;;
    *) fail "unknown option $1; there are --patch, --name and --client" ;;
  esac
  shift 2
done

kernel=${KERNEL_BUILD:-$(printf '%s\n' /usr/src/linux-headers-*-amd64 | sort -V | tail -n 1)}
[[ -e $kernel/Makefile ]] ||
  fail "a kernel module needs the headers of the Linux kernel, in $kernel.
  Run: apt-get install linux-headers-amd64
  (or set KERNEL_BUILD to the build folder of a kernel)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ $# -eq 0 ]]; then
  core=$(realpath "$(dirname "$0")/..")
  cp -r "$core"/{Kbuild,*.[ch],device,hal,linux,stack,vsock} "$work"
fi
for file in "$@"; do
  mkdir -p "$(dirname "$work/${file##*driver_core/}")"
  cp "$file" "$work/${file##*driver_core/}"
done
chmod -R u+w "$work"
[[ -z $patch ]] || patch --quiet --strip=2 --fuzz=0 --directory="$work" < "$patch"
sed -i "s/vmci_core/$name/g" "$work/Kbuild"
if [[ -n $client ]]; then
  cp "$client" "$work"
  client=$(basename "$client" .c)
  echo "obj-m += $client.o" >> "$work/Kbuild"
fi

# No path of this build ends up in the module.
make -C "$kernel" M="$work" KCFLAGS="-Werror -ffile-prefix-map=$work=driver_core" modules \
  > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "the module does not compile"; }

cd "$work"
if [[ -n $client ]]; then
  strip --strip-debug "$client.ko"
  cp "$client.ko" "$out"
  exit
fi
strip --strip-debug "$name.ko"
cat .*.o.cmd {device,linux,stack,vsock}/.*.o.cmd |
  grep -oE "$work/((device|linux|stack|vsock)/\.\./)*[A-Za-z0-9_/]+\.[ch]\b" |
  sed -E "s#^$work/((device|linux|stack|vsock)/\.\./)*##" | sort -u | xargs sha256sum > sources
objcopy --add-section .vmci_core.sources=sources "$name.ko"
cp "$name.ko" "$out"
