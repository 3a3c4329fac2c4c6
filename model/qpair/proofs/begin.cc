// How a pair begins: vmci_ring_pair_resume, of which vmci_ring_pair_init is a case.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;

// The indices that a ring of this size can have.
Bool in_range(const Word64& index, const Word64& size) {
  return any({index < size, all({index == 0, size == 0})});
}

// Whether so many pages hold so many bytes: size <= pages * page size.
Bool pages_hold(const Word64& pages, const Word64& size) {
  Number bytes = Number(pages);
  for (unsigned factor = VMCI_HAL_PAGE_SIZE; factor > 1; factor /= 2) bytes = bytes + bytes;
  return size <= bytes;
}

Body begins_in_range(const Core& core) {
  return [&core](Execution& run) {
    symbolic::vmci_queue_header header;
    symbolic::vmci_ring_pair pair;
    pair.produce.header = &header;
    pair.consume.header = nullptr;
    const Word64 produce = run.word<64>("produce size");
    const Word64 consume = run.word<64>("consume size");
    pair.produce.bytes = {nullptr, run.word<64>("produce pages"), produce};
    pair.consume.bytes = {nullptr, run.word<64>("consume pages"), consume};
    const symbolic::vmci_ring_indexes indexes{
        run.word<64>("produce tail"), run.word<64>("produce head"), run.word<64>("consume tail"),
        run.word<64>("consume head")};

    const int result = core.resume(&pair, &indexes);
    run.show("result", result_name(result));
    const Bool sizes =
        all({!all({produce == 0, consume == 0}), pages_hold(pair.produce.bytes.page_count, produce),
             pages_hold(pair.consume.bytes.page_count, consume)});
    const Bool ranges =
        all({in_range(indexes.produce_tail, produce), in_range(indexes.produce_head, produce),
             in_range(indexes.consume_tail, consume), in_range(indexes.consume_head, consume)});
    if (result == symbolic::VMCI_ERROR_INVALID_ARGS) {
      run.claim("it refuses only sizes that are both 0 or do not fit their pages", !sizes);
      return;
    }
    run.claim("it accepts only sizes that are not both 0 and fit their pages", sizes);
    if (result == symbolic::VMCI_ERROR_INVALID_SIZE) {
      run.claim("it refuses only an index that is not below its size", !ranges);
      return;
    }
    run.claim("any other result is VMCI_SUCCESS", result == symbolic::VMCI_SUCCESS);
    run.claim("it accepts only indices below their sizes", ranges);
    run.claim("our tail is published", header.producer_tail.stored() == indexes.produce_tail);
    run.claim("our head is published", header.consumer_head.stored() == indexes.consume_head);
    run.claim("all four indices are kept", all({pair.produce.tail == indexes.produce_tail,
                                                pair.produce.head == indexes.consume_head,
                                                pair.consume.tail == indexes.consume_tail,
                                                pair.consume.head == indexes.produce_head}));
  };
}

}  // namespace

std::vector<smt::Theorem> begin_theorems() {
  return {
      {"begin/resume",
       "vmci_ring_pair_resume accepts exactly the sizes that fit their pages and are not both 0, "
       "with indices below them, and publishes our tail and head.",
       begins_in_range(symbolic::sound_core),
       {"an index equal to the size is accepted", begins_in_range(symbolic::resumed_at_size)}},
  };
}

}  // namespace vmcheck::qpair::proofs
