// Reads packet captures: pcap and pcapng.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "tools/replay/capture/byte_reader.h"

namespace vmcheck::replay {

// The link type of sockets between machines, LINKTYPE_VSOCK.
inline constexpr std::uint32_t kLinkTypeVsock = 271;

// A record of a capture.
struct CapturedRecord {
  std::uint64_t offset = 0;                // of the record in the file
  std::optional<std::uint64_t> time_ns{};  // since 1970, or whatever the capture counts from
  std::uint32_t link_type = 0;
  std::uint64_t original_length = 0;  // in bytes, as it was on its way
  Bytes bytes{};                      // what was captured of it, at most kMostLookedAt of that
};

// As much of each record is looked at, in bytes. What follows is left out.
inline constexpr std::size_t kMostLookedAt = 4096;

// Packets that were to be captured and were not.
struct Losses {
  std::uint64_t between = 0;   // behind the record before, of the same interface
  bool some_between = false;   // there, and nobody knows how many
  std::uint64_t anywhere = 0;  // behind the last count of all that the capture had
};

// Gives the records one by one. Of either byte order, with times in microseconds or nanoseconds in
// pcap, and of any resolution in pcapng; blocks and options of pcapng that are not needed are left
// out. Memory does not grow with the file.
class CaptureReader {
 public:
  virtual ~CaptureReader() = default;

  // The next record, valid until the next call; nothing at the end of the file. Throws BadInput,
  // which names the file and the offset of what is wrong.
  virtual std::optional<CapturedRecord> next() = 0;

  // What the capture says it has lost, of packets of sockets, since this was asked last: in front
  // of the record that next() gave last, or anywhere in front of the file's end if it gave none.
  // Nothing where the format has no room for that.
  virtual Losses take_losses() { return {}; }
};

// Whether a file that begins with these four bytes is a capture.
bool is_capture(Bytes first_four);

// A reader for the format that the file begins with. `name` is the file's name in messages; the
// stream must outlive the reader. Throws BadInput.
std::unique_ptr<CaptureReader> open_capture(std::istream& in, const std::string& name);

}  // namespace vmcheck::replay
