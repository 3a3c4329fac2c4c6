#!/usr/bin/env bash
# vmcheck as a user meets it: exit codes, messages, files, Ctrl-C.
set -u
program=$PWD/tools/vmcheck/vmcheck
replay=$PWD/tools/replay/replay
traces=$PWD/traces
cd "$TEST_TMPDIR" || exit 2
failures=0

# expect CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
expect() {
  local code=$1 text=$2
  shift 2
  "$program" "$@" > out 2> err
  local got=$?
  if [ "$got" -ne "$code" ] || ! grep -qF -- "$text" out err; then
    echo "FAILED: vmcheck $*: exit code $got, expected $code and \"$text\", got:"
    cat out err
    failures=$((failures + 1))
  fi
}

expect 0 "Exit codes:" --help
expect 0 "qpair/producer-consumer" list
expect 0 "replay traces/linux-6.1-a1" list
expect 0 "bounds: ring of 2 to 4 bytes" list wrap
expect 0 "4 hold" check wrap-around
expect 0 "8 hold" check wrap-around peek
expect 0 "1 holds" check --model rc11 wrap-around
expect 0 "1 holds" check wrap-around/tso
expect 0 "check device/doorbells" list
expect 0 "check notification/rings/lkmm" list
expect 0 "4 hold" check notification/rings
expect 0 "2 doorbells, 3 operations, 3 rings, a vector for each cause; no memory model" list doorbells
expect 0 "waiter_not_woken                     device/datagrams (progress)" list
expect 0 " states, " check device/doorbell-indexes
expect 2 'nothing is called "doorbell"' check --model sc doorbell
expect 0 "SYN_SENT      ATTACH                      from the peer, pair held, " explain fsm
expect 0 "digraph connection {" explain fsm --dot
expect 0 '"format": "vmcheck-state-table"' explain fsm --json
expect 2 "--dot excludes --json" explain fsm --dot --json
expect 2 "WHAT is required" explain
expect 2 "" explain ring
expect 0 "coverity/1056844" prove coverity
expect 3 "Z3 gave no answer within 10000 ms and an rlimit of 1" prove --rlimit 1 coverity/1056844
expect 3 "undecided, 0 paths" prove --rlimit 1 coverity/1056844
expect 2 "--rlimit" prove --rlimit 0
expect 0 "proved on 64 bits" prove --word-bits 64 arithmetic/sum
expect 0 "proved on 8 bits" prove --word-bits 8 --bit-vectors arithmetic/sum
expect 0 "1 holds" prove --word-bits 8 --bit-vectors --smt2 vectors arithmetic/range
expect 2 "--word-bits" prove --bit-vectors
grep -q '^(set-logic QF_BV)' vectors/arithmetic/range.smt2 ||
  { echo "FAILED: the logic of vectors"; failures=$((failures + 1)); }
for bits in 0 7 32 x; do expect 2 "--word-bits" prove --word-bits $bits; done
expect 2 'nothing is called "nope"' check wrap-around nope
expect 2 'no seeded fault "nope"' check --fault nope
expect 2 "frob" frob
expect 2 "expected sc, tso, rc11 or lkmm" check --model rmo
expect 2 "workers" check --workers 0
expect 2 "expected a number from 1" check --max-executions 0
expect 2 "expected a number from 1" check --max-executions 18446744073709551616
for states in 0 x 18446744073709551616; do expect 2 "--max-states" check --max-states $states; done
for mebibytes in 0 1k 17592186044416; do expect 2 "--max-memory" check --max-memory $mebibytes; done
expect 2 "leave out --model" check --fault waiter_not_woken --model sc
expect 2 "leave out --model and --resume" check --fault waiter_not_woken --resume x
expect 2 "expected a positive number of seconds" check --time nan
expect 2 "cannot write" check wrap-around --json no/such/folder/x.json
expect 2 "not a regular file" check wrap-around --json /dev/null

# What proofs ask goes into a folder of its own, the same each time; one that is not whole has no
# index.
for n in 1 2; do expect 0 "1 holds" prove coverity/1056844 --smt2 "smt2/$n"; done
grep -qP '^coverity/1056844.smt2\t\d+$' smt2/1/index.tsv &&
  grep -q '^(check-sat)' smt2/1/coverity/1056844.smt2 &&
  grep -q '^(set-info :status sat)' smt2/1/coverity/1056844.twin.smt2 &&
  diff -r smt2/1 smt2/2 || { echo "FAILED: --smt2"; failures=$((failures + 1)); }
expect 2 "smt2/1: expected an empty folder, or none" prove --smt2 smt2/1
expect 2 "out/x: " prove --smt2 out/x
expect 2 'nothing is called "nope"' prove nope --smt2 smt2/nope
[ -e smt2/nope ] && { echo "FAILED: a folder for nothing"; failures=$((failures + 1)); }
expect 3 "smt2/3: not whole" prove --time 1e-9 --smt2 smt2/3
[ -e smt2/3/index.tsv ] && { echo "FAILED: an index of nothing"; failures=$((failures + 1)); }

# What refutes a twin is a run that can be replayed.
expect 0 "violated: in-bounds" prove transfer/enqueue --runs runs
for theorem in transfer-enqueue-sc+wrap_ignored_in_copy \
               transfer-enqueuev-sc+vector_length_unchecked; do
  "$replay" "runs/theorem-$theorem-1.trace.jsonl" > out 2>&1
  [ $? -eq 1 ] && grep -q "^violated: \|: violated: " out ||
    { echo "FAILED: replay of $theorem"; cat out; failures=$((failures + 1)); }
done

# A bound is no verdict; the search goes on from where it stopped, and only with the same core.
expect 3 "incomplete" check producer-consumer/rc11 --max-executions 100 --save stopped.jsonl
expect 0 "the rest holds" check --resume stopped.jsonl
expect 0 "15,299 executions" check --resume stopped.jsonl
expect 2 'field "fault"' check --resume stopped.jsonl --fault tail_before_data
expect 2 'field "model"' check --resume stopped.jsonl --model sc
expect 2 "fits one scenario" check --max-executions 100 --save stopped.jsonl
expect 2 "fits one scenario" check device/doorbell-indexes --save stopped.jsonl
expect 3 "bound of states reached at " check device/doorbell-indexes --max-states 100
expect 3 "bound of memory reached at " check device/doorbell-indexes --max-memory 1
expect 3 "stopped at " check device/ --workers 1 --time 0.3
sed 's/"kept":0/"kept":99/' stopped.jsonl > bent.jsonl
expect 2 'bent.jsonl:2: field "kept"' check --resume bent.jsonl
sed '2s/"position":\[/"position":[99,/' stopped.jsonl > bent.jsonl
expect 2 "decision 1 of the search" check --resume bent.jsonl
head -c 300 stopped.jsonl > bent.jsonl
expect 2 "bent.jsonl:" check --resume bent.jsonl
expect 2 "no-such-file: cannot open" check --resume no-such-file

# A violation is told, and kept in a file of its own each time.
for number in 1 2; do
  expect 1 "violated: initialised" check --model sc --fault tail_before_data producer-consumer
  file="vmcheck-failures/qpair-producer-consumer-sc+tail_before_data-$number.trace.jsonl"
  [ -s "$file" ] || { echo "FAILED: no $file"; failures=$((failures + 1)); }
done
cmp vmcheck-failures/*-1.trace.jsonl vmcheck-failures/*-2.trace.jsonl ||
  { echo "FAILED: the same search found two runs"; failures=$((failures + 1)); }

# A missing order shows only where the memory model lets it, with the accesses that it leaves unordered.
expect 0 "2 hold" check --fault tail_release_relaxed producer-consumer/sc producer-consumer/tso
expect 1 "violated: race-free" check --fault tail_release_relaxed producer-consumer/rc11 \
  --failures elsewhere
expect 1 "violated: race-free" check --fault tail_release_relaxed producer-consumer/lkmm \
  --failures elsewhere
expect 1 "violated: initialised" check --model sc --fault tail_before_data producer-consumer \
  --failures elsewhere

# The other program shows the same run again, to the byte.
"$replay" vmcheck-failures/*-1.trace.jsonl > again
[ $? -eq 1 ] && grep "^ *[0-9]* .*ring.c" again > again.steps && grep "^ *[0-9]* .*ring.c" out > out.steps &&
  [ -s out.steps ] && cmp again.steps out.steps ||
  { echo "FAILED: replay of a failure"; cat again; failures=$((failures + 1)); }

# So it is with a run of notifications.
rm -r vmcheck-failures
expect 0 "2 hold" check --fault byte_cleared_by_a_store --model sc
expect 1 "violated: not-lost" check --fault byte_cleared_by_a_store --model tso
grep -q "^check \(qpair\|device\)" out && { echo "FAILED: a fault of notifications"; failures=$((failures + 1)); }
"$replay" vmcheck-failures/*-1.trace.jsonl > again
[ $? -eq 1 ] && grep "^ *[0-9]* .*notification.c" again > again.steps &&
  grep "^ *[0-9]* .*notification.c" out > out.steps && [ -s out.steps ] && cmp again.steps out.steps ||
  { echo "FAILED: replay of a run of notifications"; cat again; failures=$((failures + 1)); }

# So it is with a run of the device, whose faults concern no other scenarios.
rm -r vmcheck-failures
expect 1 "violated: locks" check --fault called_with_the_lock_held --max-states 20000
grep -q "^check qpair" out && { echo "FAILED: a fault of the device"; failures=$((failures + 1)); }
expect 2 'nothing is called "device"' check --fault tail_before_data device
expect 1 "violated: locks" check --fault called_with_the_lock_held '*/doorbells'
"$replay" vmcheck-failures/device-doorbells-states+called_with_the_lock_held-2.trace.jsonl > again
[ $? -eq 1 ] && head -n -1 again > again.story && grep -q "^ *1  thread . creates" again.story &&
  sed -n '/^violated/,$p' out | head -n "$(wc -l < again.story)" | cmp - again.story ||
  { echo "FAILED: replay of a run of the device"; cat again; failures=$((failures + 1)); }

# A run without end is kept with where its cycle begins.
expect 1 "violated: answered-at-last" check --fault looked_at_from_the_beginning without-end
lasso=vmcheck-failures/device-doorbells-without-end-states+looked_at_from_the_beginning-1.trace.jsonl
"$replay" $lasso > again
[ $? -eq 1 ] && grep -q "the cycle begins here" again && grep -q "see it again" out ||
  { echo "FAILED: replay of a run without end"; cat again; failures=$((failures + 1)); }
sed 's/"cycle":[0-9]*/"cycle":2/' $lasso > open.trace.jsonl
"$replay" open.trace.jsonl > again 2>&1
[ $? -eq 2 ] && grep -q "open.trace.jsonl:1: .*the cycle does not close" again ||
  { echo "FAILED: a cycle that does not close"; cat again; failures=$((failures + 1)); }

# Each known bug is found, or the table says that one is not.
expect 0 "waiter_not_woken  class   device/datagrams  progress  found" bugs waiter_not_woken
expect 0 "1 of 1 bugs found" bugs tail_before_data
expect 0 "byte_cleared_by_a_store  class   notification/rings/tso  not-lost  found" bugs byte_cleared_by
expect 3 "0 of 1 bugs found" bugs waiter_not_woken --max-states 100
expect 3 "INCOMPLETE" bugs waiter tail --time 1e-9
expect 2 'nothing is called "nope"' bugs nope
expect 0 "2 of 2 bugs found" bugs index_shared_needlessly wrap_one_byte_late --json bugs.json
python3 -c "
import json
rows = json.load(open('bugs.json'))['rows']
assert [row['origin'] for row in rows] == ['class', 'class'], rows
assert rows[1]['covered']['states'] > 0, rows" || failures=$((failures + 1))

# Runs at random never say that anything holds. The same seed finds the same run, with any workers;
# the run alone is the same, and so is its trace, as it was found and made smaller.
expect 0 "no failure found  30 runs" fuzz --runs 30 --seed 5 --workers 1
grep -q "^fuzz device/doorbells: seed 5$" out || { echo "FAILED: no seed"; failures=$((failures + 1)); }
grep -qi "hold" out && { echo "FAILED: fuzz says that it holds"; failures=$((failures + 1)); }
expect 0 "no failure found" fuzz --time 0.01 --json fuzz.json device/probe
python3 -c "
import json
table = json.load(open('fuzz.json'))
assert table['verdict'] == 'no failure found' and table['complete'], table
assert all(row['covered']['runs'] > 0 for row in table['rows']), table" || failures=$((failures + 1))
expect 3 "stopped" fuzz --time 0.01 --runs 1000000000 '*/doorbells'
expect 2 "the seed is empty" fuzz --seed ""
expect 2 'a seeded fault "tail_before_data"' fuzz --fault tail_before_data
expect 2 'nothing is called "device"' fuzz --fault unmapped_twice device
expect 2 'nothing is called "qpair"' fuzz qpair
for option in --runs --steps --first; do expect 2 "expected a number from 1" fuzz $option 0; done
expect 2 "expected a positive number of seconds" fuzz --time 0
rm -r vmcheck-failures
for workers in 1 2; do
  expect 1 "violated: " fuzz '*/doorbells' --fault called_with_the_lock_held --seed a1b2c3 \
    --runs 5000 --workers $workers --failures fuzz-$workers
  grep -v " s$\|time$\|^to see it" out > fuzz-$workers.out
done
cmp fuzz-1.out fuzz-2.out && diff -r fuzz-1 fuzz-2 && [ "$(ls fuzz-1 | wc -l)" -eq 2 ] ||
  { echo "FAILED: the same seed found two runs"; failures=$((failures + 1)); }
again=$(sed -n 's/^to make it again: vmcheck //p' fuzz-1.out)
eval "expect 1 'violated: locks' $again --failures fuzz-3"
diff -r fuzz-1 fuzz-3 || { echo "FAILED: a run made again"; failures=$((failures + 1)); }
for file in fuzz-1/*; do
  "$replay" "$file" > again
  [ $? -eq 1 ] && grep -q "violated: locks" again ||
    { echo "FAILED: replay of $file"; cat again; failures=$((failures + 1)); }
done

# The driver's tables and parsers are fuzzed too. What shows a fault is a file, which shows it again.
for job in tables/registry bytes/events device/everything; do expect 0 "fuzz $job" list; done
grep -q "fuzz device/doorbells" out && { echo "FAILED: one job twice"; failures=$((failures + 1)); }
for what in tables/registry:id_given_out_again tables/notify-indexes:index_shared_needlessly \
            tables/delayed-datagrams:newest_datagram_first bytes/events:short_event_believed \
            bytes/datagrams:length_cut_to_32_bits bytes/datagrams-in-memory:length_cut_to_32_bits; do
  subject=${what%:*} fault=${what#*:}
  expect 1 "violated: " fuzz "*$subject" --fault "$fault" --seed 7 --runs 500 --failures inputs
  cp out found
  again=$(sed -n 's/^to make it again: vmcheck //p' found)
  eval "expect 1 'violated: ' $again --failures inputs-again"
  input=$(sed -n 's/^to see it again: .* --input //p' found | tail -n 1)
  expect 1 "violated: " fuzz "*$subject" --fault "$fault" --input "$input"
  expect 0 "no failure found" fuzz "*$subject" --input "$input"
done
diff -r inputs inputs-again || { echo "FAILED: other inputs"; failures=$((failures + 1)); }
for n in 1 2; do
  expect 0 "no failure found" fuzz tables/ bytes/ --seed x --runs 20
  sed 's/ *[0-9.]* s$//' out > "inputs.$n"
done
cmp inputs.1 inputs.2 || { echo "FAILED: other runs"; failures=$((failures + 1)); }
expect 2 "fits one of tables/" fuzz --input found
expect 2 "no-such-file: cannot read" fuzz tables/registry --input no-such-file
expect 2 'found: line 1: expected "registry 0..5 0..2"' fuzz tables/registry --input found

# A machine that hangs once faults have stopped is told of with the reason; only such runs find it.
expect 1 "violated: recovery" fuzz pulled-out --fault unlinked_until_it_works --seed 1 --runs 10000 \
  --failures fuzz-hanging
grep -q "not at an end within 1000 steps without a fault: .*; possible: .* different states" out &&
  grep -q "more steps without a fault$" out && grep -q "^to make it again" out ||
  { echo "FAILED: no reason"; cat out; failures=$((failures + 1)); }
for file in fuzz-hanging/*; do
  "$replay" "$file" > again
  [ $? -eq 1 ] && grep -q "violated: recovery" again && grep -q "not at an end" again ||
    { echo "FAILED: replay of $file"; cat again; failures=$((failures + 1)); }
done
sed 's/"recovery":[0-9]*/"recovery":99999/' "$file" > late.trace.jsonl
"$replay" late.trace.jsonl > again 2>&1
[ $? -eq 2 ] && grep -q 'late.trace.jsonl:1: field "recovery": expected a choice' again ||
  { echo "FAILED: a recovery that begins too late"; cat again; failures=$((failures + 1)); }
expect 0 "found" bugs unlinked_until_it_works

# What a run is going to do is told before it is made, and how it was made if it fails.
expect 0 "no failure found" fuzz device/pulled-out --seed 1 --first 7 --runs 1
grep -q "^  run 7: .*; faults" out || { echo "FAILED: no plan"; cat out; failures=$((failures + 1)); }

# The table for machines is valid and complete; the same run says the same twice, but for times.
for n in 1 2; do
  expect 0 "" check wrap-around --json "$n.json"
  python3 -c "
import json, sys
table = json.load(open('$n.json'))
assert table['complete'] and table['verdict'] == 'holds', table
for row in table['rows']: del row['seconds']
json.dump(table, open('$n.stripped', 'w'))" || failures=$((failures + 1))
done
cmp 1.stripped 2.stripped || failures=$((failures + 1))

# interrupted_at TEXT CODE ARGUMENT...: Ctrl-C once the text is on standard error: the exit code, and
# the table so far, marked incomplete.
interrupted_at() {
  local text=$1 code=$2
  shift 2
  rm -f err
  "$program" "$@" > out 2> err &
  local pid=$!
  until grep -q -- "$text" err 2> /dev/null || ! kill -0 "$pid" 2> /dev/null; do sleep 0.01; done
  kill -INT "$pid"
  wait "$pid"
  local got=$?
  if [ "$got" -ne "$code" ] || ! grep -q "INCOMPLETE" out; then
    echo "FAILED: Ctrl-C at \"$text\": exit code $got, expected $code"
    cat out err
    failures=$((failures + 1))
  fi
}
interrupted_at "" 3 --traces "$traces"

# A recorded trace that is cut is bad input, told of before anything is searched; the traces beside it
# are replayed all the same.
mkdir cut && cp "$traces"/*.trace.jsonl cut && chmod +w cut/* && truncate -s -3 cut/linux-6.1-a1.trace.jsonl
interrupted_at "^check " 2 --traces cut
grep -q "linux-6.1-a1.trace.jsonl" out && grep -q "replay traces/linux-6.1-bulk1 *replayed" out ||
  { echo "FAILED: the other traces"; failures=$((failures + 1)); }
expect 2 "no-such-folder" --traces no-such-folder

[ "$failures" -eq 0 ] && echo PASSED
exit $((failures > 0))
