#!/usr/bin/env bash
# Builds Linux with the core in its source tree, boots it in QEMU, and runs the core's KUnit suites
# in it: in a minimal kernel with the core, Linux's own VMCI driver and its sockets built in; with
# the core as a module of that kernel; and in one with KASAN, which watches its memory.
#
#   kernel_tree.sh [--folder FOLDER] [--jobs N] [--only KERNEL] [--fault PATCH]...
#                  [--stray-write PATCH] [FILE...]
#
# --folder       keeps the source, what is built of it, and logs, for the next time: 2 GB. The
#                default is $KERNEL_TREE or, without that, vmci_kernel_tree in $TMPDIR or /tmp
# --jobs         how many compilers at a time; the default is one for each processor
# --only         plain: the kernel without KASAN; kasan: the other one
# --fault        a patch of the core: with all of these each suite must fail
# --stray-write  a patch of the core with which it writes out of bounds: KASAN must see it
# FILE           the core's files, by paths in which driver_core/ occurs; without any, the core that
#                this script belongs to
#
# The source is that of Debian's package linux-source.
#
# Exit code 0: all is so, or nothing could be tried as something is not installed; 1: not so; 2: bad
# usage, or a kernel that cannot be configured or built; 3: a guest was not done in its time.
set -euo pipefail
tools=$(dirname "$0")
source "$tools/qemu_guest.sh"

fail() {
  echo "kernel_tree.sh: $1" >&2
  exit 2
}

folder=${KERNEL_TREE:-${TMPDIR:-/tmp}/vmci_kernel_tree}
jobs=$(nproc)
only=
faults=()
stray_write=
while [[ $# -gt 0 && $1 == --* ]]; do
  [[ $# -ge 2 ]] || fail "$1 needs a value"
  case $1 in
    --folder) folder=$2 ;;
    --jobs) jobs=$2 ;;
    --only) only=$2 ;;
    --fault) faults+=("$(realpath "$2")") ;;
    --stray-write) stray_write=$(realpath "$2") ;;
    *) fail "unknown option $1; there are --folder, --jobs, --only, --fault and --stray-write" ;;
  esac
  shift 2
done
[[ -z $only || $only == plain || $only == kasan ]] || fail "--only must be plain or kasan"
[[ $jobs =~ ^[1-9][0-9]*$ ]] || fail "--jobs must be a number from 1 on"

guest_tools
for tool in flex bison bc make gcc patch; do
  command -v "$tool" > /dev/null || guest_skip "$tool"
done
[[ -e /usr/include/gelf.h ]] || guest_skip libelf-dev
archive=$(printf '%s\n' /usr/src/linux-source-*.tar.xz | sort -V | tail -n 1)
[[ -r $archive ]] || guest_skip linux-source

mkdir -p "$folder"
folder=$(realpath "$folder")
exec 9> "$folder/lock"
flock --nonblock 9 || fail "another run is at work in $folder"
source=$folder/source

# The source, as it was unpacked from this archive; and drivers/misc knows of the core.
unpack() {
  local archive_id
  archive_id=$(stat --format='%n %s %Y' "$archive")
  [[ ! -e $source/.vmci_archive || $(< "$source/.vmci_archive") != "$archive_id" ]] || return 0
  echo "unpacking $archive into $source"
  rm -rf "$source"
  mkdir "$source"
  tar --extract --file="$archive" --directory="$source" --strip-components=1
  sed -i '$i source "drivers/misc/vmci_core/Kconfig"' "$source/drivers/misc/Kconfig"
  echo 'obj-y += vmci_core/' >> "$source/drivers/misc/Makefile"
  echo "$archive_id" > "$source/.vmci_archive"
}

# put_core [PATCH]...: the core goes into the tree, after these patches. What is the same already is
# not touched, so that it is not compiled again.
put_core() {
  local staged=$folder/core file patch
  rm -rf "$staged"
  mkdir "$staged"
  if [[ ${#files[@]} -eq 0 ]]; then
    cp -r "$tools/.."/{Kbuild,Kconfig,*.[ch],device,hal,linux,stack,vsock} "$staged"
  fi
  for file in "${files[@]}"; do
    mkdir -p "$(dirname "$staged/${file##*driver_core/}")"
    cp "$file" "$staged/${file##*driver_core/}"
  done
  chmod -R u+w "$staged"
  for patch in "$@"; do
    patch --quiet --strip=2 --fuzz=0 --no-backup-if-mismatch --directory="$staged" < "$patch"
  done

  while read -r file; do
    cmp --quiet "$staged/$file" "$core/$file" ||
      install -D --mode=644 "$staged/$file" "$core/$file"
  done < <(cd "$staged" && find . -type f)
  while read -r file; do
    [[ -e $staged/$file ]] || rm "$core/$file"
  done < <(cd "$core" && find . -type f)
}

make_kernel() {
  nice make -C "$source" O="$build" KBUILD_BUILD_USER=vmcheck KBUILD_BUILD_HOST=vmcheck \
    KBUILD_BUILD_TIMESTAMP=@0 "$@" > "$build/log" 2>&1 && return
  grep -E -B 2 -A 8 '(error|undefined reference|multiple definition)' "$build/log" >&2 ||
    tail -n 30 "$build/log" >&2
  fail "make $* failed in $build; its log is there"
}

# configure CORE FRAGMENT...: the smallest kernel and these options, with the core as CORE, y or m.
configure() {
  local as=$1 wanted
  shift
  sed "s/^CONFIG_VMCI_CORE=.*/CONFIG_VMCI_CORE=$as/" "$@" > "$build/wanted"
  make_kernel tinyconfig
  cat "$build/wanted" >> "$build/.config"
  make_kernel olddefconfig
  while read -r wanted; do
    grep -qxF "$wanted" "$build/.config" || fail "this kernel cannot have $wanted"
  done < <(grep '^CONFIG_' "$build/wanted")
}

# build KERNEL CORE [PATCH]...: KERNEL is plain or kasan; objects are kept from one time to the next.
build() {
  local kernel=$1 as=$2 fragments=("$tools/kernel_tree.config") began=$SECONDS
  shift 2
  [[ $kernel == plain ]] || fragments+=("$tools/kernel_tree_$kernel.config")
  build=$folder/$kernel
  mkdir -p "$build"
  put_core "$@"
  configure "$as" "${fragments[@]}"
  make_kernel --jobs="$jobs" bzImage modules
  echo "the $kernel kernel with VMCI_CORE=$as and $# faults: built in $((SECONDS - began)) s"
}

# The core's suites, as ktap.py is to be told: each of the files has one.
suites() {
  local file
  for file in "$core"/linux/kunit/*.c; do
    echo "$(sed -n 's/^\t\.name = "\(.*\)",$/\1/p' "$file")=$(grep -c '^	KUNIT_CASE(' "$file")"
  done
}

# boot PARAMETERS [MODULE]: what the kernel says is in $guest/log, whole lines of it.
boot() {
  guest_begin_built "$build/arch/x86/boot/bzImage" "$(make -s -C "$source" O="$build" kernelrelease)"
  guest_parameters="ignore_loglevel printk.devkmsg=on $1"
  [[ -z ${2:-} ]] || guest_has "$2" vmci_core.ko
  guest_pack << 'INIT'
exec > /dev/kmsg
for device in vmci vsock; do
  result "$device" $b test -c "/dev/$device"
done
if [ -e /vmci_core.ko ]; then
  result "load" $b insmod /vmci_core.ko selftest=1
  result "unload" $b rmmod vmci_core
fi
INIT
  guest_boot 300 qemu-system-x86_64 -accel tcg,thread=multi -m 1024
  [[ $guest_code -ne 124 ]] || exit 3
}

# Every suite passes, and the kernel has nothing to complain of.
expect_passed() {
  local said
  said=$(python3 "$tools/ktap.py" "$guest/log" $(suites)) || failed "$said"
  echo "$said"
  expect "guest: vmci: 0$"
  expect "guest: vsock: 0$"
  expect "vmci_core: self-test passed \([0-9]+ checks\)$"
  expect "vmci_core: self-test of timers passed \([0-9]+ checks\)$"
  expect "guest: end$"
  ! grep -aqE '\b(BUG|WARNING|Oops)\b' "$guest/log" || failed "the kernel complained"
}

built_in() {
  boot vmci_core.selftest=1
  expect_passed
  guest_verdict
}

as_module() {
  boot "" "$build/drivers/misc/vmci_core/vmci_core.ko"
  expect_passed
  expect "guest: load: 0$"
  expect "guest: unload: 0$"
  guest_verdict
}

faulty() {
  local said suite
  boot ""
  said=$(python3 "$tools/ktap.py" "$guest/log" $(suites)) && failed "no suite noticed its fault"
  grep '^not ok' <<< "$said" || failed "no case failed: $said"
  for suite in $(suites); do
    grep -q "^not ok: ${suite%=*}\." <<< "$said" || failed "${suite%=*} noticed no fault"
  done
  expect "guest: end$"
  guest_verdict
}

writing_astray() {
  boot kasan.fault=panic
  expect 'BUG: KASAN: .*out-of-bounds'
  expect 'Write of size'
  grep -am 1 -oE 'BUG: KASAN: .*' "$guest/log" || true
  guest_verdict
}

files=("$@")
core=$source/drivers/misc/vmci_core
unpack
mkdir -p "$core"

# Each guest in a shell of its own, which clears up after it.
if [[ $only != kasan ]]; then
  build plain y
  (built_in)
  build plain m
  (as_module)
  if [[ ${#faults[@]} -gt 0 ]]; then
    build plain y "${faults[@]}"
    (faulty)
  fi
fi
if [[ $only != plain ]]; then
  build kasan y
  (built_in)
  if [[ -n $stray_write ]]; then
    build kasan y "$stray_write"
    (writing_astray)
  fi
fi
echo "The core passes its suites in the kernel's own build."
