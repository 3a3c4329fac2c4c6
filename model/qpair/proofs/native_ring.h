// The core as user programs link it, asked the questions of which Coverity spoke. Plain numbers
// only: the core's own types have other words here than on the symbolic machine.
#pragma once

#include <cstdint>

namespace vmcheck::qpair::proofs {

struct NativeRing {
  std::uint64_t size;
  std::uint64_t tail;
  std::uint64_t head;
  std::uint64_t accepted;  // the peer's index, as accepted last
};

struct NativeAnswers {
  int result;  // the first that is not VMCI_SUCCESS
  std::uint64_t consume_tail;
  std::uint64_t consume_head;
  std::uint64_t consume_free_space;
  std::uint64_t produce_buf_ready;
};

// What an endpoint with these rings answers.
NativeAnswers ask_native_core(const NativeRing& produce, const NativeRing& consume);

}  // namespace vmcheck::qpair::proofs
