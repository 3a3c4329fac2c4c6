#include "driver_core/tests/broker_model.h"

#include <algorithm>

#include "driver_core/host/pair_alloc.h"
#include "driver_core/host/pair_party.h"

namespace vmcheck::core {
namespace {

uint64_t BytesOf(const vmci_pair& pair) {
  return pair.produce_size + pair.consume_size;
}

unsigned BitsIn(unsigned bits) {
  return (bits & 1) + (bits >> 1 & 1);
}

unsigned OwedTo(const ModelPair& entry, uint32_t context) {
  const auto found = entry.owed.find(context);
  return found == entry.owed.end() ? 0 : found->second;
}

}  // namespace

BrokerModel::Answer BrokerModel::Ask(Asks what, vmci_pair_request request) const {
  Answer answer = {VMCI_ERROR_INVALID_ARGS, {}};
  const auto asker = contexts.find(request.context);
  if (asker == contexts.end()) return answer;
  const Vm& vm = asker->second;
  request.capabilities = vm.version >= 0xb0000 ? 3 : vm.version >= 0x90000 ? 1 : 0;
  if (request.context != kHost) request.privileges = static_cast<unsigned char>(vm.privileges);
  const auto found = pairs.find({request.handle.context, request.handle.resource});
  // An id that was not found after all is as good as any other.
  if (request.context == kHost && request.handle.resource == VMCI_ID_INVALID)
    request.handle = {kHost, VMCI_RESOURCE_ID_FIRST};
  vmci_pair none;
  vmci_pair_init(&none);
  const vmci_pair& pair = found == pairs.end() ? none : found->second.pair;
  if (found == pairs.end() && what != Asks::kAlloc) {
    answer.result = VMCI_ERROR_NOT_FOUND;
    return answer;
  }
  const decltype(&vmci_pair_create) functions[] = {
      found == pairs.end() ? vmci_pair_create : vmci_pair_attach, vmci_pair_set_page_store,
      vmci_pair_unmap, vmci_pair_map, vmci_pair_detach};
  answer.result = functions[static_cast<int>(what)](&pair, &request, &answer.outcome);
  if (answer.result < 0 || what != Asks::kAlloc) return answer;
  const bool full = found == pairs.end() && pairs.size() == VMCI_BROKER_PAIRS_MAX;
  const bool limited =
      request.context != kHost &&
      (Pairs(request.context) == VMCI_CONTEXT_PAIRS_MAX ||
       Bytes(request.context) + BytesOf(answer.outcome.pair) > VMCI_QUEUE_PAIR_BYTES_MAX);
  if (full || limited) answer.result = VMCI_ERROR_NO_RESOURCES;
  return answer;
}

void BrokerModel::Claim(Handle handle, uint32_t context, const vmci_pair_outcome& outcome) {
  if (pairs.find(handle) == pairs.end()) vmci_pair_init(&pairs[handle].pair);
  ModelPair& entry = pairs[handle];
  entry.claimed_by = context;
  if (BitsIn(outcome.pair.parties) > BitsIn(entry.pair.parties)) {
    entry.joining = context;
    entry.pair.produce_size = outcome.pair.produce_size;
    entry.pair.consume_size = outcome.pair.consume_size;
  }
}

void BrokerModel::Forget(Handle handle) {
  const ModelPair& entry = pairs.at(handle);
  const bool owes = std::any_of(entry.owed.begin(), entry.owed.end(),
                                [](const auto& owed) { return owed.second != 0; });
  if ((entry.pair.state == VMCI_PAIR_NEW || entry.pair.state == VMCI_PAIR_GONE) && !owes &&
      !entry.claimed_by)
    pairs.erase(handle);
}

void BrokerModel::Commit(Handle handle, uint32_t context, const vmci_pair_outcome& outcome,
                         uint32_t store) {
  ModelPair& entry = pairs.at(handle);
  entry.pair = outcome.pair;
  entry.claimed_by.reset();
  entry.joining.reset();
  const uint32_t other =
      outcome.pair.creator == context ? outcome.pair.attacher : outcome.pair.creator;
  if ((outcome.actions & VMCI_PAIR_PIN) != 0) entry.store = store;
  if ((outcome.actions & VMCI_PAIR_UNPIN) != 0) entry.store.reset();
  if ((outcome.actions & VMCI_PAIR_TELL_ATTACH) != 0) entry.owed[other] |= 1;
  if ((outcome.actions & VMCI_PAIR_TELL_DETACH) != 0) entry.owed[other] |= 2;
  Forget(handle);
}

void BrokerModel::Undo(Handle handle) {
  ModelPair& entry = pairs.at(handle);
  entry.claimed_by.reset();
  entry.joining.reset();
  Forget(handle);
}

void BrokerModel::Settle(Handle handle, uint32_t context, unsigned event) {
  pairs.at(handle).owed[context] &= ~event;
  Forget(handle);
}

unsigned BrokerModel::Pairs(uint32_t context) const {
  return static_cast<unsigned>(std::count_if(pairs.begin(), pairs.end(), [=](const auto& pair) {
    const ModelPair& entry = pair.second;
    return vmci_pair_party(&entry.pair, context) != 0 || OwedTo(entry, context) != 0 ||
           entry.joining == context;
  }));
}

uint64_t BrokerModel::Bytes(uint32_t context) const {
  uint64_t bytes = 0;
  for (const auto& [handle, entry] : pairs) {
    if (vmci_pair_party(&entry.pair, context) != 0 || entry.joining == context)
      bytes += BytesOf(entry.pair);
  }
  return bytes;
}

unsigned BrokerModel::Events(uint32_t context) const {
  unsigned events = 0;
  for (const auto& [handle, entry] : pairs) events += BitsIn(OwedTo(entry, context));
  return events;
}

}  // namespace vmcheck::core
