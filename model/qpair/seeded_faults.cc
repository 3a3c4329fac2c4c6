#include "model/qpair/seeded_faults.h"

namespace vmcheck::simulated {

extern const Core accepted_head_forgotten;
extern const Core backward_head_believed;
extern const Core backward_tail_believed;
extern const Core copy_fault_ignored;
extern const Core free_space_off_by_one;
extern const Core head_acquire_relaxed;
extern const Core head_before_data;
extern const Core head_release_relaxed;
extern const Core index_equal_to_size;
extern const Core last_byte_withheld;
extern const Core own_head_fetched_twice;
extern const Core own_tail_fetched_twice;
extern const Core own_tail_from_shared_memory;
extern const Core peek_consumes;
extern const Core pointer_add_off_by_one;
extern const Core resume_head_relaxed;
extern const Core resume_tail_relaxed;
extern const Core resumed_at_size;
extern const Core stale_head_reported;
extern const Core stale_tail_reported;
extern const Core swapped_consume_free_space;
extern const Core swapped_consume_indexes;
extern const Core swapped_produce_buf_ready;
extern const Core tail_acquire_relaxed;
extern const Core tail_before_data;
extern const Core tail_release_relaxed;
extern const Core vector_element_overwrites;
extern const Core vector_length_unchecked;
extern const Core wrap_ignored_in_copy;
extern const Core wrap_one_byte_late;

}  // namespace vmcheck::simulated

namespace vmcheck::qpair {

const std::vector<SeededFault>& seeded_faults() {
  using namespace simulated;
  static const std::vector<SeededFault> faults{
      // The order of headers that Coverity's CIDs 1056844, 1056845 and 1056846 ask for.
      {&swapped_consume_indexes, "qpair/unequal-sizes", "fill", "sc", "Coverity CID 1056844"},
      {&swapped_consume_free_space, "qpair/unequal-sizes", "fill", "sc", "Coverity CID 1056845"},
      {&swapped_produce_buf_ready, "qpair/unequal-sizes", "fill", "sc", "Coverity CID 1056846"},
      // Queries that do not look.
      {&stale_head_reported, "qpair/producer-consumer", "fill"},
      {&stale_tail_reported, "qpair/producer-consumer", "fill"},
      // Index arithmetic.
      {&free_space_off_by_one, "qpair/producer-consumer", "initialised"},
      {&pointer_add_off_by_one, "qpair/wrap-around", "result"},
      {&index_equal_to_size, "qpair/lying-peer", "recovery"},
      {&wrap_ignored_in_copy, "qpair/wrap-around", "in-bounds"},
      {&wrap_one_byte_late, "qpair/wrap-around", "in-bounds"},
      {&resumed_at_size, "qpair/begin", "begin"},
      // Publication.
      {&tail_before_data, "qpair/producer-consumer", "initialised"},
      {&head_before_data, "qpair/producer-consumer", "fifo"},
      {&last_byte_withheld, "qpair/producer-consumer", "complete"},
      {&copy_fault_ignored, "qpair/copy-faults", "initialised"},
      {&peek_consumes, "qpair/peek-dequeue", "not-published"},
      {&vector_element_overwrites, "qpair/vectored", "initialised"},
      {&vector_length_unchecked, "qpair/vectored", "peek"},
      // Ordering: where stores and loads are seen in order, nothing shows.
      {&tail_release_relaxed, "qpair/producer-consumer", "race-free", "rc11", "Linux, 2022"},
      {&tail_acquire_relaxed, "qpair/producer-consumer", "race-free", "rc11", "Linux, 2022"},
      {&head_release_relaxed, "qpair/producer-consumer", "race-free", "rc11"},
      {&head_acquire_relaxed, "qpair/producer-consumer", "race-free", "rc11"},
      {&resume_tail_relaxed, "qpair/resume", "race-free", "rc11"},
      {&resume_head_relaxed, "qpair/resume", "race-free", "rc11"},
      // Trust.
      {&own_tail_from_shared_memory, "qpair/lying-peer", "recovery"},
      {&own_tail_fetched_twice, "qpair/lying-peer", "in-bounds"},
      {&own_head_fetched_twice, "qpair/lying-peer", "in-bounds"},
      {&backward_head_believed, "qpair/backward-peer", "result"},
      {&backward_tail_believed, "qpair/backward-peer", "result"},
      {&accepted_head_forgotten, "qpair/backward-peer", "result"},
  };
  return faults;
}

const simulated::Core* find_core(const std::string& fault) {
  if (fault.empty()) return &simulated::sound_core;
  for (const SeededFault& entry : seeded_faults()) {
    if (fault == entry.core->name) return entry.core;
  }
  return nullptr;
}

}  // namespace vmcheck::qpair
