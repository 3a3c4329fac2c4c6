#!/usr/bin/env bash
# vmcheck litmus as a user meets it: exit codes, summaries, pictures, files that cannot be used.
set -u
program=$PWD/tools/vmcheck/vmcheck
tests=$PWD/tests/litmus
cd "$TEST_TMPDIR" || exit 2
cp "$tests"/{MP,SB+mb+mb,C11-MP,2+2W}.litmus . && chmod +w ./*.litmus
failures=0

fail() {
  echo "FAILED: $*"
  cat out err
  failures=$((failures + 1))
}

# expect CODE ARGUMENT...: the exit code, into the files out and err.
expect() {
  local code=$1
  shift
  "$program" litmus "$@" > out 2> err
  local got=$?
  [ "$got" -eq "$code" ] || fail "vmcheck litmus $*: exit code $got, expected $code"
}

# says FILE TEXT: a text in what was printed last. is FILE: the whole of it, on standard input.
says() { grep -qF -- "$2" "$1" || fail "no \"$2\" in $1"; }
is() { diff "$1" - || fail "$1 is something else"; }

expect 0 MP.litmus
is err < /dev/null
is out << 'END'
Test MP Allowed
States 4
1:r0=0; 1:r1=0;
1:r0=0; 1:r1=1;
1:r0=1; 1:r1=0;
1:r0=1; 1:r1=1;
Ok
Witnesses
Positive: 1 Negative: 3
Condition exists (1:r0=1 /\ 1:r1=0)
Observation MP Sometimes 1 3
Executions 4
Blocked 0
Model lkmm
END

# The dialect's model, and another one; under TSO the condition is not met.
expect 0 C11-MP.litmus MP.litmus
says out "Model rc11"
says out "Model lkmm"
expect 1 --model tso MP.litmus
says out "Observation MP Never 0 3"

# Pictures for the terminal.
expect 0 --text MP.litmus
sed '1,/^Model/d' out > picture
is picture << 'END'

MP under lkmm: the first execution that satisfies the condition

P0                       P1
a: W x=1  MP.litmus:11   c: R y=1  MP.litmus:20
b: W y=1  MP.litmus:12   d: R x=0  MP.litmus:21

rf: b -> c, init -> d
fr: d -> a
END
expect 1 --text SB+mb+mb.litmus
says out "SB+mb+mb under lkmm: the first execution, as none satisfies the condition"

# Pictures for Graphviz: in a file beside the summary, or instead of it.
expect 0 --dot both.dot MP.litmus 2+2W.litmus
says out "Test MP Allowed"
[ "$(grep -c '^digraph execution {' both.dot)" -eq 2 ] || fail "two pictures in both.dot"
says both.dot 'label="MP under lkmm: the first execution that satisfies the condition"'
says both.dot 'd -> a [label=fr'
expect 0 --dot - MP.litmus 2+2W.litmus
is out < both.dot

# What cannot be used is said, and does not keep the others from being run.
expect 2
says err "FILE is required"
expect 2 nowhere.litmus . MP.litmus
says err "nowhere.litmus: cannot read this file"
says err ".: cannot read this file"
says out "Test MP Allowed"
sed 's/READ_ONCE/READ_TWICE/' MP.litmus > broken.litmus
expect 2 broken.litmus
says err "broken.litmus:20: "
expect 2 --model ppc MP.litmus
says err "ppc"
expect 2 --dot no/such/folder/x.dot MP.litmus
says err "no/such/folder/x.dot"
expect 2 --dot /dev/null MP.litmus
says err "/dev/null: cannot write: not a regular file"
[ -c /dev/null ] || fail "/dev/null is lost"
expect 2 --dot - --text MP.litmus
says err "--text"
head -c 3000 /dev/urandom > noise.litmus
expect 2 noise.litmus
says err "noise.litmus"

# Threads that wait for each other are no verdict.
cat > locks.litmus << 'END'
C locks
{}
P0(spinlock_t *a, spinlock_t *b) { spin_lock(a); spin_lock(b); spin_unlock(b); spin_unlock(a); }
P1(spinlock_t *a, spinlock_t *b) { spin_lock(b); spin_lock(a); spin_unlock(a); spin_unlock(b); }
forall (true)
END
expect 3 locks.litmus
says err "deadlock: P0 waits for lock b (locks.litmus:3), held by P1 (locks.litmus:4); P1 waits"

# A data race is a violation, and told.
cat > race.litmus << 'END'
C race
{}
P0(int *x, int *y) { *x = 1; WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = smp_load_acquire(y); if (r0) r0 = *x; }
END
expect 1 --text race.litmus
says out "Race P1 reads 1 from x (race.litmus:4) and P0 writes 1 to it (race.litmus:3), in no order: "
says out "P1 reads y (race.litmus:4) from P0's write (race.litmus:3), but that store is no release"
says out "race under lkmm: an execution that breaks race-free"

# Output that cannot be written.
"$program" litmus MP.litmus > /dev/full 2> err
[ $? -eq 2 ] || fail "a full disk"
says err "standard output: cannot write"

# Paths are relative to where the user is, under `bazel run` as well.
mkdir elsewhere
(cd elsewhere && BUILD_WORKING_DIRECTORY=$TEST_TMPDIR "$program" litmus --dot here.dot MP.litmus > ../out 2> ../err) ||
  fail "under bazel run"
[ -s here.dot ] || fail "no here.dot"

[ "$failures" -eq 0 ] && echo PASSED
exit $((failures > 0))
