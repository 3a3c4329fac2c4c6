// A query of a core's table, chosen by its name, for whichever machine the core is compiled.
#pragma once

#include <array>
#include <stdexcept>

#include "model/qpair/proofs/agreement/questions.h"

namespace vmcheck::qpair::proofs {

// Throws std::logic_error when the operation is no query.
template <typename Core, typename Pair, typename Word>
int ask(const Core& core, CoreOperation query, const Pair& pair, std::array<Word, 2>& answer) {
  switch (query) {
    case CoreOperation::produce_indexes:
      return core.produce_indexes(&pair, &answer[0], &answer[1]);
    case CoreOperation::produce_free_space:
      return core.produce_free_space(&pair, &answer[0]);
    case CoreOperation::produce_buf_ready:
      return core.produce_buf_ready(&pair, &answer[0]);
    case CoreOperation::consume_indexes:
      return core.consume_indexes(&pair, &answer[0], &answer[1]);
    case CoreOperation::consume_free_space:
      return core.consume_free_space(&pair, &answer[0]);
    case CoreOperation::consume_buf_ready:
      return core.consume_buf_ready(&pair, &answer[0]);
    default:
      throw std::logic_error(name(query) + " is no query");
  }
}

}  // namespace vmcheck::qpair::proofs
