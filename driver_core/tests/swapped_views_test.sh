#!/usr/bin/env bash
# To take a produce view for a consume view does not compile: at each place where ring_query.c
# passes the two on, and where ring.c picks them out of the pair, they are swapped in a copy, and
# the copy must be refused. The unchanged copy compiles, or the refusal would mean nothing.
set -u
source driver_core/tests/compile.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# swap SOURCE PATTERN EDIT COUNT: there are COUNT lines with the pattern; each one edited alone must
# make both compilers refuse the types, in C and in C++.
swap() {
  local source=driver_core/$1 lines compiler language line
  mapfile -t lines < <(grep -nE "$2" "$source" | cut -d: -f1)
  [[ ${#lines[@]} -eq $4 ]] || failed "$1 has ${#lines[@]} lines like \"$2\", this test knows $4"
  for compiler in "${COMPILERS[@]}"; do
    for language in "${LANGUAGES[@]}"; do
      cp "$source" "$work/copy.c"
      compile "$compiler" "$language ${HALS[0]}" "$work/copy.c" "$work/out.o" ||
        failed "$compiler $language: $1 does not compile as it is"
      for line in "${lines[@]}"; do
        sed -E "${line}$3" "$source" > "$work/copy.c"
        cmp -s "$source" "$work/copy.c" && failed "line $line of $1 was not swapped"
        if compile "$compiler" "$language ${HALS[0]}" "$work/copy.c" "$work/out.o" \
          > "$work/said"; then
          failed "$compiler $language accepts swapped views in line $line of $1"
        elif ! grep -qE "incompatible|cannot convert|cannot initialize|no matching function" \
          "$work/said"; then
          failed "$compiler $language refuses line $line of $1 for another reason:"
          cat "$work/said"
        fi
      done
    done
  done
}

swap ring_query.c '_pointers\(&pair->(produce|consume), &pair' \
  's/\(&pair->(produce|consume), &pair->(produce|consume),/(\&pair->\2, \&pair->\1,/' 6
swap ring.c '\*ours = &pair->produce;' 's/produce;/consume;/' 2
swap ring.c '\*peers = &pair->consume;' 's/consume;/produce;/' 2

[[ $failures -eq 0 ]] || exit 1
echo "10 places, each swapped: refused by gcc and clang, in C and in C++."
