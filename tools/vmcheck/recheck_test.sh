#!/usr/bin/env bash
# Another solver, cvc5, gives the answers on which theorems rest; and it is noticed when it does not.
#
#   recheck_test.sh TOPIC...
#
# `arithmetic` is one of them.
set -u
program=$PWD/tools/vmcheck/vmcheck
recheck=$PWD/tools/vmcheck/recheck.py
command -v cvc5 > /dev/null || { echo "FAILED: there is no cvc5; run tools/setup.sh"; exit 1; }
cd "$TEST_TMPDIR" || exit 2
failures=0

# expect CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
expect() {
  local code=$1 text=$2
  shift 2
  "$recheck" "$@" > out 2>&1
  local got=$?
  if [ "$got" -ne "$code" ] || ! grep -qF -- "$text" out; then
    echo "FAILED: recheck.py $*: exit code $got, expected $code and \"$text\", got:"
    cat out
    failures=$((failures + 1))
  fi
}

"$program" prove "$@" --smt2 proofs --json table.json > out 2>&1 || { cat out; exit 1; }
expect 0 ": the same answers" proofs

# There is a question for each obligation that is proved, for an input on each path, and one that
# breaks the twin.
python3 - <<'END' || failures=$((failures + 1))
import json, re
for row in json.load(open("table.json"))["rows"]:
    name, covered = row["name"], row["covered"]
    question = re.compile(r"^; \d+: (\w+): .*\n\(set-info :status (\w+)\)$", re.MULTILINE)
    proof = question.findall(open(f"proofs/{name}.smt2").read())
    assert proof.count(("obligation", "unsat")) == covered["obligations"], row
    assert proof.count(("path", "sat")) == covered["paths"] > 0, row
    assert question.findall(open(f"proofs/{name}.twin.smt2").read()) == [("obligation", "sat")], row
END

# bent FILE SED: a copy of one topic in which the file is changed.
bent() {
  rm -rf bent && mkdir bent && cp -r proofs/arithmetic bent
  grep -E '^(file|arithmetic/)' proofs/index.tsv > bent/index.tsv
  sed -i "$2" "bent/$1"
  cmp -s "bent/$1" "proofs/$1" && { echo "FAILED: $1 is as it was"; failures=$((failures + 1)); }
}
file=arithmetic/free-space.smt2
last=$(grep -n '^(check-sat)' "proofs/$file" | tail -1 | cut -d: -f1)  # is a path taken: sat
bent "$file" "${last}s/^/(assert false)/"
expect 1 "expected sat, got unsat" bent
bent "$file" '0,/:status unsat/s//:status sat/'
expect 1 "bent/$file: question 1" bent
bent "$file" "${last}s/^/(assert (= mistake 1))/"
expect 3 "expected sat, got (error" bent
bent "$file" "${last}d"
expect 3 "expected sat, got no answer" bent
expect 3 "expected unsat, got unknown" bent cvc5 --lang=smt2 --incremental --rlimit-per=1
bent index.tsv "s|^\($file\)\t.*|\1\t1|"
expect 2 "index.tsv has 1 questions" bent
bent index.tsv "\|^$file|d"
expect 2 "disagree on $file" bent
expect 2 "no-such-folder" no-such-folder
expect 2 "no-such-solver" proofs no-such-solver
expect 2 "Exit codes"

[ "$failures" -eq 0 ] && echo PASSED
exit $((failures > 0))
