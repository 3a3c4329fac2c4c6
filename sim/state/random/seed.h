// Where the random numbers of a campaign and of its runs come from.
#pragma once

#include <cstdint>
#include <string_view>

namespace vmcheck::state::random {

// A seed that people give. A number of 64 bits, decimal or with 0x before hexadecimal digits, is
// itself. Everything else, such as the hash of a commit, gives 64 bits by XXH3. Throws
// std::invalid_argument for an empty one, which is more likely a variable that nobody set.
std::uint64_t parse_seed(std::string_view text);

// The seed of one run of a campaign, counted from 0.
std::uint64_t run_seed(std::uint64_t campaign, std::uint64_t run);

}  // namespace vmcheck::state::random
