// The parser of what a device sends, given any bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vmcheck::core {

// Takes in a batch of these bytes, behind which nothing more comes. Tells what is wrong with how
// that is done; nothing if all is well.
std::string ReceiveAnyBytes(const std::uint8_t* bytes, std::size_t size);

// Batches as a device may send them, and the longest that is of interest, in bytes.
std::vector<std::vector<std::uint8_t>> ReceiveSeeds();
std::size_t LongestReceived();

}  // namespace vmcheck::core
