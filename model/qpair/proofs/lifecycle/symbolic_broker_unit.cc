// Compiles the broker's rules for the symbolic machine; once for each variant.
#include "model/qpair/proofs/lifecycle/symbolic_broker.h"

namespace vmcheck::symbolic_broker {

const Broker VMCHECK_BROKER{vmci_pair_create, vmci_pair_attach, vmci_pair_set_page_store,
                            vmci_pair_unmap,  vmci_pair_map,    vmci_pair_detach};

}  // namespace vmcheck::symbolic_broker
