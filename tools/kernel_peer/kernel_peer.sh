#!/usr/bin/env bash
# Boots Linux in QEMU and runs our core in it, as virtual machines of that kernel's: their host is
# code that this project has not written. What they did is replayed here, against the model.
#
# Exit code 0: all is as it must be; 1: not so; 2: bad usage; 3: it could not be tried, as QEMU or a
# kernel is not installed, or did not come to an end. With --test nothing installed is code 0.
set -euo pipefail
source driver_core/linux/qemu_guest.sh
guest_skip_code=3
guest_foreground=1

usage() {
  cat << 'USAGE'
usage: kernel_peer [--list] [--traces DIR] [SCENARIO...]

Runs the core against a real Linux kernel in QEMU: all scenarios, or those whose names match. A
name may have * and ? in it; one without matches all that begin with it.

  --list        what there is
  --traces DIR  leave the traces of all runs there
USAGE
}

# What the build says: the programs, and the files that they need.
program='' report='' module='' traces='' list=''
scenarios=() faulty=() patterns=() seconds=600
while [[ $# -gt 0 ]]; do
  case $1 in
    --program) program=$2 && shift ;;
    --report) report=$2 && shift ;;
    --module) module=$2 && shift ;;
    --scenario) scenarios+=("$2") && shift ;;
    --faulty) faulty+=("$2") && shift ;;
    --seconds) seconds=$2 && shift ;;
    --test) guest_skip_code=0 ;;
    --list) list=1 ;;
    --traces)
      [[ $# -gt 1 ]] || { usage >&2 && exit 2; }
      traces=$2 && shift
      ;;
    --help) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) patterns+=("$1") ;;
  esac
  shift
done

[[ -z $traces || $traces == /* ]] || traces=${BUILD_WORKING_DIRECTORY:-$PWD}/$traces

matches() {
  local pattern
  [[ ${#patterns[@]} -gt 0 ]] || return 0
  for pattern in "${patterns[@]}"; do
    # shellcheck disable=SC2053
    [[ $1 == $pattern || $1 == $pattern* ]] && return 0
  done
  return 1
}

all() {
  echo pair_calls
  echo datagram_calls
  [[ -z $module ]] || echo module_selftest
  "$program" list "${scenarios[@]}"
}

wanted=$(all | while read -r name; do if matches "$name"; then echo "$name"; fi; done)
if [[ -z $wanted ]]; then
  echo "No scenario is called so: ${patterns[*]}; --list tells what there is." >&2
  exit 2
fi
if [[ -n $list ]]; then
  echo "$wanted"
  exit 0
fi

guest_begin ${module:+"$module"}
guest_parameters=vmcheck.kernel_peer
echo "$wanted" > "$guest/files/wanted"
guest_has "$stock/drivers/misc/vmw_vmci/vmw_vmci.ko" vmw_vmci.ko \
  "$stock/net/vmw_vsock/vsock.ko" vsock.ko \
  "$stock/net/vmw_vsock/vmw_vsock_vmci_transport.ko" transport.ko
[[ -z $module ]] || guest_has "$module" module.ko
guest_has_program "$program" peer
mkdir "$guest/files/scenarios"
cp "${scenarios[@]}" "$guest/files/scenarios"
for each in "${faulty[@]}"; do
  guest_has_program "$each" "faulty_${each##*/}"
done
guest_pack << 'INIT'
out=/dev/ttyS1
$b stty -F $out raw -echo
wanted() { $b grep -qx "$1" /wanted; }
uptime() { $b sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20/' /proc/uptime; }

# report NAME COMMAND...: if it is wanted, runs a command and hands out what came of it.
report() {
  name=$1
  shift
  wanted $name || return 0
  begin=$(uptime)
  failure=null
  "$@" || failure="\"exit code $?\""
  end=$(uptime)
  echo "{\"result\":\"$name\",\"failure\":$failure,\"packets\":null,\"bytes\":null,\"ms\":$((end - begin))}" > $out
}
three_seeds() {
  for seed in 1 2 3; do
    /peer $1 --seed $seed || return 1
  done
}

faults=$($b ls / | $b grep "^faulty_" | $b sed "s,^,/,")
# A fault is noticed by a command with exit code 1. Those that it notices are not tried again.
notice() {
  unnoticed=
  for fault in $faults; do
    $fault "$@" && code=0 || code=$?
    [ $code = 1 ] && echo "guest: noticed: $fault" || unnoticed="$unnoticed $fault"
  done
  faults=$unnoticed
}

result "driver" $b insmod /vmw_vmci.ko
report pair_calls three_seeds pair-calls
report datagram_calls three_seeds datagram-calls
notice pair-calls --most 3
notice datagram-calls --most 3
result "sockets" $b insmod /vsock.ko
result "transport" $b insmod /transport.ko
result "scenarios" /peer scenarios --wanted /wanted --out $out --source "Linux $($b uname -r) in QEMU: the core on /dev/vmci, and the kernel as its host" /scenarios/*
notice scenarios --first /scenarios/*
report module_selftest $b insmod /module.ko selftest=1
$b dmesg | $b grep -E "WARNING|BUG|vmci_core: "
INIT
guest_boot "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -m 512

code=0
echo "Linux $version in QEMU:"
"$report" "$guest/handed" --wanted "$(wc -l <<< "$wanted")" ${traces:+--traces "$traces"} \
  --prefix "linux-${version%.*}-" || code=$?
[[ $(grep -ac "^guest: noticed: " "$guest/log") -eq ${#faulty[@]} ]] || failed "a fault was not noticed"
! grep -aqE "WARNING|BUG" "$guest/log" || failed "the kernel complained"
expect "^guest: driver: 0$"
expect "^guest: scenarios: [01]$"
expect "^guest: end$"
guest_verdict
exit "$code"
