// The driver's handler of datagrams, given any bytes by the device.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/device/cores.h"

namespace vmcheck::device {

// What is wrong with how an input is taken.
struct WrongBytes {
  std::string property;
  std::string message;
};

struct ByteTarget {
  std::string name;                              // "datagrams"
  std::string summary;                           // a line for people
  std::vector<std::vector<std::uint8_t>> seeds;  // inputs as a device may send them
  std::size_t longest;                           // that is of interest, in bytes
  // Takes an input in. Several threads may call it at once.
  std::function<std::optional<WrongBytes>(std::span<const std::uint8_t>)> run;
};

// The stream that the device gives through its port, and through a buffer in memory; and the
// payload of an event. Whatever the bytes are, the handler comes to an end, stays within its
// buffer, and calls clients with nothing but whole datagrams to them and whole events. Of a core
// that lives as long.
std::vector<ByteTarget> byte_targets(const Core& core);

}  // namespace vmcheck::device
