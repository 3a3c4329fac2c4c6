#include "tools/replay/capture/pcap.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kNanoseconds = 1000000000;

// The lower bits of the header's last word; above them are lengths of checksums.
constexpr std::uint32_t kLinkTypeMask = 0xffff;

bool has_magic(Bytes bytes, bool big_endian) {
  const auto magic = read_word<std::uint32_t>(bytes, 0, big_endian);
  return magic == kPcapMicroseconds || magic == kPcapNanoseconds;
}

}  // namespace

bool PcapReader::begins(Bytes first_four) {
  return has_magic(first_four, false) || has_magic(first_four, true);
}

PcapReader::PcapReader(ByteReader bytes) : bytes_(std::move(bytes)) {
  const Bytes header = bytes_.take(kPcapFileHeaderSize, "a pcap file's header");
  big_endian_ = has_magic(header, true);
  const auto magic = read_word<std::uint32_t>(header, 0, big_endian_);
  units_ = magic == kPcapNanoseconds ? kNanoseconds : 1000000;
  const auto major = read_word<std::uint16_t>(header, 4, big_endian_);
  if (major != 2) bytes_.reject(4, fmt::format("field \"version\": expected 2, got {}", major));
  link_type_ = read_word<std::uint32_t>(header, 20, big_endian_) & kLinkTypeMask;
}

std::optional<CapturedRecord> PcapReader::next() {
  bytes_.skip(std::exchange(rest_, 0), "the rest of a record");
  if (bytes_.at_end()) return std::nullopt;
  const std::uint64_t offset = bytes_.offset();
  const Bytes header = bytes_.take(kPcapRecordHeaderSize, "a record's header");
  const auto seconds = read_word<std::uint32_t>(header, 0, big_endian_);
  const auto fraction = read_word<std::uint32_t>(header, 4, big_endian_);
  const auto captured = read_word<std::uint32_t>(header, 8, big_endian_);
  const auto original = read_word<std::uint32_t>(header, 12, big_endian_);
  if (fraction >= units_) {
    bytes_.reject(offset + 4, fmt::format("field \"fraction\": expected less than {}, the units of "
                                          "a second, got {}",
                                          units_, fraction));
  }
  if (captured > kMostCaptured) {
    bytes_.reject(offset + 8, fmt::format("field \"captured\": expected at most {} bytes, got {}",
                                          kMostCaptured, captured));
  }
  if (original < captured) {
    bytes_.reject(offset + 12, fmt::format("field \"original\": expected at least the {} bytes "
                                           "that were captured, got {}",
                                           captured, original));
  }
  const Bytes record = bytes_.take(std::min<std::size_t>(captured, kMostLookedAt), "a record");
  rest_ = captured - record.size();
  return CapturedRecord{offset, seconds * kNanoseconds + fraction * (kNanoseconds / units_),
                        link_type_, original, record};
}

}  // namespace vmcheck::replay
