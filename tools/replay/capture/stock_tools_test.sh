#!/bin/bash
# Captures that stock tools have written anew, from one that we have exported, are imported as the
# same trace; and what none can be made of is refused by name. Tools that are not installed are
# left out, and it says so.
set -u

replay=$PWD/tools/replay/replay
traces=$PWD/traces
cd "$TEST_TMPDIR" || exit 1
unset BUILD_WORKING_DIRECTORY
export HOME=$TEST_TMPDIR
failures=0
tried=0

failed() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

# The trace of a capture behind its header, which names the file.
events() {
  "$replay" import "$1" -o trace.jsonl > said 2>&1 && tail -n +2 trace.jsonl
}

# same COMMAND...: the tool writes the capture `made`, which says what ours does.
same() {
  if ! command -v "$1" > /dev/null; then
    echo "SKIPPED: $1 is not installed; tools/setup.sh installs it"
    return
  fi
  tried=$((tried + 1))
  rm -f made
  "$@" > /dev/null 2> tool.err || { cat tool.err && failed "$*" && return; }
  events made > got
  cmp -s expected got || { cat said && failed "$* makes another trace"; }
}

# refused TEXT FILE: the message has the text.
refused() {
  "$replay" import "$2" -o trace.jsonl > said 2>&1
  local code=$?
  [[ $code = 2 ]] && grep -qF "$1" said || { cat said && failed "$2 is not refused: $1"; }
}

"$replay" export "$traces"/linux-6.1-a1-connection.trace.jsonl --pcap ours.pcap > /dev/null || exit 1
events ours.pcap > expected
[[ -s expected ]] || exit 1

# As root it would be another user else, who may not write here.
same tcpdump -Z root -r ours.pcap -w made
same tcpdump -Z root --time-stamp-precision=nano -r ours.pcap -w made
same tshark -r ours.pcap -w made
same tshark -r ours.pcap -F pcap -w made
same editcap -F nsecpcap ours.pcap made
same editcap -F pcapng -a 1:first -a 3:third --capture-comment all ours.pcap made
same editcap -F pcapng -t 3600.5 ours.pcap made
same editcap -s 88 ours.pcap made
same reordercap ours.pcap made

# Two halves; and several interfaces, of which one is another link's.
if command -v editcap > /dev/null; then
  editcap -r ours.pcap first.pcap 1-6
  editcap -r -F pcapng ours.pcap second.pcapng 7-20
  echo '0000 00 01 02 03 04 05 06 07 08 09 0a 0b 08 00 01 02' | text2pcap -q - ethernet.pcapng 2> /dev/null
  same mergecap -w made first.pcap second.pcapng
  same mergecap -F pcap -w made first.pcap second.pcapng
  same mergecap -I none -w made first.pcap ethernet.pcapng second.pcapng

  # What is altered is not the same, and what is cut says so.
  editcap --seed 1 -E 0.05 ours.pcap altered.pcap
  events altered.pcap > got
  ! cmp -s expected got || failed "an altered capture makes the same trace"
  editcap -s 60 ours.pcap cut.pcap
  refused "9 packets were left out, as the capture has cut them too short" cut.pcap
  editcap -F modpcap ours.pcap modified.pcap
  refused "editcap modified.pcap CAPTURE makes one" modified.pcap
fi
gzip -k ours.pcap
refused "gunzip ours.pcap.gz makes one" ours.pcap.gz

[[ $failures = 0 ]] && echo "$tried captures are read as ours is"
exit $((failures > 0))
