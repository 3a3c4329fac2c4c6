// What a hostile device gives in the place of what is so. The choices are few, so that all of them
// can be tried: those by which a driver could be mistaken.
#pragma once

#include <cstdint>
#include <span>

#include "sim/run/path.h"

namespace vmcheck::world {

// An answer to a datagram: success, an error, one that is the driver's own, an id that is another
// machine's or no machine's.
std::uint32_t hostile_answer(run::Chooser& chooser);

// What a register is read as, by its offset: such an answer, each cause of an interrupt, or
// capabilities that the device has not; 0, 1, all ones.
std::uint32_t hostile_register(std::uint32_t offset, std::uint32_t truth, run::Chooser& chooser);

// A word of memory: with its lowest bit changed, or all ones.
std::uint32_t hostile_word(std::uint32_t truth, run::Chooser& chooser);

// The same of a byte.
std::uint8_t hostile_byte(std::uint8_t truth, run::Chooser& chooser);

// A datagram to a context, and nothing behind it: its length, sender and receiver are those of a
// datagram or an event, or of none.
void hostile_datagram(std::span<std::uint8_t> bytes, std::uint32_t context, run::Chooser& chooser);

}  // namespace vmcheck::world
