#include <fmt/core.h>

#include <functional>

#include "model/qpair/proofs/lifecycle/broker_rules.h"
#include "model/qpair/proofs/lifecycle/topics.h"

namespace vmcheck::qpair::proofs::broker {
namespace {

using namespace symbolic_broker;
using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using Checks = std::vector<Check>;

// What a trigger is to do.
struct Rule {
  Trigger Broker::*trigger;
  Checks (*checks)(const vmci_pair&, const vmci_pair_request&);
  std::function<State(State from, Who who)> to;
  bool creates = false;
};

const Rule kCreate{&Broker::create, create_checks, [](State, Who who) { return created(who); },
                   true};
const Rule kAttach{&Broker::attach, attach_checks, [](State, Who who) { return attached(who); }};
const Rule kSetPageStore{&Broker::set_page_store, set_page_store_checks,
                         [](State from, Who) { return with_page_store(from); }};
const Rule kUnmap{&Broker::unmap, unmap_checks, unmapped};
const Rule kMap{&Broker::map, map_checks, mapped};
const Rule kDetach{&Broker::detach, detach_checks, detached};

// One call, with what was there before it.
struct Call {
  const Rule& rule;
  vmci_pair pair;
  vmci_pair_request request;
  vmci_pair_outcome outcome;
  int result;

  Who who() const {
    if (request.context == kHost) return Who::host;
    return (request.capabilities & 2) != 0 ? Who::giving : Who::older;
  }
};

// What changes of a pair besides its state, and what is done about its memory.
void claim_outcome(Execution& run, const Call& call) {
  const vmci_pair& now = call.outcome.pair;
  const unsigned actions = call.outcome.actions;
  const auto from = static_cast<State>(call.pair.state);
  run.show("state after it", fmt::format("{}", now.state));
  run.show("actions", fmt::format("{}", actions));
  run.claim("the state is the one in the table", now.state == call.rule.to(from, call.who()));
  run.claim("the pair is one that there can be", is_possible(now));
  if (!call.rule.creates) run.claim("it is the same pair as before", is_same_pair(now, call.pair));
  const int gained = int{has_memory(now.state)} - int{has_memory(from)};
  const int pinned = int{(actions & VMCI_PAIR_PIN) != 0} - int{(actions & VMCI_PAIR_UNPIN) != 0};
  run.claim("memory is pinned or unpinned as the states say", gained == pinned);
}

// Who hears of it: the creator when the other party finds memory, who stays when one leaves, and
// the host's end when its memory is back or a party gone.
void claim_told(Execution& run, const Call& call) {
  const unsigned actions = call.outcome.actions;
  const unsigned to = call.outcome.pair.state;
  const bool maps = call.rule.trigger == &Broker::map;
  const bool leaves = call.rule.trigger == &Broker::detach;
  const bool joined = to == kAttachedMem && call.pair.state != kAttachedMem && !maps;
  run.claim("an attachment is told once there is memory",
            joined == ((actions & VMCI_PAIR_TELL_ATTACH) != 0));
  run.claim("a detachment is told to who stays",
            (leaves && to != kGone) == ((actions & VMCI_PAIR_TELL_DETACH) != 0));
  const bool wakes = leaves || (maps && to != call.pair.state);
  run.claim("the host's end is woken when it may go on",
            wakes == ((actions & VMCI_PAIR_WAKE_HOST) != 0));
}

void claim_untouched(Execution& run, const vmci_pair_outcome& before, const Call& call) {
  const vmci_pair& now = call.outcome.pair;
  run.claim("on an error nothing changes",
            all({is_same_pair(now, before.pair), now.attacher == before.pair.attacher,
                 now.state == before.pair.state, now.parties == before.pair.parties,
                 call.outcome.actions == before.actions}));
}

Body is_as_written(const Rule& rule, const Broker& broker, Fixed fixed = {}) {
  return [&rule, &broker, fixed](Execution& run) {
    Call call{rule, any_pair(run, fixed), any_request(run, fixed), {}, 0};
    const vmci_pair_outcome before{call.pair, 0xdeadbeef};
    call.outcome = before;
    call.result = (broker.*rule.trigger)(&call.pair, &call.request, &call.outcome);
    run.show("result", fmt::format("{}", call.result));
    run.claim("the result is that of the first check that fails",
              is_first_failure(rule.checks(call.pair, call.request), call.result));
    if (call.result < VMCI_SUCCESS) {
      claim_untouched(run, before, call);
    } else {
      claim_outcome(run, call);
      claim_told(run, call);
    }
  };
}

// Nothing but privileges and versions stands against an attachment.
void assume_well_meant(Execution& run, const Call& call) {
  for (const Check& check : attach_checks(call.pair, call.request)) {
    if (check.error == VMCI_ERROR_NO_ACCESS || check.error == VMCI_ERROR_INVALID_RESOURCE) continue;
    run.assume(!check.fails);
  }
}

// An attachment under all privileges, and of creators of all versions.
Body privileges_are_heeded(const Broker& broker) {
  return [&broker](Execution& run) {
    Fixed fixed{};
    fixed.creator_privileges = run.below(4, "creator's privileges");
    fixed.privileges = run.below(4, "privileges");
    fixed.creator_capabilities = run.below(4, "creator's capabilities");
    Call call{kAttach, any_pair(run, fixed), any_request(run, fixed), {}, 0};
    assume_well_meant(run, call);
    call.result = broker.attach(&call.pair, &call.request, &call.outcome);
    run.show("result", fmt::format("{}", call.result));
    run.claim("the result is that of the first check that fails",
              is_first_failure(attach_checks(call.pair, call.request), call.result));
  };
}

// To a pair that is more than created.
Body nobody_attaches(const Broker& broker) {
  return [&broker](Execution& run) {
    Call call{kAttach, any_pair(run, {}), any_request(run, {}), {}, 0};
    run.assume(call.pair.state != kCreatedNoMem && call.pair.state != kCreatedMem);
    call.result = broker.attach(&call.pair, &call.request, &call.outcome);
    run.show("result", fmt::format("{}", call.result));
    run.claim("it is refused", call.result < VMCI_SUCCESS);
  };
}

}  // namespace

std::vector<smt::Theorem> theorems() {
  return {
      {"broker/create",
       "Whatever is asked for, a pair is created exactly when all checks pass, the error is that "
       "of "
       "the first one that fails, and then nothing changes; no sum of sizes wraps.",
       is_as_written(kCreate, sound_broker),
       {"the host's sizes have no limit", is_as_written(kCreate, host_size_without_limit)}},
      {"broker/attach",
       "A context attaches exactly to what its creator made for it and nobody attached to before, "
       "with the same sizes crosswise; the creator is told when there is memory.",
       is_as_written(kAttach, sound_broker),
       {"the host's sizes are not swapped", is_as_written(kAttach, sizes_not_swapped)}},
      {"broker/attach-states",
       "Nobody attaches to a pair that is attached to, or that a party has left.",
       nobody_attaches(sound_broker),
       {"it can be attached to again", nobody_attaches(attached_after_shutdown)}},
      {"broker/privileges",
       "Who is restricted attaches only to who is trusted, and the other way about, under all "
       "privileges and versions of both.",
       privileges_are_heeded(sound_broker),
       {"only one of the two is looked at", privileges_are_heeded(denied_one_way)}},
      {"broker/set-page-store",
       "A page store is taken once, from its owner, while both parties wait for it, and only if it "
       "has as many pages as the sizes need.",
       is_as_written(kSetPageStore, sound_broker),
       {"its pages are not counted", is_as_written(kSetPageStore, pages_not_counted_when_set)}},
      {"broker/unmap",
       "Memory is unpinned when it is taken away, and at no other time.",
       is_as_written(kUnmap, sound_broker),
       {"it is taken away twice", is_as_written(kUnmap, unmapped_twice)}},
      {"broker/map",
       "Memory comes back only where it was taken away, and the host's end is woken.",
       is_as_written(kMap, sound_broker),
       {"the host's end is not woken", is_as_written(kMap, host_not_woken)}},
      {"broker/detach",
       "Who leaves is a party, who stays is told, and a virtual machine takes its memory with it.",
       is_as_written(kDetach, sound_broker),
       {"its memory stays with the host", is_as_written(kDetach, memory_stays_with_the_host)}},
  };
}

}  // namespace vmcheck::qpair::proofs::broker
