// The topics of the theorems, a file each.
#pragma once

#include <string>
#include <vector>

#include "model/qpair/proofs/endpoint.h"
#include "model/qpair/proofs/symbolic_core.h"
#include "sim/smt/theorem.h"

namespace vmcheck::qpair::proofs {

std::vector<smt::Theorem> arithmetic_theorems();
std::vector<smt::Theorem> acceptance_theorems();
std::vector<smt::Theorem> begin_theorems();
std::vector<smt::Theorem> query_theorems();
std::vector<smt::Theorem> hostile_peer_theorems();
std::vector<smt::Theorem> transfer_theorems();
std::vector<smt::Theorem> fifo_theorems();
std::vector<smt::Theorem> hostile_transfer_theorems();
std::vector<smt::Theorem> coverity_theorems();

// "VMCI_SUCCESS", "VMCI_ERROR_INVALID_SIZE", or the number.
std::string result_name(int result);

// That a query of a core tells the truth about a ring of an endpoint with an honest peer.
smt::Body tells_indexes(const symbolic::Core& core, symbolic::IndexQuery symbolic::Core::*query,
                        Ring Endpoint::*ring);
smt::Body tells_free_space(const symbolic::Core& core, symbolic::CountQuery symbolic::Core::*query,
                           Ring Endpoint::*ring);
smt::Body tells_buf_ready(const symbolic::Core& core, symbolic::CountQuery symbolic::Core::*query,
                          Ring Endpoint::*ring);

}  // namespace vmcheck::qpair::proofs
