#include "model/qpair/broker/reasons.h"

#include <algorithm>
#include <iterator>

#include "model/qpair/broker/broker_step.h"

namespace vmcheck::device::broker {
namespace {

constexpr std::uint32_t kFewPages =
    wishes(Wish::alloc_few_pages, Wish::set_few_pages, Wish::map_few_pages);

// The pair of a handle, as it is; null: there is none.
const vmci_pair* find_pair(const vmci_broker& broker, const vmci_handle& handle) {
  const auto* found =
      std::find_if(std::begin(broker.pairs), std::end(broker.pairs), [&](const auto& entry) {
        return entry.pair.state != VMCI_PAIR_NEW && entry.pair.handle.context == handle.context &&
               entry.pair.handle.resource == handle.resource;
      });
  return found == std::end(broker.pairs) ? nullptr : &found->pair;
}

bool is_open(const vmci_pair& pair) {
  return pair.state == VMCI_PAIR_CREATED_NO_MEM || pair.state == VMCI_PAIR_CREATED_MEM;
}

bool is_beyond_limits(const vmci_broker& broker, const vmci_pair_request& request) {
  if (broker.registry.first_free >= VMCI_BROKER_PAIRS_MAX) return true;
  if (request.produce_size + request.consume_size > VMCI_QUEUE_PAIR_BYTES_MAX) return true;
  const auto* context = std::find_if(std::begin(broker.contexts), std::end(broker.contexts),
                                     [&](const auto& one) { return one.id == request.context; });
  return context != std::end(broker.contexts) &&
         context->bytes + request.produce_size + request.consume_size > VMCI_QUEUE_PAIR_BYTES_MAX;
}

// Of a creation, or an attachment.
bool is_reason_of_alloc(const BrokerBounds& bounds, const BrokerState& state, std::uint32_t number,
                        const vmci_pair* pair) {
  const Party& party = state.parties[number];
  const vmci_pair_request& request = party.call->request;
  const bool open = pair != nullptr && is_open(*pair);
  // The machine that is to be a party besides the host.
  const std::uint32_t machine = number == kHost && open ? party_of(pair->creator) : number;
  switch (party.call->result) {
    case VMCI_ERROR_NOT_FOUND:
      return pair == nullptr && party.wish == Wish::attach;
    case VMCI_ERROR_UNAVAILABLE:
      return pair != nullptr &&
             (!open || (number == kHost && pair->state == VMCI_PAIR_CREATED_NO_MEM));
    case VMCI_ERROR_ALREADY_EXISTS:
      return open && pair->creator == request.context;
    case VMCI_ERROR_DST_UNREACHABLE:
      return open && number != kHost && vmci_context_is_vm(pair->creator) != 0;
    case VMCI_ERROR_NO_ACCESS:
      return open && (bounds.peer != VMCI_ID_INVALID ||
                      bounds.parties[kHost].privileges != bounds.parties[machine].privileges);
    case VMCI_ERROR_INVALID_RESOURCE:
      return open && bounds.parties[machine].version < kOlder;
    case VMCI_ERROR_QUEUEPAIR_MISMATCH:
      return open &&
             pair->produce_size + pair->consume_size != request.produce_size + request.consume_size;
    case VMCI_ERROR_NO_RESOURCES:
      return is_beyond_limits(*state.broker, request);
    default:
      return false;
  }
}

}  // namespace

bool is_reason(const BrokerBounds& bounds, const BrokerState& state, std::uint32_t number) {
  const Party& party = state.parties[number];
  const vmci_pair_request& request = party.call->request;
  const vmci_pair* pair = find_pair(*state.broker, request.handle);
  const bool is_party = pair != nullptr && vmci_pair_party(pair, request.context) != 0;
  const int result = party.call->result;
  if (result == VMCI_ERROR_INVALID_ARGS) {
    return party.present != 1 || (bit_of(party.wish) & kFewPages) != 0 || bounds.hostile;
  }
  if (party.trigger == Trigger::alloc) return is_reason_of_alloc(bounds, state, number, pair);
  if (result == VMCI_ERROR_NOT_FOUND) return !is_party;
  if (party.trigger == Trigger::set_page_store) {
    const bool waits =
        is_party && pair->unmapped == 0 &&
        (pair->state == VMCI_PAIR_CREATED_NO_MEM || pair->state == VMCI_PAIR_ATTACHED_NO_MEM);
    return result == VMCI_ERROR_UNAVAILABLE && is_party && !waits;
  }
  return result == VMCI_ERROR_QUEUEPAIR_NOTSET && party.trigger == Trigger::map && is_party &&
         pair->unmapped == 0;
}

}  // namespace vmcheck::device::broker
