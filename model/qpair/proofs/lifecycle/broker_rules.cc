#include "model/qpair/proofs/lifecycle/broker_rules.h"

namespace vmcheck::qpair::proofs::broker {
namespace {

using namespace symbolic_broker;
using smt::all;
using smt::any;
using smt::Bool;
using smt::Number;
using Checks = std::vector<Check>;

// Bits of capabilities and privileges.
constexpr unsigned kSharesWithHost = 1;
constexpr unsigned kGivesMemory = 2;
constexpr unsigned kRestricted = 1;
constexpr unsigned kTrusted = 2;

// What is asked of a creation and of an attachment alike. Of all flags but one, which only says how
// the pair is found, none is for the host's pairs.
Checks request_checks(const vmci_pair_request& request) {
  const bool gives = (request.capabilities & kGivesMemory) != 0;
  return {
      {VMCI_ERROR_INVALID_ARGS, !any({request.context == kHost, is_machine(request.context)})},
      {VMCI_ERROR_INVALID_ARGS,
       any({request.handle.context == kNone, request.handle.resource == kNone})},
      {VMCI_ERROR_INVALID_ARGS, request.flags > 1},
      {VMCI_ERROR_INVALID_ARGS, all({request.produce_size == 0, request.consume_size == 0})},
      {VMCI_ERROR_NO_RESOURCES,
       Number(request.produce_size) + request.consume_size > Number(kMostBytes)},
      {VMCI_ERROR_INVALID_ARGS,
       gives ? Number(request.pages) != pages_of(request.produce_size, request.consume_size)
             : request.pages != 0},
  };
}

bool are_denied(unsigned a, unsigned b) {
  return ((a & kRestricted) != 0 && (b & kTrusted) == 0) ||
         ((b & kRestricted) != 0 && (a & kTrusted) == 0);
}

// Where the host is one of the two, the other's version of the protocol counts.
Bool shares_with_host(const vmci_pair& pair, const vmci_pair_request& request) {
  const auto shares = [](unsigned capabilities) { return (capabilities & kSharesWithHost) != 0; };
  return any({all({request.context == kHost, shares(pair.creator_capabilities)}),
              all({request.context != kHost, shares(request.capabilities)})});
}

// Both as the virtual machine sees them.
Bool sizes_agree(const vmci_pair& pair, const vmci_pair_request& request) {
  return any({all({request.context != kHost, request.produce_size == pair.produce_size,
                   request.consume_size == pair.consume_size}),
              all({request.context == kHost, request.consume_size == pair.produce_size,
                   request.produce_size == pair.consume_size})});
}

Check is_there(const vmci_pair& pair, const vmci_pair_request& request) {
  return {VMCI_ERROR_NOT_FOUND, !is_party(pair, request.context)};
}

Bool has_other_pages(const vmci_pair& pair, const vmci_pair_request& request) {
  return Number(request.pages) != pages_of(pair.produce_size, pair.consume_size);
}

void append(Checks& checks, const Checks& more) {
  checks.insert(checks.end(), more.begin(), more.end());
}

}  // namespace

Checks create_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  Checks checks{{VMCI_ERROR_UNAVAILABLE, pair.state != kNew}};
  append(checks, request_checks(request));
  append(
      checks,
      {{VMCI_ERROR_NOT_FOUND, request.flags == 1},
       {VMCI_ERROR_NO_ACCESS,
        all({request.handle.context != request.context, request.handle.context != request.peer})},
       {VMCI_ERROR_DST_UNREACHABLE, all({is_machine(request.context), is_machine(request.peer)})}});
  return checks;
}

Checks attach_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  Checks checks = request_checks(request);
  const bool denied = are_denied(pair.creator_privileges, request.privileges);
  const bool memory = has_memory(pair.state);
  append(
      checks,
      {{VMCI_ERROR_UNAVAILABLE, pair.state != kCreatedNoMem && pair.state != kCreatedMem},
       {VMCI_ERROR_ALREADY_EXISTS, pair.creator == request.context},
       {VMCI_ERROR_DST_UNREACHABLE, all({is_machine(pair.creator), is_machine(request.context)})},
       {VMCI_ERROR_NO_ACCESS, denied},
       {VMCI_ERROR_NO_ACCESS, all({pair.peer != kNone, pair.peer != request.context})},
       {VMCI_ERROR_INVALID_RESOURCE, !shares_with_host(pair, request)},
       {VMCI_ERROR_QUEUEPAIR_MISMATCH, !sizes_agree(pair, request)},
       {VMCI_ERROR_UNAVAILABLE, all({request.context == kHost, !memory})},
       {VMCI_ERROR_INVALID_ARGS, all({request.context != kHost, memory})}});
  return checks;
}

Checks set_page_store_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  const bool awaited =
      pair.unmapped == 0 && (pair.state == kCreatedNoMem || pair.state == kAttachedNoMem);
  return {is_there(pair, request),
          {VMCI_ERROR_QUEUEPAIR_NOTOWNER, request.context == kHost},
          {VMCI_ERROR_UNAVAILABLE, !awaited},
          {VMCI_ERROR_INVALID_ARGS, has_other_pages(pair, request)}};
}

Checks unmap_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  return {is_there(pair, request)};
}

Checks map_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  const Bool asked = all({request.context != kHost, !has_memory(pair.state)});
  return {is_there(pair, request),
          {VMCI_ERROR_QUEUEPAIR_NOTSET, all({asked, pair.unmapped == 0})},
          {VMCI_ERROR_INVALID_ARGS, all({asked, has_other_pages(pair, request)})}};
}

Checks detach_checks(const vmci_pair& pair, const vmci_pair_request& request) {
  return {is_there(pair, request)};
}

State created(Who who) {
  return who == Who::giving ? kCreatedMem : kCreatedNoMem;
}

State attached(Who who) {
  return who == Who::older ? kAttachedNoMem : kAttachedMem;
}

State with_page_store(State from) {
  return from == kCreatedNoMem ? kCreatedMem : kAttachedMem;
}

State unmapped(State from, Who who) {
  if (who == Who::host) return from;
  if (from == kCreatedMem) return kCreatedNoMem;
  if (from == kAttachedMem) return kAttachedNoMem;
  return from == kShutdownMem ? kShutdownNoMem : from;
}

State mapped(State from, Who who) {
  if (who == Who::host) return from;
  if (from == kCreatedNoMem) return kCreatedMem;
  if (from == kAttachedNoMem) return kAttachedMem;
  return from == kShutdownNoMem ? kShutdownMem : from;
}

State detached(State from, Who who) {
  if (from == kAttachedMem) return who == Who::host ? kShutdownMem : kShutdownNoMem;
  return from == kAttachedNoMem ? kShutdownNoMem : kGone;
}

}  // namespace vmcheck::qpair::proofs::broker
