// One of several options, at random.
#pragma once

#include <cstdint>

#include "sim/run/path.h"
#include "sim/state/random/generator.h"

namespace vmcheck::state::random {

// Draws one number, and with it one of the options of a set that is not empty: the lower the one,
// the lower the other. Each option is as probable as the others.
using OneOf = std::uint32_t (*)(run::Options options, Generator& random);

// As any machine does it.
std::uint32_t plain_one_of(run::Options options, Generator& random);

// The same by instructions that find a bit by its rank, or null where the processor has none: it
// is drawn several times in a step, and branches that depend on it are guessed wrong.
OneOf fast_one_of();

}  // namespace vmcheck::state::random
