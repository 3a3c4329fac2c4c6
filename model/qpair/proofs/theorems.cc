#include "model/qpair/proofs/theorems.h"

#include <fmt/core.h>

#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

// Bytes in a page of a machine whose words have so many bits: as on real machines where that is a
// word, and otherwise so few that a ring can have several.
unsigned page_of(unsigned word_bits) {
  if (word_bits > 16) return 4096;
  return word_bits > 8 ? 64 : 16;
}

smt::Body on_pages(smt::Body body) {
  return [body = std::move(body)](smt::Execution& run) {
    const PagesOf pages(page_of(run.word_bits()));
    body(run);
  };
}

// The body on a machine whose pages have 2 bytes, like the simulator's: the numbers that refute it
// are small ones there, too.
smt::Body on_small_pages(smt::Body body) {
  return [body = std::move(body)](smt::Execution& run) {
    const PagesOf pages(2);
    body(run);
  };
}

}  // namespace

const std::vector<smt::Theorem>& theorems() {
  static const std::vector<smt::Theorem> all = [] {
    std::vector<smt::Theorem> theorems;
    for (const auto& topic :
         {arithmetic_theorems, acceptance_theorems, begin_theorems, query_theorems,
          transfer_theorems, fifo_theorems, hostile_peer_theorems, hostile_transfer_theorems,
          coverity_theorems}) {
      for (smt::Theorem& theorem : topic()) {
        theorem.body = on_pages(std::move(theorem.body));
        theorem.twin.body = on_small_pages(std::move(theorem.twin.body));
        theorems.push_back(std::move(theorem));
      }
    }
    return theorems;
  }();
  return all;
}

std::string result_name(int result) {
  switch (result) {
    case symbolic::VMCI_SUCCESS:
      return "VMCI_SUCCESS";
    case symbolic::VMCI_ERROR_INVALID_ARGS:
      return "VMCI_ERROR_INVALID_ARGS";
    case symbolic::VMCI_ERROR_INVALID_SIZE:
      return "VMCI_ERROR_INVALID_SIZE";
    case symbolic::VMCI_ERROR_QUEUEPAIR_NOSPACE:
      return "VMCI_ERROR_QUEUEPAIR_NOSPACE";
    case symbolic::VMCI_ERROR_QUEUEPAIR_NODATA:
      return "VMCI_ERROR_QUEUEPAIR_NODATA";
    default:
      return fmt::format("{}", result);
  }
}

}  // namespace vmcheck::qpair::proofs
