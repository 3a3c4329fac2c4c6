// All byte targets over the core as it stands, for libFuzzer.
#include <cstdio>
#include <cstdlib>

#include "model/device/byte_targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vmcheck::device;
  static const std::vector<ByteTarget> targets = byte_targets(cores::sound_core);
  for (const ByteTarget& target : targets) {
    const auto wrong = target.run({data, size});
    if (!wrong) continue;
    std::fprintf(stderr, "%s: %s: %s\n", target.name.c_str(), wrong->property.c_str(),
                 wrong->message.c_str());
    std::abort();
  }
  return 0;
}
