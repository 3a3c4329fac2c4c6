// The calls that the explorer meets: one operation of one end, while the other end is at work.
#include <memory>

#include "model/qpair/endpoints.h"
#include "model/qpair/proofs/agreement/exploration.h"
#include "model/qpair/proofs/agreement/query.h"
#include "model/qpair/proofs/agreement/questions.h"

namespace vmcheck::qpair::proofs {
namespace {

using run::Machine;
using simulated::Core;
using simulated::sound_core;
using simulated::vmci_ring_pair;

// Of an operation's pieces; the second is 0 where there is only one.
using PieceLengths = std::array<std::uint32_t, 2>;

int perform(const Core& core, CoreOperation operation, vmci_ring_pair& pair, PieceLengths lengths,
            std::array<std::uint64_t, 2>& answer) {
  CallersBytes bytes{};
  const auto [first, second] = lengths;
  const std::array<simulated::vmci_source, 2> sources{
      {{bytes.data(), first}, {bytes.data() + first, second}}};
  const std::array<simulated::vmci_target, 2> targets{
      {{bytes.data(), first}, {bytes.data() + first, second}}};
  switch (operation) {
    case CoreOperation::enqueue:
      return core.enqueue(&pair, bytes.data(), first, &answer[0]);
    case CoreOperation::enqueuev:
      return core.enqueuev(&pair, sources.data(), sources.size(), &answer[0]);
    case CoreOperation::dequeue:
      return core.dequeue(&pair, bytes.data(), first, &answer[0]);
    case CoreOperation::dequeuev:
      return core.dequeuev(&pair, targets.data(), targets.size(), &answer[0]);
    case CoreOperation::peek:
      return core.peek(&pair, bytes.data(), first, &answer[0]);
    case CoreOperation::peekv:
      return core.peekv(&pair, targets.data(), targets.size(), &answer[0]);
    default:
      return ask(core, operation, pair, answer);
  }
}

// Programs that come to one call. What precedes the call is the sound core's.
class Calls {
 public:
  Calls(const Core& core, CoreOperation operation, std::uint32_t size, std::set<Call>& met)
      : core_(core), operation_(operation), size_(size), met_(met) {}

  void build(Machine& machine) const {
    const std::uint32_t start = machine.choose(size_);
    const PieceLengths lengths = choose_lengths(machine);
    const auto queues =
        std::make_shared<QueuePair>(machine, sound_core, RingSizes{size_, 1}, start);
    if (is_producers(operation_)) {
      build_producers(machine, queues, lengths);
    } else {
      build_consumers(machine, queues, lengths);
    }
  }

 private:
  using Queues = std::shared_ptr<QueuePair>;

  PieceLengths choose_lengths(Machine& machine) const {
    if (is_query(operation_)) return {0, 0};
    const std::uint32_t first = machine.choose(kMostAskedFor + 1);
    return {first, is_vectored(operation_) ? machine.choose(kMostAskedFor + 1 - first) : 0};
  }

  // The producer has sent bytes, which the consumer may take before, during or after the call.
  void build_producers(Machine& machine, const Queues& queues, PieceLengths lengths) const {
    const std::uint32_t sent = machine.choose(size_);
    const std::uint32_t taken = machine.choose(sent + 1);
    vmci_ring_pair& producer = queues->endpoint_a(machine).pair;
    Call& call = machine.own<Call>();
    machine.task("producer", [this, &producer, &call, sent, lengths] {
      send(sound_core, producer, sent);
      make(call, producer, lengths);
    });
    vmci_ring_pair& consumer = queues->endpoint_b(machine).pair;
    machine.task("consumer", [&consumer, taken] { receive(consumer, taken); });
    machine.finally([this, queues, &producer, &call] { record(call, producer); });
  }

  // The consumer has accepted a tail; the producer sends before, during or after the call.
  void build_consumers(Machine& machine, const Queues& queues, PieceLengths lengths) const {
    const std::uint32_t sent = machine.choose(size_);
    const std::uint32_t more = machine.choose(size_ - sent);
    vmci_ring_pair& producer = queues->endpoint_a(machine).pair;
    machine.task("producer", [&producer, sent, more] {
      send(sound_core, producer, sent);
      send(sound_core, producer, more);
    });
    vmci_ring_pair& consumer = queues->endpoint_b(machine).pair;
    Call& call = machine.own<Call>();
    machine.task("consumer", [this, &consumer, &call, lengths] {
      receive(consumer, 0);
      make(call, consumer, lengths);
    });
    machine.finally([this, queues, &consumer, &call] { record(call, consumer); });
  }

  void make(Call& call, vmci_ring_pair& pair, PieceLengths lengths) const {
    call.length = lengths[0] + lengths[1];
    call.own = own(pair);
    call.peers = peers(pair);
    call.answer = {kLeftAlone, kLeftAlone};
    call.result = perform(core_, operation_, pair, lengths, call.answer);
  }

  void record(Call call, const vmci_ring_pair& pair) const {
    const simulated::vmci_queue_header& header = *pair.produce.header;
    call.own_after = own(pair);
    call.published_after =
        vmci_hal_load(is_producers(operation_) ? &header.producer_tail : &header.consumer_head);
    call.peers_after = peers(pair);
    met_.insert(call);
  }

  std::uint64_t own(const vmci_ring_pair& pair) const {
    return is_producers(operation_) ? pair.produce.tail : pair.produce.head;
  }

  std::uint64_t peers(const vmci_ring_pair& pair) const {
    return is_producers(operation_) ? pair.consume.head : pair.consume.tail;
  }

  const Core& core_;
  CoreOperation operation_;
  std::uint32_t size_;
  std::set<Call>& met_;
};

}  // namespace

Findings<Call> explore_calls(CoreOperation operation, std::uint32_t size,
                             const std::string& fault) {
  Findings<Call> found;
  const Calls calls(simulated_core(fault), operation, size, found.all);
  found.objection = explore([&calls](Machine& machine) { calls.build(machine); });
  return found;
}

}  // namespace vmcheck::qpair::proofs
