#include "model/qpair/proofs/native_ring.h"

extern "C" {
#include "driver_core/ring.h"
}

namespace vmcheck::qpair::proofs {

NativeAnswers ask_native_core(const NativeRing& produce, const NativeRing& consume) {
  vmci_queue_header ours{};
  vmci_queue_header peers{};
  ours.producer_tail.value = produce.tail;
  ours.consumer_head.value = consume.head;
  peers.producer_tail.value = consume.tail;
  peers.consumer_head.value = produce.head;
  vmci_ring_pair pair{};
  pair.produce = {&ours, {nullptr, 0, produce.size}, produce.tail, consume.head};
  pair.consume = {&peers, {nullptr, 0, consume.size}, consume.accepted, produce.accepted};

  NativeAnswers answers{};
  const int results[] = {
      vmci_ring_consume_indexes(&pair, &answers.consume_tail, &answers.consume_head),
      vmci_ring_consume_free_space(&pair, &answers.consume_free_space),
      vmci_ring_produce_buf_ready(&pair, &answers.produce_buf_ready),
  };
  for (const int result : results) {
    if (answers.result == VMCI_SUCCESS) answers.result = result;
  }
  return answers;
}

}  // namespace vmcheck::qpair::proofs
