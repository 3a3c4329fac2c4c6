// The production core with a fault seeded in: one table for each patch in model/qpair/faults/ that
// a single endpoint can show without a second thread.
#pragma once

#include "model/qpair/native/core.h"

namespace vmcheck::native {

extern const Core accepted_head_forgotten;
extern const Core backward_head_believed;
extern const Core backward_tail_believed;
extern const Core free_space_off_by_one;
extern const Core index_equal_to_size;
extern const Core peek_consumes;
extern const Core pointer_add_off_by_one;
extern const Core swapped_consume_free_space;
extern const Core swapped_consume_indexes;
extern const Core swapped_produce_buf_ready;
extern const Core wrap_ignored_in_copy;
extern const Core wrap_one_byte_late;

}  // namespace vmcheck::native
