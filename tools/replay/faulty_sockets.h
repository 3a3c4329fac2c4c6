// The cores with a seeded fault that a recorded connection shows.
#pragma once

#include "tools/replay/socket_core.h"

namespace vmcheck::replay::socket_cores {

extern const SocketCore answer_of_the_older_kind;
extern const SocketCore asked_once_for_ever;
extern const SocketCore full_queue_not_noticed;
extern const SocketCore notification_of_the_older_kind;
extern const SocketCore rest_not_cleared;
extern const SocketCore size_above_the_largest;
extern const SocketCore size_as_it_is_wished;
extern const SocketCore timeout_keeps_the_pair;
extern const SocketCore window_without_floor;

}  // namespace vmcheck::replay::socket_cores
