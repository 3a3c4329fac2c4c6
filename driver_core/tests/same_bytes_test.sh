#!/usr/bin/env bash
# The kernel module and the core that Bazel compiles for every other machine are the same bytes.
#
#   same_bytes_test.sh [--anew vmci_core_faulty.ko] vmci_core.ko FILE...
#
# FILE...  what Bazel gives to compilers on either side (see compiled_files.bzl) and to the module's
#          build, a folder for all that is in it; those outside driver_core/ are passed over
#
# 1. The module says which files its compiler read and their SHA-256 (build_module.sh has it from
#    the compiler's own dependency lists): each must equal the file of that name here, and each of
#    the core's files here must be among them.
# 2. With --anew: a module built anew from the files here equals the given one to the byte. Once a
#    night is enough: wherever 1. holds they are the same files.
# Twins: a ring.c that reaches one of Bazel's compilers with one more space in its first line is
# noticed, and nothing else is; with --anew so is the faulty module, in which one character of index.h
# differs.
set -u
faulty=
if [[ $1 == --anew ]]; then
  faulty=$2
  shift 2
fi
module=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
failed() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

files=()
for file in "$@"; do
  if [[ $file != *driver_core/* ]]; then
    continue
  elif [[ -d $file ]]; then
    mapfile -t -O ${#files[@]} files < <(find -L "$file" -type f)
  else
    files+=("$file")
  fi
done

# listing FILE...: hash and name of each file that a module is compiled from. A file that comes to
# Bazel's compilers by two ways stands here once if both are the same, else twice.
listing() {
  local file name
  for file in "$@"; do
    name=${file##*driver_core/}
    [[ -r $file ]] || failed "$file is missing"
    case $name in
      Kbuild | hal/user/* | hal/context.h | hal/host.h | host/* | stack/*_host.[ch]) ;; # the module serves no virtual machines
      *.[ch]) echo "$(sha256sum < "$file" | cut -d' ' -f1)  $name" ;;
      *) failed "what is $file? This test knows Kbuild, .c and .h" ;;
    esac
  done > "$work/all"
  sort -u "$work/all" | sort -k2
}

# differences MODULE FILE...: the names of the files that are not the same on both sides.
differences() {
  local module=$1
  shift
  objcopy --dump-section .vmci_core.sources="$work/theirs" "$module" "$work/unused" ||
    failed "$module has no section .vmci_core.sources"
  diff <(listing "$@") <(sort -k2 "$work/theirs") | sed -nE 's/^[<>] [0-9a-f]+ +//p' | sort -u
}

found=$(differences "$module" "${files[@]}")
[[ -z $found ]] || failed "the module was built from other bytes of:" $found
count=$(listing "${files[@]}" | wc -l)
[[ $count -ge 12 ]] || failed "only $count files to compare"

if [[ -n $faulty ]]; then
  driver_core/linux/build_module.sh "$work/again.ko" "${files[@]}" ||
    failed "the module does not build"
  cmp "$work/again.ko" "$module" ||
    failed "a module built anew is another one (new kernel headers since? bazel clean)"
  found=$(differences "$faulty" "${files[@]}")
  [[ $found == index.h ]] || failed "the fault in index.h was seen as: ${found:-no difference}"
fi

mkdir -p "$work/driver_core"
sed '1s/$/ /' driver_core/ring.c > "$work/driver_core/ring.c"
found=$(differences "$module" "${files[@]}" "$work/driver_core/ring.c")
[[ $found == ring.c ]] || failed "a space added to ring.c was seen as: ${found:-no difference}"

[[ $failures -eq 0 ]] || exit 1
echo "$count files, the same bytes on both sides${faulty:+; the module built anew is the same}."
