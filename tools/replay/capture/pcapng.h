// The pcapng file format.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "tools/replay/capture/byte_reader.h"
#include "tools/replay/capture/capture_reader.h"

namespace vmcheck::replay {

// Reads sections, interfaces and their statistics, and packets in enhanced, simple and the obsolete
// packet blocks. All other blocks are left out, and all options but if_tsresol, if_tsoffset,
// epb_dropcount, isb_ifdrop and isb_osdrop.
class PcapngReader final : public CaptureReader {
 public:
  explicit PcapngReader(ByteReader bytes) : bytes_(std::move(bytes)) {}

  std::optional<CapturedRecord> next() override;
  Losses take_losses() override { return std::exchange(losses_, {}); }

  // Whether a file that begins with these four bytes is of this format.
  static bool begins(Bytes first_four);

 private:
  // What a section says of an interface.
  struct Interface {
    std::uint32_t link_type = 0;
    std::uint32_t snap_length = 0;    // 0: no limit
    std::uint64_t units = 1000000;    // of time, in a second
    std::int64_t offset_seconds = 0;  // to be added to times
    std::uint64_t lost = 0;           // packets, of which it has been told
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
  void read_statistics(const Block& block);
  // The options that are left of a block, until their end: read(code, value, offset of the value).
  template <typename Read>
  void read_options(const Block& block, Read read);
  void require_length(std::uint64_t at, const char* option, Bytes value,
                      std::size_t expected) const;
  std::optional<CapturedRecord> read_packet(const Block& block);
  CapturedRecord read_stamped(const Block& block);
  CapturedRecord read_simple(const Block& block);
  Bytes take_data(const Block& block, std::uint32_t captured);
  // The data, with what the options behind them say was lost in front of the packet.
  Bytes take_data_and_losses(const Block& block, std::uint32_t captured, Interface& interface);
  // So many packets were lost, counted from the capture's begin.
  std::uint64_t count_lost(Interface& interface, std::uint64_t total);
  Interface& interface_of(std::uint64_t at, std::uint32_t number);
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
  Losses losses_;
  std::vector<unsigned char> data_;  // of a packet with options behind it
};

}  // namespace vmcheck::replay
