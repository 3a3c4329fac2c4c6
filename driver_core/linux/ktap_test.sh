#!/usr/bin/env bash
# The judge of KUnit's results lets a good log pass, and no other.
#
#   ktap_test.sh ktap.py
set -u
ktap=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failures=0

# judged CODE WHAT SED: the judge's exit code on the good log after a change.
judged() {
  sed -E "$3" > "$log" << 'LOG'
[    0.101] KTAP version 1
[    0.102] 1..2
[    0.103]     KTAP version 1
[    0.104]     # Subtest: one
[    0.105]     1..2
[    0.106]     ok 1 first
[    0.107]     # some remark, ok 7 of it
[    0.108]     ok 2 second
[    0.109] # one: pass:2 fail:0 skip:0 total:2
[    0.110] ok 1 one
[    0.111]     # Subtest: two
[    0.112]     1..1
[    0.113]     ok 1 - only
[    0.114] ok 2 - two
LOG
  said=$(python3 "$ktap" "$log" one=2 two=1)
  [[ $? -eq $1 ]] || { echo "FAILED: $2: $said" >&2; failures=$((failures + 1)); }
}

judged 0 "a good log" ""
judged 0 "a log without times" 's/^\[ +[0-9.]+\] //'
judged 1 "an empty log" 'd'
judged 1 "a suite that did not run" '/Subtest: two/,$d'
judged 1 "a suite that did not end" '$d'
judged 1 "a suite that failed" 's/ok 2 - two/not &/'
judged 1 "a suite that ran twice" 's/(Subtest: |ok 2 - )two/\1one/'
judged 1 "another suite" 's/(Subtest: |ok 2 - )two/\1three/'
judged 1 "a case that failed" 's/ok 2 second/not &/'
judged 1 "a case that was skipped" 's/ok 2 second/& # SKIP no reason/'
judged 1 "a case that did not run" '/ok 2 second/d'
judged 1 "a case less in the plan" 's/1\.\.2$/1..1/; /ok 2 second/d'
judged 1 "a case with another's number" 's/ok 2 second/ok 1 second/'
judged 1 "a result without its suite" '/Subtest: two/d'
python3 "$ktap" "$log" 2> /dev/null
[[ $? -eq 2 ]] || { echo "FAILED: no suite was asked for" >&2; failures=$((failures + 1)); }
python3 "$ktap" "$log.absent" one=2 2> /dev/null
[[ $? -eq 2 ]] || { echo "FAILED: there is no log" >&2; failures=$((failures + 1)); }
exit $((failures > 0))
