// Runs ring programs given as text: bazel run //model/qpair/native:ring_program -- '5,3@4,0 a+2
// b-2'
#include <fmt/core.h>

#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "model/qpair/native/ring_program.h"

int main(int argc, char** argv) {
  if (argc < 2 || std::string_view(argv[1]) == "--help") {
    fmt::print(
        argc < 2 ? stderr : stdout,
        "usage: ring_program PROGRAM...\n"
        "Runs ring operations at both ends of a queue pair and compares them with a FIFO.\n"
        "  '5,3@4,0 a+2 b-1.2 b?3'  rings of 5 bytes (A's) and 3 (B's), beginning at index 4\n"
        "                           and 0; A enqueues 2 bytes, B dequeues pieces of 1 and 2,\n"
        "                           B peeks 3\n"
        "Exit code: 0 they agree, 1 they differ, 2 the program cannot be read.\n");
    return argc < 2 ? 2 : 0;
  }
  int code = 0;
  for (int i = 1; i < argc; ++i) {
    try {
      const std::string difference =
          vmcheck::native::find_difference(vmcheck::native::parse_program(argv[i]));
      fmt::print("{}: {}\n", argv[i], difference.empty() ? "agrees with the FIFO" : difference);
      if (!difference.empty() && code == 0) code = 1;
    } catch (const std::invalid_argument& error) {
      fmt::print(stderr, "ring_program: {}\n", error.what());
      code = 2;
    }
  }
  return code;
}
