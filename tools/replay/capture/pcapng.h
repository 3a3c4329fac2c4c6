// The pcapng file format.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/replay/capture/byte_reader.h"
#include "tools/replay/capture/capture_reader.h"

namespace vmcheck::replay {

// Reads sections, interfaces, and packets in enhanced, simple and the obsolete packet blocks. All
// other blocks, and all options but if_tsresol and if_tsoffset, are left out.
class PcapngReader final : public CaptureReader {
 public:
  explicit PcapngReader(ByteReader bytes) : bytes_(std::move(bytes)) {}

  std::optional<CapturedRecord> next() override;

  // Whether a file that begins with these four bytes is of this format.
  static bool begins(Bytes first_four);

 private:
  // What a section says of an interface.
  struct Interface {
    std::uint32_t link_type = 0;
    std::uint32_t snap_length = 0;    // 0: no limit
    std::uint64_t units = 1000000;    // of time, in a second
    std::int64_t offset_seconds = 0;  // to be added to times
  };

  // A block, of which the type and the length have been taken.
  struct Block {
    std::uint64_t offset = 0;
    std::uint32_t type = 0;
    std::uint32_t length = 0;
    std::uint64_t end() const { return offset + length; }
  };

  Block begin_block();
  void end_block();
  void read_section(Block& block);
  void read_interface(const Block& block);
  void read_option(const Block& block, std::uint16_t code, std::uint16_t length,
                   Interface& interface);
  std::optional<CapturedRecord> read_packet(const Block& block);
  CapturedRecord read_stamped(const Block& block);
  CapturedRecord read_simple(const Block& block);
  Bytes take_data(const Block& block, std::uint32_t captured);
  const Interface& interface_of(std::uint64_t at, std::uint32_t number) const;
  std::uint64_t nanoseconds(std::uint64_t at, const Interface& interface, std::uint64_t time) const;

  // `count` bytes that are the block's; `what` they are is for the message.
  Bytes take(const Block& block, std::size_t count, const char* what);
  template <typename Word>
  Word word(Bytes bytes, std::size_t at) const {
    return read_word<Word>(bytes, at, big_endian_);
  }

  ByteReader bytes_;
  bool big_endian_ = false;
  Block open_{};  // the block before, which is taken up to its end when the next one is read
  std::vector<Interface> interfaces_;
};

}  // namespace vmcheck::replay
