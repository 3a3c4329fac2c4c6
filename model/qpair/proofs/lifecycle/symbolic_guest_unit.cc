// Compiles a driver's rules for queue pairs for the symbolic machine; once for each variant.
#include "model/qpair/proofs/lifecycle/symbolic_guest.h"

namespace vmcheck::symbolic_guest {

const Guest VMCHECK_GUEST{vmci_queue_pair_check_request, vmci_queue_pair_message_size,
                          vmci_queue_pair_check_same, vmci_queue_pair_check_room};

}  // namespace vmcheck::symbolic_guest
