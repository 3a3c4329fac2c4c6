#include "tools/replay/capture/byte_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace vmcheck::replay {
namespace {

constexpr std::size_t kBufferSize = 1 << 20;

}  // namespace

ByteReader::ByteReader(std::istream& in, std::string name)
    : in_(in), name_(std::move(name)), buffer_(new unsigned char[kBufferSize]) {}

bool ByteReader::fill(std::size_t count) {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < count) {
    in_.read(reinterpret_cast<char*>(buffer_.get() + end_),
             static_cast<std::streamsize>(kBufferSize - end_));
    if (in_.bad()) reject(offset_ + end_, "cannot read on from here");
    if (in_.gcount() == 0) return false;
    end_ += static_cast<std::size_t>(in_.gcount());
  }
  return true;
}

void ByteReader::skip(std::uint64_t count, std::string_view what) {
  for (std::uint64_t left = count; left > 0;) {
    if (begin_ == end_ && !fill(1)) {
      offset_ -= count - left;
      refuse_end(count, count - left, what);
    }
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(left, end_ - begin_));
    begin_ += step;
    offset_ += step;
    left -= step;
  }
}

void ByteReader::refuse_end(std::uint64_t count, std::uint64_t got, std::string_view what) const {
  reject(offset_, fmt::format("expected {} of {} bytes, got the end of the file after {}: it was "
                              "cut here",
                              what, count, got));
}

void ByteReader::reject(std::uint64_t at, const std::string& message) const {
  throw BadInput(fmt::format("{}: byte {}: {}", name_, at, message));
}

}  // namespace vmcheck::replay
