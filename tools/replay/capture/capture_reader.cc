#include "tools/replay/capture/capture_reader.h"

#include <utility>

#include "tools/replay/capture/pcap.h"
#include "tools/replay/capture/pcapng.h"

namespace vmcheck::replay {

bool is_capture(Bytes first_four) {
  return PcapReader::begins(first_four) || PcapngReader::begins(first_four);
}

std::unique_ptr<CaptureReader> open_capture(std::istream& in, const std::string& name) {
  ByteReader bytes(in, name);
  const Bytes magic = bytes.peek(4, "a capture's magic number");
  if (PcapReader::begins(magic)) return std::make_unique<PcapReader>(std::move(bytes));
  if (PcapngReader::begins(magic)) return std::make_unique<PcapngReader>(std::move(bytes));
  bytes.reject(0, "expected a capture: the magic number of pcap or pcapng");
}

}  // namespace vmcheck::replay
