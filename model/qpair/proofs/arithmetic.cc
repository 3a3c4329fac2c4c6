// The index arithmetic of index.h.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::any;
using smt::Body;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;

Body free_space_is_right(const Core& core) {
  return [&core](Execution& run) {
    const Ring ring(run, "ring");
    Word64 free = 0;
    const int result = core.free_space(ring.tail, ring.head, ring.size, &free);
    run.show("result", result_name(result));
    run.show("free space reported", free);
    run.claim("it succeeds", result == symbolic::VMCI_SUCCESS);
    run.claim("free == size - 1 - bytes in the ring", free == ring.free());
  };
}

Body buf_ready_is_right(const Core& core) {
  return [&core](Execution& run) {
    const Ring ring(run, "ring");
    Word64 ready = 0;
    const int result = core.buf_ready(ring.tail, ring.head, ring.size, &ready);
    run.show("result", result_name(result));
    run.show("bytes reported ready", ready);
    run.claim("it succeeds", result == symbolic::VMCI_SUCCESS);
    run.claim("ready == bytes in the ring", ready == ring.used);
  };
}

// Of any three words: ready and free succeed together, and sum to the size less one.
Body sum_is_right(const Core& core) {
  return [&core](Execution& run) {
    const Word64 size = run.word<64>("size");
    const Word64 head = run.word<64>("head");
    const Word64 tail = run.word<64>("tail");
    Word64 free = 0;
    Word64 ready = 0;
    const int free_result = core.free_space(tail, head, size, &free);
    const int ready_result = core.buf_ready(tail, head, size, &ready);
    run.claim("both have the same result", free_result == ready_result);
    if (free_result < symbolic::VMCI_SUCCESS) return;
    run.show("free space reported", free);
    run.show("bytes reported ready", ready);
    run.claim("free + ready == size - 1", Number(free) + ready == Number(size) - 1);
  };
}

// Of any three words: VMCI_ERROR_INVALID_SIZE exactly when an index is not below the size, and then
// the result is left alone.
Body range_is_checked(const Core& core) {
  return [&core](Execution& run) {
    const Word64 size = run.word<64>("size");
    const Word64 head = run.word<64>("head");
    const Word64 tail = run.word<64>("tail");
    const Word64 before = run.word<64>("what the result held before");
    const smt::Bool in_range = all({tail < size, head < size});
    for (const auto& count : {core.free_space, core.buf_ready}) {
      Word64 number = before;
      const int result = count(tail, head, size, &number);
      run.show("result", result_name(result));
      if (result == symbolic::VMCI_SUCCESS) {
        run.claim("it succeeds only with both indices below the size", in_range);
      } else {
        run.claim("the error is VMCI_ERROR_INVALID_SIZE",
                  result == symbolic::VMCI_ERROR_INVALID_SIZE);
        run.claim("it fails only with an index that is not below the size", !in_range);
        run.claim("on an error the result is left alone", number == before);
      }
    }
  };
}

Body pointer_add_is_modular(const Core& core) {
  return [&core](Execution& run) {
    const Word64 size = run.word<64>("size");
    const Word64 at = run.word<64>("at");
    const Word64 n = run.word<64>("n");
    run.assume(at < size);
    run.assume(n <= size);
    const Word64 sum = core.pointer_add(at, n, size);
    run.show("the sum reported", sum);
    run.claim("the sum is below the size", sum < size);
    run.claim("at + n == sum, or sum + size",
              any({Number(at) + n == sum, Number(at) + n == Number(sum) + size}));
  };
}

}  // namespace

std::vector<smt::Theorem> arithmetic_theorems() {
  using namespace symbolic;
  const std::string one_more = "a ring has one byte more of free space than it should";
  return {
      {"arithmetic/free-space",
       "vmci_free_space gives the size, less one, less the bytes in the ring.",
       free_space_is_right(sound_core),
       {one_more, free_space_is_right(free_space_off_by_one)}},
      {"arithmetic/buf-ready",
       "vmci_buf_ready gives the number of bytes in the ring.",
       buf_ready_is_right(sound_core),
       {one_more, buf_ready_is_right(free_space_off_by_one)}},
      {"arithmetic/sum",
       "Free space and ready bytes sum to the size less one, and are both refused or neither.",
       sum_is_right(sound_core),
       {one_more, sum_is_right(free_space_off_by_one)}},
      {"arithmetic/range",
       "vmci_free_space and vmci_buf_ready fail exactly when an index is not below the size, and "
       "then leave the result alone.",
       range_is_checked(sound_core),
       {"an index equal to the size passes", range_is_checked(index_equal_to_size)}},
      {"arithmetic/pointer-add",
       "vmci_pointer_add stays below the size and adds modulo the size, for n up to the size.",
       pointer_add_is_modular(sound_core),
       {"it wraps one byte late", pointer_add_is_modular(pointer_add_off_by_one)}},
  };
}

}  // namespace vmcheck::qpair::proofs
