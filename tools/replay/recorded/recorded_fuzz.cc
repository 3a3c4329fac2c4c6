// Any bytes: a log of the platform that records gives traces that are read again, or one line that
// says what is wrong.
#include <cstddef>
#include <cstdint>

#include "tools/replay/import_fuzz.h"
#include "tools/replay/recorded/log_importer.h"

using namespace vmcheck::replay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto importer : {import_recorded_rings, import_recorded_packets}) {
    import_fuzz::try_import(importer, data, size);
  }
  return 0;
}
