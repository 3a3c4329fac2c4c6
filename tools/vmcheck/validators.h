// Values of options on the command line.
#pragma once

#include <CLI/CLI.hpp>

namespace vmcheck {

// A whole number from 1 on that fits 64 bits.
CLI::Validator count_validator();

// Turns a whole number of MiB, from 1 on, into bytes.
CLI::Validator mebibytes_transform();

// A positive number of seconds.
CLI::Validator seconds_validator();

}  // namespace vmcheck
