// A sequence of ring operations at both ends of a queue pair, and its comparison with the abstract
// FIFO. Property tests draw programs, fuzzers decode them from bytes, and people write them as
// text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/qpair/native/core.h"

namespace vmcheck::native {

enum class End : char { a = 'a', b = 'b' };
enum class Operation : char { enqueue = '+', dequeue = '-', peek = '?' };

struct Step {
  End end = End::a;
  Operation operation = Operation::enqueue;
  std::vector<std::uint32_t> lengths;  // in bytes; several: the vectored form
};

// The ring that A fills begins at index start_a of size_a bytes; the ring that B fills alike.
struct RingProgram {
  std::uint32_t size_a = 1;
  std::uint32_t size_b = 1;
  std::uint32_t start_a = 0;
  std::uint32_t start_b = 0;
  std::vector<Step> steps;
};

// Sizes and lengths stay below this, in programs from text and from bytes.
inline constexpr std::uint32_t kLargestSize = 1 << 16;

// "5,3@4,0 a+2 b-1.2 b?3": sizes 5 and 3, starting at 4 and 0; A enqueues 2 bytes, B dequeues
// pieces of 1 and 2, B peeks 3.
std::string to_string(const RingProgram& program);

// Reads what to_string() writes. Throws std::invalid_argument with the word that is wrong.
RingProgram parse_program(std::string_view text);

// Makes some valid program of any bytes, of a size in proportion to theirs.
RingProgram decode_program(std::span<const std::uint8_t> bytes);

// Runs the program on the core, comparing each result, each byte and each query of both ends with
// the FIFO. Empty when they agree; else the first difference, with the step that shows it.
std::string find_difference(const RingProgram& program, const Core& core = sound_core);

}  // namespace vmcheck::native
