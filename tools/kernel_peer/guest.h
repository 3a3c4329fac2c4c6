// Where these programs may run: in a guest that was made for them, and nowhere else. On a machine
// that has services of its own they would be among its virtual machines.
#pragma once

namespace vmcheck::kernel_peer {

// Whether this is such a guest: its kernel was started with "vmcheck.kernel_peer".
bool is_guest();

}  // namespace vmcheck::kernel_peer
