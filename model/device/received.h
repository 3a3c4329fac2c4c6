// What a driver has received from its device, and has yet to look at.
#pragma once

#include "model/device/machine.h"

namespace vmcheck::device {

// Clears all else in the driver's buffer: it is written before it is read again. What is left is
// the datagram that it delivers, if it has one in hand, and what comes next.
void clear_delivered(Machine& machine);

}  // namespace vmcheck::device
