#include "tools/replay/recorded/log_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace vmcheck::replay {
namespace {

constexpr std::string_view kMagic = "VMCILOG1";
constexpr std::string_view kOtherMagic = "1GOLICMV";
constexpr std::uint64_t kSecond = 1000000000;

std::uint64_t word_of(Bytes bytes, std::size_t number) {
  return read_word<std::uint64_t>(bytes, 8 * number, false);
}

// Any number of ticks as nanoseconds, the most there can be if they are more.
std::uint64_t nanoseconds(std::uint64_t time, std::uint64_t ticks) {
  const std::uint64_t seconds = time / ticks;
  if (seconds >= std::numeric_limits<std::uint64_t>::max() / kSecond - 1) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  const auto rest = static_cast<long double>(time % ticks) / static_cast<long double>(ticks);
  return seconds * kSecond + static_cast<std::uint64_t>(rest * static_cast<long double>(kSecond));
}

}  // namespace

bool is_recorded_log(std::string_view start) {
  return start.starts_with(kMagic) || start.starts_with(kOtherMagic);
}

LogReader::LogReader(std::istream& in, const std::string& name) : bytes_(in, name) {
  const Bytes magic = bytes_.peek(kMagic.size(), "a log's header");
  if (std::equal(magic.begin(), magic.end(), kOtherMagic.begin())) {
    bytes_.reject(0,
                  "expected a log of a machine whose lowest bytes come first, got the other one");
  }
  if (!std::equal(magic.begin(), magic.end(), kMagic.begin())) {
    bytes_.reject(0, "expected \"VMCILOG1\"");
  }
  const Bytes header = bytes_.take(sizeof(vmci_record_file), "a log's header");
  if (word_of(header, 1) != sizeof(vmci_record)) {
    bytes_.reject(8, fmt::format("expected records of {} bytes, got {}", sizeof(vmci_record),
                                 word_of(header, 1)));
  }
  ticks_ = word_of(header, 2);
  if (ticks_ == 0) bytes_.reject(16, "expected a clock that goes, got 0 ticks in a second");
  const std::uint64_t context = word_of(header, 3);
  if (context > std::numeric_limits<std::uint32_t>::max()) {
    bytes_.reject(24, fmt::format("expected a context of 32 bits, got {}", context));
  }
  if (context != std::numeric_limits<std::uint32_t>::max()) {
    context_ = static_cast<std::uint32_t>(context);
  }
}

std::optional<RecordedEntry> LogReader::next() {
  if (bytes_.at_end()) return std::nullopt;
  offset_ = bytes_.offset();
  const Bytes record = bytes_.take(sizeof(vmci_record), "a record");
  const std::uint64_t number = word_of(record, kRecordedNumber);
  if (number <= number_ || number == VMCI_RECORD_NONE) {
    reject(kRecordedNumber, fmt::format("expected a number above {}, that of the record before, "
                                        "got {}",
                                        number_, number));
  }
  RecordedEntry entry;
  entry.missed = number - number_ - 1;
  number_ = number;
  entry.time_ns = nanoseconds(word_of(record, kRecordedTime), ticks_);
  entry.kind = word_of(record, kRecordedKind);
  if (entry.kind > VMCI_RECORD_PAIR_GONE) {
    reject(kRecordedKind, fmt::format("expected a kind of at most {:d}, got {}",
                                      static_cast<int>(VMCI_RECORD_PAIR_GONE), entry.kind));
  }
  entry.where = word_of(record, kRecordedWhere);
  entry.value = word_of(record, kRecordedValue);
  entry.length = word_of(record, kRecordedLength);
  const Bytes words = record.subspan(8 * kRecordedWords);
  for (std::size_t i = 0; i < entry.words.size(); ++i) entry.words[i] = word_of(words, i);
  std::copy(words.begin(), words.end(), entry.bytes.begin());
  return entry;
}

void LogReader::reject(std::size_t word, const std::string& message) const {
  bytes_.reject(offset_ + 8 * word, message);
}

}  // namespace vmcheck::replay
