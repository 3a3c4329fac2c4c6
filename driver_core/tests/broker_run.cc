extern "C" {
#include "driver_core/host/operation.h"
}

#include <algorithm>
#include <cstring>

#include "driver_core/tests/broker_model.h"

namespace vmcheck::core {
namespace {

using Handle = BrokerModel::Handle;

Handle HandleOf(const vmci_handle& handle) {
  return {handle.context, handle.resource};
}

std::string Name(Handle handle) {
  return std::to_string(handle.first) + ":" + std::to_string(handle.second);
}

std::string Differs(const std::string& what, int64_t is, int64_t expected) {
  return what + " is " + std::to_string(is) + ", not " + std::to_string(expected);
}

using StepFunction = decltype(&vmci_broker_alloc_step);
constexpr StepFunction kSteps[] = {vmci_broker_alloc_step, vmci_broker_set_page_store_step,
                                   vmci_broker_unmap_step, vmci_broker_map_step,
                                   vmci_broker_detach_step};

bool SameBytes(const vmci_pair& a, const vmci_pair& b) {
  return a.handle.context == b.handle.context && a.handle.resource == b.handle.resource &&
         a.produce_size == b.produce_size && a.consume_size == b.consume_size &&
         a.creator == b.creator && a.attacher == b.attacher && a.peer == b.peer &&
         a.flags == b.flags && a.state == b.state && a.parties == b.parties &&
         a.unmapped == b.unmapped && a.creator_privileges == b.creator_privileges &&
         a.creator_capabilities == b.creator_capabilities;
}

}  // namespace

BrokerRun::BrokerRun() : broker_(std::make_unique<vmci_broker>()) {
  vmci_broker_init(broker_.get(), broker_.get());
}

int BrokerRun::Add(const Vm& vm) {
  const int result = vmci_broker_add_context(broker_.get(), vm.context, vm.privileges, vm.version);
  if (result >= 0) model_.contexts[vm.context] = vm;
  return result;
}

BrokerRun::Operation BrokerRun::Begin(Asks what, const vmci_pair_request& request, bool fails) {
  Operation operation;
  operation.what = what;
  operation.fails = fails;
  operation.of_broker.request = request;
  if (request.pages == 0) return operation;
  // Of memory that is brought to a pair the sizes are the pair's.
  uint64_t produces = request.produce_size;
  uint64_t consumes = request.consume_size;
  const auto found = model_.pairs.find(HandleOf(request.handle));
  if (what != Asks::kAlloc && found != model_.pairs.end()) {
    produces = found->second.pair.produce_size;
    consumes = found->second.pair.consume_size;
  }
  produces = std::min<uint64_t>(produces, VMCI_QUEUE_PAIR_BYTES_MAX);
  consumes = std::min<uint64_t>(consumes, VMCI_QUEUE_PAIR_BYTES_MAX);
  operation.of_broker.store = platform.NewMemory(request.context, produces, consumes);
  return operation;
}

BrokerRun::Operation BrokerRun::BeginRemoval(uint32_t context) {
  Operation operation;
  operation.is_removal = true;
  operation.removal.context = context;
  return operation;
}

std::string BrokerRun::Step(Operation& operation) {
  platform.told.clear();
  platform.fail_pin = std::exchange(operation.fails, false);
  const std::string wrong = operation.is_removal ? StepRemoval(operation) : StepPair(operation);
  operation.fails = std::exchange(platform.fail_pin, false);
  return wrong.empty() ? Wrong() : wrong;
}

// The first step that did not wait: the answer, which is known then, or a claim.
std::string BrokerRun::Claimed(Operation& operation, enum vmci_step made) {
  vmci_broker_operation& of_broker = operation.of_broker;
  vmci_pair_request asked = of_broker.request;
  const auto found = model_.pairs.find(HandleOf(asked.handle));
  const bool claimed = found != model_.pairs.end() && found->second.claimed_by;
  const bool known = model_.contexts.count(asked.context) != 0;
  if ((made == VMCI_STEP_WAIT) != (claimed && known)) return "it waits, or does not, for a claim";
  if (made == VMCI_STEP_WAIT) return "";
  const BrokerModel::Answer answer = model_.Ask(operation.what, asked);
  if (of_broker.result != answer.result)
    return Differs("the result", of_broker.result, answer.result);
  if ((made == VMCI_STEP_DONE) != (answer.result < 0)) return "it does not go on as it should";
  if (answer.result >= 0) model_.Claim(HandleOf(asked.handle), asked.context, answer.outcome);
  return "";
}

// A step of what has claimed a pair, from the phase that it was in.
std::string BrokerRun::CarriedOut(vmci_broker_operation& operation, unsigned char before) {
  const Handle handle = HandleOf(operation.outcome.pair.handle);
  const uint32_t context = operation.request.context;
  if (before == VMCI_BROKER_COMMIT)
    model_.Commit(handle, context, operation.outcome, operation.store);
  if (before == VMCI_BROKER_UNDO) model_.Undo(handle);
  const vmci_pair& pair = operation.outcome.pair;
  const uint32_t other = pair.creator == context ? pair.attacher : pair.creator;
  if (before == VMCI_BROKER_TELL && platform.told != std::multiset<uint32_t>{other})
    return "the other party is not told";
  if (before != VMCI_BROKER_TELL && !platform.told.empty()) return "somebody is told";
  return "";
}

std::string BrokerRun::StepPair(Operation& operation) {
  vmci_broker_operation& of_broker = operation.of_broker;
  const unsigned char before = of_broker.phase;
  const enum vmci_step made = kSteps[static_cast<int>(operation.what)](broker_.get(), &of_broker);
  operation.done = made == VMCI_STEP_DONE;
  operation.waits.reset();
  if (made == VMCI_STEP_WAIT) operation.waits = platform.wakes;
  if (before == VMCI_BROKER_CLAIM) return Claimed(operation, made);
  return CarriedOut(of_broker, before);
}

std::string BrokerRun::StepRemoval(Operation& operation) {
  vmci_context_removal& removal = operation.removal;
  vmci_broker_operation& detach = removal.detach;
  const unsigned char before = removal.phase;
  const unsigned char detach_before = detach.phase;
  const unsigned first = removal.slot;
  std::vector<Handle> handles;
  for (unsigned i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i)
    handles.push_back(HandleOf(broker_->registry.slots[i].handle));
  const enum vmci_step made = vmci_broker_remove_context_step(broker_.get(), &removal);
  operation.done = made == VMCI_STEP_DONE;
  operation.waits.reset();
  if (made == VMCI_STEP_WAIT) operation.waits = platform.wakes;
  if (before == 0) {
    const bool there = removal.context != kHost && model_.contexts.count(removal.context) != 0;
    if (there) model_.leaving.insert(model_.contexts.extract(removal.context));
    if (operation.done && removal.result != VMCI_ERROR_NOT_FOUND) return "a removal of nobody";
    return operation.done == there ? "it is removed, or not, as it should not" : "";
  }
  if (before == 2) return CarriedOut(detach, detach_before);
  const bool claims = made == VMCI_STEP_AGAIN;
  for (unsigned i = first; i < removal.slot + (claims ? 1u : 0u); ++i) {
    if (model_.pairs.count(handles[i]) != 0) model_.Settle(handles[i], removal.context, 3);
  }
  if (claims) model_.Claim(handles[removal.slot], removal.context, detach.outcome);
  if (operation.done) model_.leaving.erase(removal.context);
  return "";
}

std::string BrokerRun::Finish(Operation& operation) {
  while (!operation.done) {
    if (!CanStep(operation)) return "it waits, and nobody wakes it";
    const std::string wrong = Step(operation);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

std::string BrokerRun::FetchEvent(uint32_t context) {
  vmci_event_queue_pair_msg message;
  std::memset(&message, 0xa5, sizeof message);
  const int result = vmci_broker_next_event(broker_.get(), context, &message);
  if (model_.contexts.count(context) == 0)
    return result == VMCI_ERROR_INVALID_ARGS ? "" : "events for nobody";
  if (model_.Events(context) == 0)
    return result == VMCI_ERROR_NO_MORE_DATAGRAMS ? "" : "an event that there is not";
  if (result != VMCI_SUCCESS) return Differs("the result of an event", result, VMCI_SUCCESS);
  const Handle handle = HandleOf(message.payload.handle);
  const auto found = model_.pairs.find(handle);
  if (found == model_.pairs.end()) return "an event of no pair";
  const unsigned owed = found->second.owed[context];
  if (owed == 0) return "an event of a pair that has none";
  const bool attach = (owed & 1) != 0;
  const vmci_pair& pair = found->second.pair;
  vmci_event_queue_pair_msg expected = {};
  expected.header.dst.context = context;
  expected.header.payload_size = 24;
  expected.event.event = attach ? VMCI_EVENT_PEER_ATTACH : VMCI_EVENT_PEER_DETACH;
  expected.payload.handle = {handle.first, handle.second};
  expected.payload.peer_id = pair.creator == context ? pair.attacher : pair.creator;
  if (std::memcmp(&message, &expected, sizeof message) != 0) return "another event, or other bytes";
  model_.Settle(handle, context, attach ? 1 : 2);
  return Wrong();
}

std::string BrokerRun::WrongPairs() const {
  unsigned pinned = 0;
  unsigned found = 0;
  unsigned at_work = 0;
  for (unsigned i = 0; i < VMCI_BROKER_PAIRS_MAX; ++i) {
    const vmci_broker_pair& entry = broker_->pairs[i];
    if (broker_->registry.slots[i].state == VMCI_RESOURCE_FREE) {
      vmci_pair none;
      vmci_pair_init(&none);
      if (!SameBytes(entry.pair, none) || entry.memory.memory != 0)
        return "a free slot is not empty";
      continue;
    }
    ++found;
    const Handle handle = HandleOf(broker_->registry.slots[i].handle);
    const auto expected = model_.pairs.find(handle);
    if (expected == model_.pairs.end()) return "a pair stays behind: " + Name(handle);
    ModelPair model = expected->second;
    if (model.pair.state == VMCI_PAIR_NEW) vmci_pair_init(&model.pair);
    if (!SameBytes(entry.pair, model.pair)) return "it is another pair: " + Name(handle);
    if ((entry.claimed != 0) != model.claimed_by.has_value()) return "the claim of " + Name(handle);
    if (entry.owed[0] != model.owed[model.pair.creator] ||
        (model.pair.attacher != VMCI_ID_INVALID &&
         entry.owed[1] != model.owed[model.pair.attacher]))
      return "what is owed of " + Name(handle);
    at_work += model.claimed_by ? 1 : 0;
    pinned += model.store ? 1 : 0;
    if (!model.claimed_by && entry.memory.memory != (model.store ? *model.store + 1 : 0))
      return "the memory of " + Name(handle);
  }
  if (found != model_.pairs.size())
    return Differs("the number of pairs", found, model_.pairs.size());
  const unsigned is = platform.pinned();
  if (is + at_work < pinned || is > pinned + at_work) return Differs("what is pinned", is, pinned);
  return "";
}

std::string BrokerRun::WrongContexts() const {
  unsigned present = 0;
  for (const vmci_broker_context& context : broker_->contexts) {
    if (context.state == VMCI_CONTEXT_FREE) continue;
    ++present;
    const std::string of = " of " + std::to_string(context.id);
    if (context.pairs != model_.Pairs(context.id))
      return Differs("the number of pairs" + of, context.pairs, model_.Pairs(context.id));
    if (context.bytes != model_.Bytes(context.id))
      return Differs("the bytes" + of, static_cast<int64_t>(context.bytes),
                     static_cast<int64_t>(model_.Bytes(context.id)));
    if (context.events != model_.Events(context.id))
      return Differs("the events" + of, context.events, model_.Events(context.id));
  }
  const size_t expected = model_.contexts.size() + model_.leaving.size();
  return present == expected ? "" : Differs("the number of contexts", present, expected);
}

std::string BrokerRun::Wrong() const {
  if (!platform.wrong.empty()) return platform.wrong.front();
  const std::string wrong = WrongPairs();
  return wrong.empty() ? WrongContexts() : wrong;
}

std::string BrokerRun::End() {
  std::vector<uint32_t> vms;
  for (const auto& [context, vm] : model_.contexts) {
    if (context != kHost) vms.push_back(context);
  }
  for (const uint32_t context : vms) {
    Operation removal = BeginRemoval(context);
    const std::string wrong = Finish(removal);
    if (!wrong.empty()) return wrong;
  }
  std::vector<vmci_handle> of_host;
  for (const auto& [handle, entry] : model_.pairs) {
    if (vmci_pair_party(&entry.pair, kHost) != 0) of_host.push_back(entry.pair.handle);
  }
  for (const vmci_handle& handle : of_host) {
    vmci_pair_request request = {};
    request.context = kHost;
    request.handle = handle;
    Operation detach = Begin(Asks::kDetach, request);
    const std::string wrong = Finish(detach);
    if (!wrong.empty()) return wrong;
  }
  while (model_.Events(kHost) > 0) {
    const std::string wrong = FetchEvent(kHost);
    if (!wrong.empty()) return wrong;
  }
  if (!model_.pairs.empty()) return "the model keeps a pair";
  if (platform.pinned() != 0) return "memory stays pinned";
  return Wrong();
}

}  // namespace vmcheck::core
