// The caller's memory in instances: a piece, or three.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/qpair/ends.h"
#include "model/qpair/instances/instance.h"

namespace vmcheck::qpair {

enum class Form { plain, vectored };

struct PieceLengths {
  std::uint32_t first;
  std::uint32_t second;  // the vectored form only
  std::uint32_t third;

  std::uint64_t sum() const { return first + second + third; }
};

// How theorems name the lengths, "source: length" or "source 1: length", and what they are.
std::vector<Input> length_inputs(const std::string& memory, Form form);
PieceLengths lengths_of(const Numbers& numbers, const std::string& memory, Form form);

// The operation in that form.
void enqueue(Sender& sender, const PieceLengths& lengths, Form form);
void take(Receiver& receiver, const PieceLengths& lengths, Form form, bool peek);

// Demands what an operation answers if `possible` bytes are free or ready: it moves what was
// wanted, or all there is, or answers `none` if that is nothing.
void check_exact(const run::Property& property, const Outcome& outcome, std::uint64_t wanted,
                 std::uint64_t possible, int none);

}  // namespace vmcheck::qpair
