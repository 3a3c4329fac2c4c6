#include "tools/replay/line_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace vmcheck::replay {
namespace {

// Room for the longest line and its newline.
constexpr std::size_t kBufferSize = kLongestLine + 1;

// As much is read at a time: what a processor keeps near.
constexpr std::size_t kReadSize = 1 << 16;

}  // namespace

LineReader::LineReader(std::istream& in, std::string name)
    : in_(in), place_{std::move(name), 0}, buffer_(new char[kBufferSize]) {}

bool LineReader::fill() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  in_.read(buffer_.get() + end_,
           static_cast<std::streamsize>(std::min(kReadSize, kBufferSize - end_)));
  if (in_.bad()) throw BadInput(place_, "cannot read on from here");
  end_ += static_cast<std::size_t>(in_.gcount());
  return in_.gcount() > 0;
}

std::optional<std::string_view> LineReader::next() {
  ++place_.line;
  std::size_t searched = 0;
  while (true) {
    const char* from = buffer_.get() + begin_;
    const std::size_t unread = end_ - begin_;
    const void* newline = std::memchr(from + searched, '\n', unread - searched);
    if (newline != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(newline) - from);
      begin_ += length + 1;
      return std::string_view(from, length);
    }
    if (unread == kBufferSize) {
      throw BadInput(place_, fmt::format("expected lines of at most {} bytes, got a longer one",
                                         kLongestLine));
    }
    searched = unread;
    if (fill()) continue;
    if (unread == 0) return std::nullopt;
    throw CutInput(place_, "expected a newline at the end of the last line: the file was cut here");
  }
}

}  // namespace vmcheck::replay
