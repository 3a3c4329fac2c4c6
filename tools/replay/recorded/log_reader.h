// Logs that the recording platform wrote: driver_core/hal/recorded/record_file.h.
#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "tools/replay/capture/byte_reader.h"

extern "C" {
#include "driver_core/hal/recorded/record_file.h"
#include "driver_core/hal/recorded/record_pair.h"
}

namespace vmcheck::replay {

// Whether a file that begins with these bytes is such a log, in either order of bytes.
bool is_recorded_log(std::string_view start);

struct RecordedEntry {
  std::uint64_t time_ns = 0;  // by the log's clock
  std::uint64_t missed = 0;   // records in front of it that are not there
  std::uint64_t kind = 0;     // vmci_record_kind
  std::uint64_t where = 0;
  std::uint64_t value = 0;
  std::uint64_t length = 0;  // of the whole datagram
  std::array<std::uint64_t, VMCI_RECORD_WORDS> words{};
  std::array<unsigned char, VMCI_RECORD_BYTES> bytes{};  // the same
};

// Gives a log's records, one by one. All throw BadInput, which names the offset.
class LogReader {
 public:
  // `name` is the file's name in messages. The stream must outlive the reader.
  LogReader(std::istream& in, const std::string& name);

  // The context of the machine that wrote the log, if it is known.
  std::optional<std::uint32_t> context() const { return context_; }

  // The next record; nothing at the end.
  std::optional<RecordedEntry> next();

  // Refuses the log for the record that next() gave last: for a word of it, counted from 0.
  [[noreturn]] void reject(std::size_t word, const std::string& message) const;

 private:
  ByteReader bytes_;
  std::optional<std::uint32_t> context_;
  std::uint64_t ticks_ = 0;
  std::uint64_t offset_ = 0;  // of the last record
  std::uint64_t number_ = 0;  // its
};

// Which word of a record is which, for reject().
enum RecordedWord : std::size_t {
  kRecordedNumber,
  kRecordedTime,
  kRecordedKind,
  kRecordedWhere,
  kRecordedValue,
  kRecordedLength,
  kRecordedWords
};

}  // namespace vmcheck::replay
