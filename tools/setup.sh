#!/usr/bin/env bash
# Installs what vmcheck needs from Debian 12's packages: `tools/setup.sh` for building and testing,
# `tools/setup.sh --nightly` for the tests in QEMU as well: with a real kernel, and on other
# processors. Does nothing when everything is there. Works as root, or with sudo.
set -euo pipefail

packages=(
  bazel-bootstrap bazel-rules-java  # the build
  g++ clang libclang-rt-14-dev patch python3
  libz3-dev cvc5                    # proofs
  librapidcheck-dev libgtest-dev libbenchmark-dev
  libcli11-dev nlohmann-json3-dev libfmt-dev
  libboost-dev                      # small vectors
  libboost-context-dev              # fibers
  libxxhash-dev                     # fingerprints of states
  tshark tcpdump                    # read exported captures, and write them anew
  spin gcc                          # a second opinion on the state explorer
  linux-headers-amd64 make kmod     # the kernel module
  # The core on other processors; the cross compilers exclude gcc-multilib.
  gcc-aarch64-linux-gnu gcc-i686-linux-gnu gcc-riscv64-linux-gnu
)
nightly=(
  qemu-system-x86 linux-image-amd64 busybox-static cpio
  linux-source flex bison bc libelf-dev  # a kernel with the core built in
  bpftrace trace-cmd linux-perf          # recorders, tried in a guest
  qemu-user-static libc6-dev-arm64-cross libc6-dev-i386-cross libc6-dev-riscv64-cross
)

case "${1:-}" in
  "") ;;
  --nightly) packages+=("${nightly[@]}") ;;
  *)
    echo "usage: tools/setup.sh [--nightly]" >&2
    exit 2
    ;;
esac

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "tools/setup.sh: run this as root: apt-get install ${missing[*]}" >&2
    exit 2
  }
  as_root=(sudo)
fi
echo "tools/setup.sh: installing ${missing[*]}"
"${as_root[@]}" apt-get update --quiet --quiet
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --quiet --quiet --no-install-recommends "${missing[@]}"
