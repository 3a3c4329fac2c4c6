# Sourced by tests that boot Linux in QEMU: without KVM, which is not everywhere, and where it is
# nested it can hang.
#
#   guest_begin [MODULE]       takes the kernel in /boot that the module was built for, or the newest
#   guest_begin_built KERNEL VERSION  takes a kernel that was built, by its image's path
#   guest_has [FILE NAME]...   adds files to the guest, at /NAME
#   guest_has_program FILE NAME  adds a program, with the libraries that it needs
#   guest_pack < SCRIPT        makes the guest, with the script as init; $b is busybox in it, and
#                              result WHAT COMMAND... prints "guest: WHAT: EXIT CODE"
#   guest_boot SECONDS COMMAND...  boots it: COMMAND is what runs QEMU, with options of its own, and
#                              must end with exit code 0, or $guest_exit_code; $guest_code is what it
#                              ended with
#   expect REGEX               demands a line in the guest's log
#   failed WHAT                notes a failure
#   guest_verdict              ends the test if something failed, with exit code 1
#
# $guest_parameters are given to the kernel. $guest is a temporary folder, $guest/log what the guest
# said, $guest/handed what it wrote to /dev/ttyS1, $guest/served what a device server said if the
# test keeps it there, $stock the folder of the kernel's own modules.
#
# With $guest_foreground Ctrl-C ends the guest; COMMAND is QEMU itself then.
#
# Exit code $guest_skip_code if nothing can be tried as QEMU or a kernel is not installed; 2 if the
# module and the kernel do not fit.

guest_failures=0
guest_parameters=
guest_exit_code=0
guest_skip_code=0
guest_foreground=

failed() {
  echo "FAILED: $1"
  guest_failures=1
}

guest_skip() {
  echo "skipped: install $1 (apt-get install $1)"
  exit "$guest_skip_code"
}

# guest_kernel_of MODULE: the version of the kernel that it was built for.
guest_kernel_of() {
  objcopy --dump-section .modinfo="$guest/modinfo" "$1" "$guest/unused"
  tr '\0' '\n' < "$guest/modinfo" | sed -n 's/^vermagic=\([^ ]*\).*/\1/p'
}

guest_newest_kernel() {
  local newest
  newest=$(ls -v /boot/vmlinuz-* | tail -n 1)
  echo "${newest#/boot/vmlinuz-}"
}

guest_tools() {
  command -v qemu-system-x86_64 > /dev/null || guest_skip qemu-system-x86
  busybox=$(command -v busybox) || guest_skip busybox-static
  command -v cpio > /dev/null || guest_skip cpio
}

guest_folder() {
  guest=$(mktemp -d)
  trap 'rm -rf "$guest"' EXIT
  mkdir -p "$guest/files"/{bin,dev,proc,sys}
  cp "$busybox" "$guest/files/bin/busybox"
}

guest_begin() {
  guest_tools
  ls /boot/vmlinuz-* > /dev/null 2>&1 || guest_skip linux-image-amd64

  guest_folder
  if [[ $# -gt 0 ]]; then
    version=$(guest_kernel_of "$1")
  else
    version=$(guest_newest_kernel)
  fi
  stock=/lib/modules/$version/kernel
  if [[ ! -r /boot/vmlinuz-$version || ! -d $stock ]]; then
    echo "Wanted is kernel $version with its modules; installed are:" /boot/vmlinuz-* >&2
    echo "  Run: apt-get install linux-image-$version" >&2
    echo "  or build the module anew for the newer headers (under Bazel: bazel clean)" >&2
    exit 2
  fi
  guest_kernel=/boot/vmlinuz-$version
}

guest_begin_built() {
  guest_tools
  guest_folder
  guest_kernel=$1
  version=$2
}

guest_has() {
  while [[ $# -gt 0 ]]; do
    cp "$1" "$guest/files/$2"
    shift 2
  done
}

guest_has_program() {
  local library
  guest_has "$1" "$2"
  for library in $(ldd "$1" | grep -o '/[^ ]*'); do
    mkdir -p "$guest/files$(dirname "$library")"
    cp -L "$library" "$guest/files$library"
  done
}

# The kernel keeps off the console (loglevel=1), so that lines stay whole.
guest_pack() {
  cat - <(echo 'echo "guest: end"; $b poweroff -f') > "$guest/script"
  cat > "$guest/files/init" << 'INIT'
#!/bin/busybox sh
b=/bin/busybox
result() {
  what=$1
  shift
  "$@" && code=0 || code=$?
  echo "guest: $what: $code"
}
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
INIT
  cat "$guest/script" >> "$guest/files/init"
  chmod +x "$guest/files/init"
  (cd "$guest/files" && find . | cpio --quiet -o -H newc | gzip -1) > "$guest/initrd.gz"
}

guest_boot() {
  local seconds=$1
  shift
  guest_code=0
  timeout ${guest_foreground:+--foreground} --kill-after=5 "$seconds" "$@" \
    -smp 2 -cpu qemu64 -display none -monitor none -no-reboot \
    -net none -serial "file:$guest/console" -serial "file:$guest/handed" \
    -kernel "$guest_kernel" -initrd "$guest/initrd.gz" \
    -append "console=ttyS0 quiet loglevel=1 panic=-1 oops=panic init_on_free=1 $guest_parameters" < /dev/null ||
    guest_code=$?
  [[ $guest_code -eq $guest_exit_code ]] ||
    failed "${1##*/} ended with $guest_code (124: not done after $seconds s)" >&2
  tr -d '\r' < "$guest/console" > "$guest/log"
}

expect() {
  grep -aqE "$1" "$guest/log" || failed "the guest's log has no line like: $1"
}

guest_verdict() {
  [[ $guest_failures -ne 0 ]] || return 0
  echo "The guest, Linux $version, said:"
  cat "$guest/log"
  if [[ -e $guest/served ]]; then
    echo "In the end the device said:"
    tail -n 30 "$guest/served"
  fi
  exit 1
}
