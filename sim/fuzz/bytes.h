// Inputs that are rows of bytes: made at random of others, and made smaller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/state/random/generator.h"

namespace vmcheck::fuzz {

using Bytes = std::vector<std::uint8_t>;

// An input of at most `most` bytes: one of the seeds, of which there is at least one, changed in a
// few places: bits, bytes, numbers that are near a limit, parts left out, repeated, or taken from
// another seed. The same seeds and numbers give the same input.
Bytes mutate(const std::vector<Bytes>& seeds, std::size_t most, state::random::Generator& random);

// A part of an input that fails, with as many of its bytes 0 as may be, and which still `fails`: if
// any one byte were left out, or made 0, it would not. The same arguments give the same result.
Bytes minimise(const Bytes& input, const std::function<bool(const Bytes&)>& fails);

}  // namespace vmcheck::fuzz
