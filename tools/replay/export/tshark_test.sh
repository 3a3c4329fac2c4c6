#!/bin/bash
# Wireshark reads a capture that is exported, field by field. Where tshark is not installed this is
# skipped, and says so.
set -u

replay=$PWD/tools/replay/replay
traces=$PWD/traces
cd "$TEST_TMPDIR" || exit 1
unset BUILD_WORKING_DIRECTORY

tshark=${TSHARK:-tshark}
if ! command -v "$tshark" > /dev/null; then
  echo "SKIPPED: tshark is not installed; tools/setup.sh installs it"
  exit 0
fi
export HOME=$TEST_TMPDIR

# What a trace says of each record, as tshark shows it: contexts, ports, op, transport, length of its
# header, time.
records_of() {
  python3 - "$1" << 'END'
import json, sys

CONNECT = {"REQUEST", "NEGOTIATE", "OFFER", "ATTACH", "REQUEST2", "NEGOTIATE2"}
DISCONNECT = {"INVALID", "RST", "SHUTDOWN"}

lines = [json.loads(line) for line in open(sys.argv[1])]
header = lines[0]
machine, peer = [header["context"], 0], [header["peer_context"], 0]
for event in lines[1:-1]:
    op = event["op"]
    if op in ("send", "receive"):
        src, dst = event["src"], event["dst"]
        ends = ((src[0], src[2]), (dst[0], dst[2]))
        machine, peer = ends if op == "send" else ends[::-1]
        kind = event["type"]
        code = 1 if kind in CONNECT else 2 if kind in DISCONNECT else 3
        length = 56
    elif op in ("enqueue", "dequeue"):
        ends = (machine, peer) if op == "enqueue" else (peer, machine)
        code, length = 4, 0
    else:
        continue
    (src_cid, src_port), (dst_cid, dst_port) = ends
    seconds, fraction = divmod(event["t_us"], 1000000)
    print(src_cid, src_port, dst_cid, dst_port, code, 1, length, f"{seconds}.{fraction:06}000", sep="\t")
END
}

# All captures as one, as tshark takes longer to start than to read them.
: > expected
for trace in "$traces"/*-connection.trace.jsonl; do
  "$replay" export "$trace" --pcap out.pcap > /dev/null || exit 1
  if [ -e all.pcap ]; then
    cmp -n 24 all.pcap out.pcap || exit 1
    tail -c +25 out.pcap >> all.pcap
  else
    cp out.pcap all.pcap
  fi
  before=$(wc -l < expected)
  records_of "$trace" >> expected
  after=$(wc -l < expected)
  [ "$after" -gt "$before" ] || { echo "FAILED: $trace: no records"; exit 1; }
  echo "$trace: lines $((before + 1)) to $after"
done

"$tshark" -r all.pcap -T fields -e vsock.src_cid -e vsock.src_port -e vsock.dst_cid \
  -e vsock.dst_port -e vsock.op -e vsock.trans -e vsock.trans_len -e frame.time_epoch \
  > shown 2> tshark.err || { cat tshark.err; exit 1; }
diff expected shown || { echo "FAILED: other records than in the traces"; exit 1; }
if "$tshark" -r all.pcap -Y _ws.malformed 2> /dev/null | grep .; then
  echo "FAILED: malformed records"
  exit 1
fi
echo "all good"
