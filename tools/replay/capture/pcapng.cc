#include "tools/replay/capture/pcapng.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "tools/replay/capture/pcap.h"

namespace vmcheck::replay {
namespace {

// Types of blocks.
constexpr std::uint32_t kSection = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;

// What a section's byte order is told by.
constexpr std::uint32_t kOrderMagic = 0x1a2b3c4d;

// Codes of options.
constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kTimeResolution = 9;   // of an interface
constexpr std::uint16_t kTimeOffset = 14;      //
constexpr std::uint16_t kDropCount = 4;        // of an enhanced packet
constexpr std::uint16_t kDropByInterface = 5;  // of statistics
constexpr std::uint16_t kDropBySystem = 7;     //

// An obsolete packet's count of drops that says that nobody knows.
constexpr std::uint16_t kUnknownDrops = 0xffff;

// Bytes of a block before its body, and behind it.
constexpr std::uint32_t kBlockHeaderSize = 8;
constexpr std::uint32_t kBlockTrailerSize = 4;

// The least bytes of a section's header as a block, and of any block.
constexpr std::uint32_t kLeastSection = 28;
constexpr std::uint32_t kLeastBlock = kBlockHeaderSize + kBlockTrailerSize;

// An interface costs memory; a section has no reason for more.
constexpr std::size_t kMostInterfaces = 1 << 16;

constexpr std::uint64_t kNanoseconds = 1000000000;

std::uint64_t sum_of(std::uint64_t a, std::uint64_t b) {
  return a + std::min(b, std::numeric_limits<std::uint64_t>::max() - a);
}

std::uint64_t padded(std::uint64_t length) {
  return (length + 3) / 4 * 4;
}

// The units of a second that an interface's if_tsresol means: a power of 10, or with the highest
// bit a power of 2. 0 for more than 64 bits hold.
std::uint64_t units_of(unsigned char resolution) {
  const unsigned int power = resolution & 0x7fU;
  if ((resolution & 0x80U) != 0) return power < 64 ? std::uint64_t{1} << power : 0;
  std::uint64_t units = 1;
  for (unsigned int i = 0; i < power; ++i) {
    if (units > std::numeric_limits<std::uint64_t>::max() / 10) return 0;
    units *= 10;
  }
  return units;
}

}  // namespace

bool PcapngReader::begins(Bytes first_four) {
  return read_word<std::uint32_t>(first_four, 0, false) == kSection;
}

std::optional<CapturedRecord> PcapngReader::next() {
  while (true) {
    end_block();
    if (bytes_.at_end()) return std::nullopt;
    Block block = begin_block();
    if (block.type == kSection) read_section(block);
    const std::uint32_t least = block.type == kSection ? kLeastSection : kLeastBlock;
    if (block.length % 4 != 0 || block.length < least) {
      bytes_.reject(block.offset + 4, fmt::format("field \"length\": expected a multiple of 4 from "
                                                  "{} on, got {}",
                                                  least, block.length));
    }
    open_ = block;
    if (block.type == kInterface) read_interface(block);
    if (block.type == kStatistics) read_statistics(block);
    if (const auto record = read_packet(block)) return record;
  }
}

PcapngReader::Block PcapngReader::begin_block() {
  const std::uint64_t offset = bytes_.offset();
  const Bytes header = bytes_.take(kBlockHeaderSize, "a block's header");
  return {offset, word<std::uint32_t>(header, 0), word<std::uint32_t>(header, 4)};
}

// Leaves out what is left of the block, and looks at the length behind it.
void PcapngReader::end_block() {
  if (open_.length == 0) return;
  bytes_.skip(open_.end() - kBlockTrailerSize - bytes_.offset(), "the rest of a block");
  const std::uint64_t at = bytes_.offset();
  const Bytes trailer = bytes_.take(kBlockTrailerSize, "the length behind a block");
  const auto length = word<std::uint32_t>(trailer, 0);
  if (length != open_.length) {
    bytes_.reject(at, fmt::format("field \"length\" behind a block: expected {}, as before it, got "
                                  "{}",
                                  open_.length, length));
  }
  open_ = {};
}

// The section's own byte order is that of its length as well. Its type reads the same in both.
void PcapngReader::read_section(Block& block) {
  const Bytes start = bytes_.take(8, "a section's header");
  const bool was_big_endian = big_endian_;
  big_endian_ = read_word<std::uint32_t>(start, 0, true) == kOrderMagic;
  const auto magic = word<std::uint32_t>(start, 0);
  if (magic != kOrderMagic) {
    bytes_.reject(
        block.offset + 8,
        fmt::format("field \"byte-order magic\": expected {:#x} in either order, got {:#x}",
                    kOrderMagic, magic));
  }
  const auto major = word<std::uint16_t>(start, 4);
  if (major != 1) {
    bytes_.reject(block.offset + 12, fmt::format("field \"version\": expected 1, got {}", major));
  }
  if (big_endian_ != was_big_endian) block.length = __builtin_bswap32(block.length);
  interfaces_.clear();
}

void PcapngReader::read_interface(const Block& block) {
  const Bytes start = take(block, 8, "an interface");
  Interface interface;
  interface.link_type = word<std::uint16_t>(start, 0);
  interface.snap_length = word<std::uint32_t>(start, 4);
  read_options(block, [&](std::uint16_t code, Bytes value, std::uint64_t at) {
    if (code == kTimeOffset) {
      require_length(at, "if_tsoffset", value, 8);
      interface.offset_seconds = word<std::int64_t>(value, 0);
    } else if (code == kTimeResolution) {
      require_length(at, "if_tsresol", value, 1);
      interface.units = units_of(value[0]);
      if (interface.units != 0) return;
      bytes_.reject(at,
                    fmt::format("option \"if_tsresol\": expected at most 10^-19 or 2^-63 s, got "
                                "{:#x}",
                                value[0]));
    }
  });
  if (interfaces_.size() == kMostInterfaces) {
    bytes_.reject(block.offset,
                  fmt::format("expected at most {} interfaces in a section", kMostInterfaces));
  }
  interfaces_.push_back(interface);
}

template <typename Read>
void PcapngReader::read_options(const Block& block, Read read) {
  const std::uint64_t end = block.end() - kBlockTrailerSize;
  while (bytes_.offset() < end) {
    const Bytes head = take(block, 4, "an option");
    const auto code = word<std::uint16_t>(head, 0);
    const auto length = word<std::uint16_t>(head, 2);
    if (code == kEndOfOptions) break;
    const std::uint64_t at = bytes_.offset();
    read(code, take(block, padded(length), "an option").first(length), at);
  }
}

void PcapngReader::require_length(std::uint64_t at, const char* option, Bytes value,
                                  std::size_t expected) const {
  if (value.size() == expected) return;
  bytes_.reject(
      at, fmt::format("option \"{}\": expected {} bytes, got {}", option, expected, value.size()));
}

// What was lost is counted from the capture's begin, also what packets in front have told of.
void PcapngReader::read_statistics(const Block& block) {
  const Bytes start = take(block, 12, "an interface's statistics");
  Interface& interface =
      interface_of(block.offset + kBlockHeaderSize, word<std::uint32_t>(start, 0));
  std::uint64_t total = 0;
  read_options(block, [&](std::uint16_t code, Bytes value, std::uint64_t at) {
    if (code != kDropByInterface && code != kDropBySystem) return;
    require_length(at, code == kDropBySystem ? "isb_osdrop" : "isb_ifdrop", value, 8);
    total = sum_of(total, word<std::uint64_t>(value, 0));
  });
  losses_.anywhere = sum_of(losses_.anywhere, count_lost(interface, total));
}

// Returns how many of them are new; those of an interface that has no sockets do not count.
std::uint64_t PcapngReader::count_lost(Interface& interface, std::uint64_t total) {
  const std::uint64_t before = std::exchange(interface.lost, std::max(interface.lost, total));
  return interface.link_type == kLinkTypeVsock ? interface.lost - before : 0;
}

std::optional<CapturedRecord> PcapngReader::read_packet(const Block& block) {
  if (block.type == kEnhancedPacket || block.type == kObsoletePacket) return read_stamped(block);
  if (block.type == kSimplePacket) return read_simple(block);
  return std::nullopt;
}

// An obsolete packet has a count of drops in the upper half of what else is the interface's number.
CapturedRecord PcapngReader::read_stamped(const Block& block) {
  const Bytes start = take(block, 20, "a packet's header");
  const std::uint32_t number =
      block.type == kEnhancedPacket ? word<std::uint32_t>(start, 0) : word<std::uint16_t>(start, 0);
  Interface& interface = interface_of(block.offset + kBlockHeaderSize, number);
  const std::uint64_t time =
      (std::uint64_t{word<std::uint32_t>(start, 4)} << 32U) | word<std::uint32_t>(start, 8);
  const auto captured = word<std::uint32_t>(start, 12);
  const auto original = word<std::uint32_t>(start, 16);
  if (block.type == kObsoletePacket) {
    const auto drops = word<std::uint16_t>(start, 2);
    if (drops != kUnknownDrops) {
      losses_.between =
          sum_of(losses_.between, count_lost(interface, sum_of(interface.lost, drops)));
    } else if (interface.link_type == kLinkTypeVsock) {
      losses_.some_between = true;
    }
  }
  CapturedRecord record;
  record.offset = block.offset;
  record.time_ns = nanoseconds(block.offset + kBlockHeaderSize + 4, interface, time);
  record.link_type = interface.link_type;
  record.original_length = original;
  record.bytes = take_data_and_losses(block, captured, interface);
  return record;
}

// Of the first interface, without a time, and cut where that says.
CapturedRecord PcapngReader::read_simple(const Block& block) {
  const Interface& interface = interface_of(block.offset + kBlockHeaderSize, 0);
  const auto original = word<std::uint32_t>(take(block, 4, "a packet's length"), 0);
  const bool is_cut = interface.snap_length != 0 && interface.snap_length < original;
  CapturedRecord record;
  record.offset = block.offset;
  record.link_type = interface.link_type;
  record.original_length = original;
  record.bytes = take_data(block, is_cut ? interface.snap_length : original);
  return record;
}

Bytes PcapngReader::take_data(const Block& block, std::uint32_t captured) {
  const std::uint64_t room = block.end() - kBlockTrailerSize - bytes_.offset();
  if (captured > room) {
    bytes_.reject(block.offset, fmt::format("field \"captured\": expected at most the {} bytes "
                                            "that the block has, got {}",
                                            room, captured));
  }
  return take(block, std::min<std::size_t>(captured, kMostLookedAt), "a packet");
}

// Options lie behind the data, so those are kept.
Bytes PcapngReader::take_data_and_losses(const Block& block, std::uint32_t captured,
                                         Interface& interface) {
  const std::uint64_t begin = bytes_.offset();
  const Bytes data = take_data(block, captured);
  const std::uint64_t options = begin + padded(captured);
  if (block.type != kEnhancedPacket || options == block.end() - kBlockTrailerSize) return data;
  data_.assign(data.begin(), data.end());
  bytes_.skip(options - bytes_.offset(), "the rest of a packet");
  read_options(block, [&](std::uint16_t code, Bytes value, std::uint64_t at) {
    if (code != kDropCount) return;
    require_length(at, "epb_dropcount", value, 8);
    const auto drops = word<std::uint64_t>(value, 0);
    losses_.between = sum_of(losses_.between, count_lost(interface, sum_of(interface.lost, drops)));
  });
  return data_;
}

PcapngReader::Interface& PcapngReader::interface_of(std::uint64_t at, std::uint32_t number) {
  if (number < interfaces_.size()) return interfaces_[number];
  bytes_.reject(at, fmt::format("field \"interface\": expected one of the {} that the section has "
                                "so far, got number {}",
                                interfaces_.size(), number));
}

std::uint64_t PcapngReader::nanoseconds(std::uint64_t at, const Interface& interface,
                                        std::uint64_t time) const {
  using Wide = __int128;
  const Wide since = static_cast<Wide>(time) * kNanoseconds / interface.units +
                     static_cast<Wide>(interface.offset_seconds) * kNanoseconds;
  if (since < 0 || since > std::numeric_limits<std::uint64_t>::max()) {
    bytes_.reject(at, "field \"time\": expected one of the years 1970 to 2554");
  }
  return static_cast<std::uint64_t>(since);
}

Bytes PcapngReader::take(const Block& block, std::size_t count, const char* what) {
  const std::uint64_t room = block.end() - kBlockTrailerSize - bytes_.offset();
  if (count > room) {
    bytes_.reject(bytes_.offset(), fmt::format("expected {} of {} bytes, got {} in the block that "
                                               "begins at byte {}",
                                               what, count, room, block.offset));
  }
  return bytes_.take(count, what);
}

}  // namespace vmcheck::replay
