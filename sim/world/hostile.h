// What a hostile device gives: any word, any byte, any datagram. The choices are few, so that all
// of them can be tried: those on which a driver could be mistaken.
#pragma once

#include <cstdint>
#include <span>

#include "sim/run/path.h"

namespace vmcheck::world {

// A word in the place of one that is true: that one, 0, 1, all ones.
std::uint32_t hostile_word(std::uint32_t truth, run::Chooser& chooser);

// The same of a byte: the true one, with its lowest bit changed, all ones.
std::uint8_t hostile_byte(std::uint8_t truth, run::Chooser& chooser);

// Bytes in the place of datagrams to a context: headers whose lengths, senders and receivers are
// those of datagrams and events, or of none.
void hostile_datagrams(std::span<std::uint8_t> bytes, std::uint32_t context, run::Chooser& chooser);

}  // namespace vmcheck::world
