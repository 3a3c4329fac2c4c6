#!/bin/bash
# The program as a user meets it: exit codes, messages, files that are there whole or not at all.
set -u

replay=$PWD/tools/replay/replay
traces=$PWD/traces
recorded_log=$PWD/tools/replay/recorded/corpus/rings
work=$TEST_TMPDIR/work
mkdir -p "$work" && cd "$work" || exit 1
unset BUILD_WORKING_DIRECTORY
failures=0

# expect CODE TEXT COMMAND...: the exit code, and a text that stdout or stderr has.
expect() {
  local code=$1 text=$2
  shift 2
  output=$("$@" 2>&1)
  local got=$?
  if [[ $got != "$code" || $output != *"$text"* ]]; then
    echo "FAILED: $*"
    echo "  expected exit code $code and: $text"
    echo "  got exit code $got and: $output"
    failures=$((failures + 1))
  fi
}

require() {
  if ! "$@"; then
    echo "FAILED: $*"
    failures=$((failures + 1))
  fi
}

a1=$traces/linux-6.1-a1.trace.jsonl

# Replaying.
expect 0 "4 of 4 traces hold, 162 events replayed" "$replay" "$traces"/linux-6.1-{a1,a2,b1,bulk1}.trace.jsonl
expect 0 "holds, 10 events" "$replay" "$a1"
expect 0 "30 of 30 traces hold, 1655 events replayed" "$replay" "$traces"/*-connection.trace.jsonl
expect 0 "holds, 38 events" "$replay" "$traces"/linux-6.1-neg-calls.trace.jsonl
sed 's/"payload":\[65536,0\]/"payload":[65537,0]/' "$traces"/linux-6.1-a1-connection.trace.jsonl > sized.jsonl
expect 1 'sized.jsonl:4: step 5, send: field "payload": expected [65536, 0] of the core, recorded [65537, 0]' \
  "$replay" sized.jsonl
sed 's/"tail":\[22,36\]/"tail":[22,37]/' "$a1" > altered.jsonl
expect 1 'altered.jsonl:8: step 23, enqueue on pair "42:0x7700": field "tail[1]": recorded 37, the core has 36' \
  "$replay" altered.jsonl
sed 's/"version":1/"version":2/' "$a1" > newer.jsonl
expect 2 'newer.jsonl:1: field "version": expected at most 1' "$replay" newer.jsonl
head -c 700 "$a1" > cut.jsonl
expect 2 "cut.jsonl:3: expected a newline" "$replay" cut.jsonl
head -n 5 "$a1" > short.jsonl
expect 2 "short.jsonl:6: expected an event or" "$replay" short.jsonl
expect 2 "no/such: cannot open: No such file or directory" "$replay" no/such
expect 2 "expected a trace, got a folder" "$replay" .
expect 2 "got text that is not JSON" "$replay" "$replay"

# What is missing.
sed 's/.*"step":23,.*/{"step":23,"t_us":137082,"op":"gap","lost":1}/' "$a1" > gap.jsonl
expect 0 "gap.jsonl:8: 1 events are missing here" "$replay" --mode guided gap.jsonl
expect 2 'field "op": expected no "gap", as the mode is strict' "$replay" gap.jsonl
expect 0 "the file was cut here; what there is of it was replayed" "$replay" --mode guided cut.jsonl
sed 's/"lost":1/"lost":0/' gap.jsonl > nothing_lost.jsonl
expect 1 "nothing explains this event: 1 operations on this ring are missing, and the gaps have 0; 8 events" \
  "$replay" --mode guided nothing_lost.jsonl
sed -E '5s/("t_us":[0-9]+).*/\1,"op":"gap","lost":1}/' "$traces"/linux-6.1-a1-connection.trace.jsonl > lost.jsonl
expect 0 "lost.jsonl:5: 1 events are missing here" "$replay" --mode guided lost.jsonl
expect 3 "lost.jsonl:5: step 6, gap: no verdict: an end may be in more situations here than are looked through" \
  "$replay" --mode guided --max-situations 5 lost.jsonl
expect 0 "holds" "$replay" --mode guided --max-situations 262144 lost.jsonl
expect 2 "--max-situations" "$replay" --mode guided --max-situations 0 lost.jsonl
expect 2 "--max-situations" "$replay" --mode guided --max-situations few lost.jsonl

# A violation outweighs bad input, and every file is looked at.
expect 1 "1 of 3 traces hold" "$replay" altered.jsonl newer.jsonl "$a1"

# The result for machines.
expect 1 "" "$replay" --json result.json "$a1" altered.jsonl
require grep -q '"exit_code": 1' result.json
require grep -q '"verdict": "diverged"' result.json
expect 2 "no/such/r.json: cannot write: No such file or directory" "$replay" --json no/such/r.json "$a1"

# Usage.
expect 0 "Exit codes:" "$replay" --help
expect 0 "Examples:" "$replay" import --help
expect 2 "at least one trace" "$replay"
expect 2 "" "$replay" --frobnicate
expect 2 "import takes its own arguments" "$replay" --json r.json import "$a1"

# Under `bazel run` relative paths are the user's.
mkdir -p elsewhere
cp "$a1" elsewhere/mine.jsonl
expect 0 "mine.jsonl: holds" env BUILD_WORKING_DIRECTORY="$work/elsewhere" "$replay" mine.jsonl

# Importing.
cat > rec.jsonl <<'END'
{"step":1,"t_us":10,"run":"r","who":"run","op":"begin"}
{"step":2,"t_us":12,"run":"r","who":"vm","op":"ioctl","name":"QUEUEPAIR_ALLOC","handle":"4:0x1","psize":100,"csize":50,"ret":0,"result":0}
{"step":3,"t_us":14,"run":"r","who":"vm","op":"enqueue","len":60,"tail":[0,60],"peer_head":0}
{"step":4,"t_us":19,"run":"r","who":"run","op":"end"}
END
sed '/QUEUEPAIR_ALLOC\|enqueue/d; s/"step":4/"step":2/' rec.jsonl > none.jsonl
sed 's/"len":60/"len":600/' rec.jsonl > bad.jsonl
sed 's/\[0,60\]/[0,61]/' rec.jsonl > wrong.jsonl

expect 0 "rec.jsonl: 1 ring operations -> rec.trace.jsonl" "$replay" import rec.jsonl --source "a test"
require grep -q '"source":"rec.jsonl: a test","scenario":"rec"' rec.trace.jsonl
expect 0 "holds, 2 events" "$replay" rec.trace.jsonl
expect 0 "" "$replay" import rec.jsonl -o again.jsonl --source "a test"
require cmp rec.trace.jsonl again.jsonl
cp rec.jsonl other.log
expect 0 "other.log: 1 ring operations -> other.trace.jsonl" "$replay" import other.log
expect 0 "rings: 8 ring operations -> rings.trace.jsonl" "$replay" import "$recorded_log"
expect 0 "rings.trace.jsonl: holds, 13 events" "$replay" --mode guided rings.trace.jsonl
expect 2 "nothing to import" "$replay" import --connections "$recorded_log"
expect 2 "none.jsonl: no ring operations, nothing to import" "$replay" import none.jsonl
expect 0 "nothing to import" "$replay" import none.jsonl rec.jsonl
expect 2 "none.jsonl: no packets, nothing to import" "$replay" import --connections none.jsonl
expect 2 "none.jsonl: no calls, nothing to import" "$replay" import --calls none.jsonl
expect 2 "--connections excludes --calls" "$replay" import --calls --connections rec.jsonl
cat > packet.jsonl <<'END'
{"step":1,"t_us":10,"run":"r","who":"host","op":"listen","port":9}
{"step":2,"t_us":12,"run":"r","who":"vm","op":"neg","case":"src rid 7","ioctl":0,"result":-7}
{"step":3,"t_us":14,"run":"r","who":"vm","op":"pkt","dir":"vm->host","t":6,"ver":1,"proto":0,"src_cid":50,"src_rid":1,"dst_cid":2,"dst_rid":1,"src_port":7,"dst_port":9,"u0":"0x0","u1":"0x0"}
{"step":4,"t_us":19,"run":"r","who":"run","op":"end"}
END
expect 0 "packet.jsonl: 1 packets -> packet-connection.trace.jsonl" "$replay" import --connections packet.jsonl
expect 1 "the trace's end: expected RST of the peer, recorded nothing" "$replay" packet-connection.trace.jsonl
expect 0 "packet.jsonl: 1 calls -> packet-calls.trace.jsonl" "$replay" import --calls packet.jsonl
expect 0 "holds, 1 events" "$replay" packet-calls.trace.jsonl
expect 2 'bad.jsonl:3: field "len": expected an integer from 1 to 99, got 600' "$replay" import bad.jsonl
expect 2 "expected a folder that exists, as there are 2" "$replay" import rec.jsonl bad.jsonl -o one.jsonl
expect 2 "cannot write the trace over its own recording" "$replay" import rec.jsonl -o ./rec.jsonl
expect 2 "cannot open" "$replay" import no/such
expect 2 "no/such/out: cannot write" "$replay" import rec.jsonl -o no/such/out
expect 0 "-> elsewhere/rec.trace.jsonl" "$replay" import rec.jsonl -o elsewhere
require test ! -e none.trace.jsonl
require test ! -e bad.trace.jsonl
require test -z "$(find . -name '*.part')"

# A recording of a ring that does wrong is imported as it is, and does not hold.
expect 0 "" "$replay" import wrong.jsonl
expect 1 'field "tail[1]": recorded 61, the core has 60' "$replay" wrong.trace.jsonl

# Captures and logs.
ring=$traces/linux-6.1-a1.trace.jsonl
connection=$traces/linux-6.1-a1-connection.trace.jsonl
expect 0 "21 events -> a1.pcap, a1.json, a1.log" \
  "$replay" export "$connection" --pcap a1.pcap --chrome a1.json --shiviz a1.log
require python3 -c 'import json; json.load(open("a1.json"))["traceEvents"]'
expect 0 "a1.pcap: 9 packets -> a1-connection.trace.jsonl" "$replay" import a1.pcap
expect 0 "a1.pcap: 4 records of payload were left out" "$replay" import a1.pcap
expect 0 "holds, 9 events" "$replay" a1-connection.trace.jsonl
expect 0 "a1.pcap: 9 packets -> again.jsonl" "$replay" import --context 42 --peer 2 a1.pcap -o again.jsonl
expect 2 "a1.pcap: no packets, nothing to import" "$replay" import --context 43 a1.pcap -o none.jsonl
head -c 200 a1.pcap > cut.pcap
expect 2 "cut.pcap: byte 144: expected a record of 88 bytes, got the end of the file after 56" \
  "$replay" import cut.pcap
expect 2 "a1.pcap: expected a recording, as --calls are imported" "$replay" import --calls a1.pcap
cat a1.pcap > piped.pcap
expect 0 "-: 9 packets" bash -c 'cat a1.pcap | "$0" import /dev/stdin -o piped.jsonl | sed "s|/dev/stdin|-|"' "$replay"
cat > log.txt <<'END'
# tracer: nop
 vm-7 [001] d..1. 1.000010: vmcheck_enqueue_return: (f <- g) result=5
 vm-7 [000] d..1. 1.000000: vmcheck_enqueue: (g) cid=42 rid=7 asked=5 produce_size=8 consume_size=8 produce_tail=0 consume_head=0 consume_tail=0 produce_head=0
CPU:1 [LOST 3 EVENTS]
END
expect 0 "log.txt: 3 events were lost before line" "$replay" import log.txt
expect 0 "holds, 3 events" "$replay" log.trace.jsonl
expect 2 "log.txt: no packets, nothing to import" "$replay" import --connections log.txt
sed 's/asked=5/asked=five/' log.txt > bad.txt
expect 2 'bad.txt:3: field "asked": expected an integer from 0, got "five"' "$replay" import bad.txt
expect 2 'expected a line of ftrace, trace-cmd, perf script or bpftrace' "$replay" import "$replay"
python3 -c '
import json, sys
for line in open(sys.argv[1]): print(json.dumps({"type": "printf", "data": line}))' log.txt > wrapped.json
expect 0 "wrapped.json: 1 ring operations -> wrapped.trace.jsonl" "$replay" import wrapped.json
require cmp <(tail -n +2 wrapped.trace.jsonl) <(tail -n +2 log.trace.jsonl)
gzip -c a1.pcap > a1.pcap.gz
expect 2 "a1.pcap.gz: expected a recording, a log or a capture, got a file compressed by gzip: gunzip a1.pcap.gz makes one" \
  "$replay" import a1.pcap.gz
printf '\x17\x08\x44tracing6' > trace.dat
expect 2 "got trace-cmd's own format: trace-cmd report -i trace.dat > LOG makes one" "$replay" import trace.dat

# Exporting what cannot be, or to where it cannot be.
expect 2 "at least one of --pcap, --chrome and --shiviz" "$replay" export "$connection"
expect 2 'field "kind": expected "connection": no other can be exported, got "ring"' \
  "$replay" export "$ring" --pcap no.pcap
expect 2 "no/such: cannot open" "$replay" export no/such --pcap no.pcap
expect 2 "cannot write two formats to one file" "$replay" export "$connection" --pcap x --chrome x
cp "$connection" mine-connection.jsonl
expect 2 "cannot write over the trace itself" "$replay" export mine-connection.jsonl --pcap ./mine-connection.jsonl
expect 2 "export takes its own arguments" "$replay" --json r.json export "$connection" --pcap no.pcap
expect 0 "Perfetto" "$replay" export --help
require test ! -e no.pcap
require test -z "$(find . -name '*.part')"

# Ctrl-C: what follows is not looked at, and it is no verdict. A pipe keeps the program waiting; that
# it can be opened for writing shows that the program reads.
mkfifo pipe
set -m
"$replay" pipe "$a1" > interrupted.out 2>&1 &
pid=$!
exec 3> pipe
head -n 2 "$a1" >&3
kill -INT $pid
tail -n +3 "$a1" >&3
exec 3>&-
wait $pid
code=$?
require test $code = 3
require grep -q "interrupted after" interrupted.out
require grep -q "0 of 2 traces hold.*(incomplete)" interrupted.out

[[ $failures = 0 ]] && echo "all good"
exit $((failures > 0))
