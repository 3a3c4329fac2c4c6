// The pcap file format.
#pragma once

#include <cstdint>
#include <optional>

#include "tools/replay/capture/byte_reader.h"
#include "tools/replay/capture/capture_reader.h"

namespace vmcheck::replay {

// The magic numbers, in the writer's byte order: times in microseconds, or in nanoseconds.
inline constexpr std::uint32_t kPcapMicroseconds = 0xa1b2c3d4;
inline constexpr std::uint32_t kPcapNanoseconds = 0xa1b23c4d;

// Bytes of the file's header, and of each record's.
inline constexpr std::size_t kPcapFileHeaderSize = 24;
inline constexpr std::size_t kPcapRecordHeaderSize = 16;

// The most bytes that a record of a capture has, whatever its file says.
inline constexpr std::uint32_t kMostCaptured = 1 << 18;

class PcapReader final : public CaptureReader {
 public:
  // Reads the file's header. Throws BadInput.
  explicit PcapReader(ByteReader bytes);

  std::optional<CapturedRecord> next() override;

  // Whether a file that begins with these four bytes is of this format.
  static bool begins(Bytes first_four);

 private:
  ByteReader bytes_;
  bool big_endian_ = false;
  std::uint32_t units_ = 0;  // of time, in a second
  std::uint32_t link_type_ = 0;
  std::uint64_t rest_ = 0;  // of the record before, which is not looked at
};

}  // namespace vmcheck::replay
