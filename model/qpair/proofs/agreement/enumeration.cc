#include "model/qpair/proofs/agreement/enumeration.h"

#include <stdexcept>

namespace vmcheck::qpair::proofs {

const symbolic::Core& symbolic_core(const std::string& fault) {
  using namespace symbolic;
  for (const Core* core :
       {&free_space_off_by_one, &last_byte_withheld, &peek_consumes, &stale_head_reported,
        &stale_tail_reported, &swapped_consume_free_space, &swapped_consume_indexes,
        &swapped_produce_buf_ready, &vector_length_unchecked}) {
    if (fault == core->name) return *core;
  }
  if (!fault.empty()) throw std::invalid_argument("no seeded fault " + fault);
  return sound_core;
}

std::string prove(const smt::Body& body) {
  const PagesOf pages(2);
  const smt::ProofResult result = smt::prove(body);
  return result.counterexample ? result.counterexample->claim : result.reason;
}

void assume_sizes(const StreamEndpoint& end, CoreOperation operation, std::uint32_t size) {
  smt::Execution& run = smt::Execution::current();
  const bool producers = is_producers(operation);
  run.assume((producers ? end.produce : end.consume).size == size);
  run.assume((producers ? end.consume : end.produce).size == 1);
}

std::uint64_t each_value(const smt::Number& number) {
  for (std::uint64_t value = 0; value < kLeftAlone; ++value) {
    if (number == value) return value;
  }
  smt::Execution::current().claim("no number is larger than those that are looked for",
                                  number == kLeftAlone);
  return kLeftAlone;
}

}  // namespace vmcheck::qpair::proofs
