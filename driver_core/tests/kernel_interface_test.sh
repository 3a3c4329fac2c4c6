#!/usr/bin/env bash
# The module exports each function of the ring, those for the device's clients and those of sockets,
# under their kernel-doc, and nothing else; and no function of the core has the name of one that Linux exports,
# so that both can be built into one kernel. (//driver_core/linux:kernel_tree_test builds one.)
#
#   kernel_interface_test.sh vmci_core.ko
#
# Twins: a function without its export, a parameter without its line of kernel-doc, and a name that
# Linux has, are noticed.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
failed() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# The functions that headers declare.
declared() {
  sed -nE 's/^(int|void|ssize_t|unsigned int|vmci_u[0-9]+|(struct|enum) [a-z_]+) \*?(vmci_[a-z_]+)\(.*/\3/p' "$@" |
    sort
}
exported() { nm "$1" | sed -nE 's/.* __ksymtab_(.*)/\1/p' | sort; }

declared driver_core/ring.h > "$work/ring"
declared driver_core/linux/vmci_core.h > "$work/documented"
declared driver_core/linux/vmci_{core,device,sockets}.h > "$work/interface"
exported "$1" > "$work/exported"
[[ $(wc -l < "$work/ring") -ge 15 ]] ||
  failed "found only $(wc -l < "$work/ring") functions in ring.h"
diff "$work/interface" "$work/exported" ||
  failed "vmci_{core,device,sockets}.h declare (<) what the module does not export (>)"
diff "$work/ring" "$work/documented" ||
  failed "ring.h declares (<) what vmci_core.h does not document (>)"
[[ $(wc -l < "$work/interface") -ge 36 ]] ||
  failed "found only $(wc -l < "$work/interface") functions in the headers of the module"
sed 1d "$work/exported" | cmp -s - "$work/interface" && failed "a missing export was not noticed"

# in_linux FILE: those of the names in it that Linux's kernel and modules export.
in_linux() { sort -u "$1" | comm -12 - "$work/linux"; }
symvers=$(printf '%s\n' /usr/src/linux-headers-*-amd64/Module.symvers | sort -V | tail -n 1)
[[ -r $symvers ]] ||
  failed "Module.symvers not found; run: apt-get install linux-headers-amd64"
awk '{ print $2 }' "$symvers" | sort -u > "$work/linux"
{
  nm --extern-only --defined-only "$1" | awk '{ print $3 }'
  declared driver_core/{,device/,host/,stack/,vsock/}*.h
} > "$work/names"
[[ $(sort -u "$work/names" | wc -l) -ge 200 ]] ||
  failed "found only $(sort -u "$work/names" | wc -l) functions of the core"
found=$(in_linux "$work/names")
[[ -z $found ]] || failed "Linux has functions of these names:" $found
echo vmci_doorbell_notify >> "$work/names"
[[ $(in_linux "$work/names") == vmci_doorbell_notify ]] || failed "a name of Linux's was not noticed"

# The kernel's own judge of kernel-doc comes with its headers.
kernel_doc=$(printf '%s\n' /usr/lib/linux-kbuild-*/scripts/kernel-doc | sort -V | tail -n 1)
[[ -x $kernel_doc ]] ||
  failed "scripts/kernel-doc not found; run: apt-get install linux-headers-amd64"
for header in driver_core/linux/vmci_{core,device,sockets}.h; do
  "$kernel_doc" -none -Werror "$header" || failed "kernel-doc finds fault with $header"
done
sed '0,/^ \* @copied/{/^ \* @copied/d}' driver_core/linux/vmci_core.h > "$work/vmci_core.h"
"$kernel_doc" -none -Werror "$work/vmci_core.h" 2> /dev/null &&
  failed "a missing line of kernel-doc was not noticed"

[[ $failures -eq 0 ]] || exit 1
echo "$(wc -l < "$work/exported") functions, each exported and documented."
