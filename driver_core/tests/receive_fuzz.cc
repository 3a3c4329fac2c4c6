// Whatever a device sends, the driver stays within its buffer and comes to an end.
#include <cstdio>
#include <cstdlib>

#include "driver_core/tests/receive_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string wrong = vmcheck::core::ReceiveAnyBytes(data, size);
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
