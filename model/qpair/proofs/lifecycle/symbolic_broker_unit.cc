// Compiles the broker's rules for the symbolic machine; once for each variant.
#include "model/qpair/proofs/lifecycle/symbolic_broker.h"

namespace vmcheck::symbolic_broker {

const Broker VMCHECK_BROKER{vmci_pair_create,
                            vmci_pair_attach,
                            vmci_pair_set_page_store,
                            vmci_pair_unmap,
                            vmci_pair_map,
                            vmci_pair_detach,
                            vmci_checkpoint_size,
                            vmci_checkpoint_check_restore,
                            vmci_checkpoint_check_watched,
                            vmci_watch_check,
                            vmci_watch_bit,
                            vmci_watch_begin,
                            vmci_watch_end,
                            vmci_watch_restored};

}  // namespace vmcheck::symbolic_broker
