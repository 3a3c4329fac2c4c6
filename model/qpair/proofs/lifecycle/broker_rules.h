// The broker's rules as data, from the protocol's description: which errors each trigger gives, in
// which order, and which states it leads to.
#pragma once

#include <vector>

#include "model/qpair/proofs/lifecycle/broker_situation.h"
#include "model/qpair/proofs/lifecycle/checks.h"

namespace vmcheck::qpair::proofs::broker {

std::vector<Check> create_checks(const vmci_pair& pair, const vmci_pair_request& request);
std::vector<Check> attach_checks(const vmci_pair& pair, const vmci_pair_request& request);
std::vector<Check> set_page_store_checks(const vmci_pair& pair, const vmci_pair_request& request);
std::vector<Check> unmap_checks(const vmci_pair& pair, const vmci_pair_request& request);
std::vector<Check> map_checks(const vmci_pair& pair, const vmci_pair_request& request);
std::vector<Check> detach_checks(const vmci_pair& pair, const vmci_pair_request& request);

// The states that each trigger leads to where it succeeds, from a state, by who asks: the host, a
// virtual machine that gives its memory with what it asks for, or one that does not.
enum class Who { host, giving, older };
State created(Who who);
State attached(Who who);
State with_page_store(State from);
State unmapped(State from, Who who);
State mapped(State from, Who who);
State detached(State from, Who who);

}  // namespace vmcheck::qpair::proofs::broker
