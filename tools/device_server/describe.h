// What a driver asks of the hypervisor, in words.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace vmcheck::device_server {

// A line about a datagram and its result: "doorbell-link 40:400 index 0 -> 0". Numbers that name
// contexts and resources are hexadecimal. `datagram` has its header.
std::string describe(std::span<const std::uint8_t> datagram, std::int32_t result);

}  // namespace vmcheck::device_server
