// Any bytes are a ring program; the core must agree with the FIFO on it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "model/qpair/native/ring_program.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vmcheck::native;
  const RingProgram program = decode_program({data, size});
  const std::string difference = find_difference(program);
  if (difference.empty()) return 0;
  std::fprintf(stderr, "%s\nto reproduce: bazel run //model/qpair/native:ring_program -- '%s'\n",
               difference.c_str(), to_string(program).c_str());
  std::abort();
}
