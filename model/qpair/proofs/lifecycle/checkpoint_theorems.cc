// What a checkpoint of a virtual machine holds, what may be restored of one, and who may watch
// whom: host/checkpoint_rules.h and host/watch_rules.h.
#include <fmt/core.h>

#include "model/qpair/proofs/lifecycle/broker_situation.h"
#include "model/qpair/proofs/lifecycle/checks.h"
#include "model/qpair/proofs/lifecycle/topics.h"

namespace vmcheck::qpair::proofs::checkpoint {
namespace {

using namespace symbolic_broker;
using broker::is_machine;
using broker::kHost;
using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word32;
using smt::Word64;
using Checks = std::vector<Check>;

// The protocol's numbers, written down once more.
constexpr unsigned kWatchedType = 1;
constexpr unsigned kWellKnownType = 2;
constexpr unsigned kDoorbellsType = 6;
constexpr unsigned kIdBytes = 4;
constexpr unsigned kDoorbellBytes = 16;

Check is_obsolete(const Word32& type) {
  return {VMCI_ERROR_OBSOLETE, all({type > kWellKnownType, type < kDoorbellsType})};
}

Body sizes_are_exact(const Broker& broker) {
  return [&broker](Execution& run) {
    const Word32 type = run.word<32>("type");
    const Word32 watched = run.word<32>("contexts that it watches");
    const Word32 doorbells = run.word<32>("doorbells");
    const Word64 before = run.word<64>("what the size held before");
    Word64 size = before;
    const int result = broker.checkpoint_size(type, watched, doorbells, &size);
    run.show("result", fmt::format("{}", result));
    const Bool known = any({type == kWatchedType, type == kWellKnownType, type == kDoorbellsType});
    run.claim(
        "the result is that of the first check that fails",
        is_first_failure(Checks{is_obsolete(type), {VMCI_ERROR_INVALID_ARGS, !known}}, result));
    if (result < VMCI_SUCCESS) {
      run.claim("on an error the size is left alone", size == before);
      return;
    }
    run.claim("the size is that of what there is",
              any({all({type == kWatchedType, size == Word64(watched) * kIdBytes}),
                   all({type == kWellKnownType, size == 0}),
                   all({type == kDoorbellsType, size == Word64(doorbells) * kDoorbellBytes})}));
  };
}

Checks restore_checks(const Word32& type, const Word64& size, const Word64& most) {
  return {is_obsolete(type),
          {VMCI_ERROR_OBSOLETE, all({type == kWellKnownType, size != 0})},
          {VMCI_ERROR_INVALID_ARGS, all({type != kWellKnownType, type != kWatchedType})},
          {VMCI_ERROR_INVALID_ARGS,
           all({type == kWatchedType, any({size % kIdBytes != 0, size / kIdBytes > most})})}};
}

Body whole_ids_are_restored(const Broker& broker) {
  return [&broker](Execution& run) {
    const Word32 type = run.word<32>("type");
    const Word64 size = run.word<64>("bytes");
    const Word64 most = run.word<64>("contexts that there can be");
    const int result = broker.check_restore(type, size, most);
    run.show("result", fmt::format("{}", result));
    run.claim("the result is that of the first check that fails",
              is_first_failure(restore_checks(type, size, most), result));
    if (result < VMCI_SUCCESS) return;
    const Word64 at = run.word<64>("where an id begins");
    run.assume(all({at % kIdBytes == 0, at < size}));
    run.claim("no byte is read behind the last one", Number(at) + kIdBytes <= Number(size));
  };
}

Body watches_are_judged(const Broker& broker) {
  return [&broker](Execution& run) {
    const Word32 watcher = run.word<32>("watcher");
    const Word32 watched = run.word<32>("watched");
    const int has_watcher = run.below(2, "whether the watcher is there");
    const int has_watched = run.below(2, "whether the other one is");
    const int result = broker.watch_check(watcher, has_watcher, watched, has_watched);
    run.show("result", fmt::format("{}", result));
    const Checks checks{
        {VMCI_ERROR_INVALID_ARGS, has_watcher == 0},
        {VMCI_ERROR_INVALID_ARGS, watcher == watched},
        {VMCI_ERROR_DST_UNREACHABLE, all({is_machine(watcher), is_machine(watched)})},
        {VMCI_ERROR_NOT_FOUND, has_watched == 0}};
    run.claim("the result is that of the first check that fails", is_first_failure(checks, result));
  };
}

// A virtual machine that is there, as is the host, and nobody else who is no virtual machine.
Body restored_as_watched(const Broker& broker) {
  return [&broker](Execution& run) {
    const Word32 machine = run.word<32>("virtual machine");
    const Word32 watched = run.word<32>("watched");
    const Word64 others = run.word<64>("others before it");
    run.assume(all({is_machine(machine), watched != machine}));
    const int has_watched = watched == kHost ? 1 : 0;
    const int asked = broker.watch_check(machine, 1, watched, has_watched);
    const int restored = broker.check_watched(watched, others);
    run.show("when it asks", fmt::format("{}", asked));
    run.show("when it is restored", fmt::format("{}", restored));
    const bool twice = asked >= VMCI_SUCCESS && restored == VMCI_ERROR_ALREADY_EXISTS;
    run.claim("it is restored with what it could watch, once",
              any({all({others == 0, asked == restored}),
                   all({others != 0, twice || (asked < VMCI_SUCCESS && asked == restored)})}));
  };
}

Body watches_are_kept_apart(const Broker& broker) {
  return [&broker](Execution& run) {
    const unsigned char before = run.below(4, "watches");
    const Word32 watcher = run.word<32>("watcher");
    const unsigned bit = broker.watch_bit(watcher);
    const bool is_so = (before & bit) != 0;
    run.claim("the host's watch is not a virtual machine's",
              any({all({watcher == kHost, bit == VMCI_CONTEXT_WATCHED}),
                   all({watcher != kHost, bit == VMCI_CONTEXT_WATCHES_HOST})}));
    unsigned char now = before;
    const int begun = broker.watch_begin(&now, bit);
    run.claim("one begins that had not, and no other",
              now == (before | bit) && begun == (is_so ? VMCI_ERROR_ALREADY_EXISTS : VMCI_SUCCESS));
    now = before;
    const int ended = broker.watch_end(&now, bit);
    run.claim("one ends that had begun, and no other",
              now == (before & ~bit) && ended == (is_so ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND));
    const unsigned watches_host = run.below(2, "whether it is to watch the host");
    now = broker.watch_restored(before, static_cast<int>(watches_host));
    run.claim("a restoration leaves who watches it alone",
              now == ((before & VMCI_CONTEXT_WATCHED) | watches_host * VMCI_CONTEXT_WATCHES_HOST));
  };
}

}  // namespace

std::vector<smt::Theorem> theorems() {
  return {
      {"broker/checkpoint-size",
       "However many contexts a virtual machine watches and doorbells it has, the size of its "
       "state "
       "is exact, and an obsolete state has none.",
       sizes_are_exact(sound_broker),
       {"it is cut to 32 bits", sizes_are_exact(size_cut_to_32_bits)}},
      {"broker/restore",
       "Whatever is to be restored, what is taken is whole ids, no more than there can be "
       "contexts, "
       "and nothing is read behind them.",
       whole_ids_are_restored(sound_broker),
       {"a part of an id is restored", whole_ids_are_restored(half_an_id)}},
      {"broker/watch",
       "Nobody watches himself, nor one virtual machine another, nor who is not there; the error "
       "is "
       "that of the first check that fails.",
       watches_are_judged(sound_broker),
       {"virtual machines watch each other", watches_are_judged(machines_watch_each_other)}},
      {"broker/restored-watch",
       "A virtual machine is restored with what it could begin to watch, once, and refused "
       "anything "
       "else for the same reason.",
       restored_as_watched(sound_broker),
       {"it is restored watching another", restored_as_watched(another_machine_watched)}},
      {"broker/watches",
       "Watches begin and end one by one, and who watches a virtual machine is no part of its "
       "state.",
       watches_are_kept_apart(sound_broker),
       {"with one all end", watches_are_kept_apart(all_watches_ended)}},
  };
}

}  // namespace vmcheck::qpair::proofs::checkpoint
