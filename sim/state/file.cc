#include "sim/state/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace vmcheck::state {
namespace {

// What a file begins with: its format, and in which order this machine has bytes.
constexpr std::string_view kMagic = "vmcheck states 3\n";
constexpr std::uint64_t kByteOrder = 0x0807060504030201;

[[noreturn]] void throw_error(const std::string& path, const char* what) {
  throw std::runtime_error(fmt::format("{}: {}: {}", path, what, std::strerror(errno)));
}

}  // namespace

FileWriter::FileWriter(std::string path) : path_(std::move(path)), unfinished_(path_ + ".new") {
  file_.reset(std::fopen(unfinished_.c_str(), "wb"));
  if (!file_) throw_error(unfinished_, "cannot be written");
  bytes(kMagic.data(), kMagic.size());
  number(kByteOrder);
}

FileWriter::~FileWriter() {
  if (file_) std::remove(unfinished_.c_str());
}

void FileWriter::bytes(const void* bytes, std::size_t count) {
  digest_.add(bytes, count);
  if (std::fwrite(bytes, 1, count, file_.get()) != count) {
    throw_error(unfinished_, "cannot be written");
  }
}

void FileWriter::text(std::string_view text) {
  number(text.size());
  bytes(text.data(), text.size());
}

void FileWriter::finish() {
  number(digest_.value());
  if (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0) {
    throw_error(unfinished_, "cannot be written");
  }
  if (std::rename(unfinished_.c_str(), path_.c_str()) != 0) throw_error(path_, "cannot be written");
  file_.reset();
}

FileReader::FileReader(std::string path) : path_(std::move(path)) {
  file_.reset(std::fopen(path_.c_str(), "rb"));
  if (!file_) throw_error(path_, "cannot be read");
  file::Digest digest;
  std::array<char, 1 << 16> buffer;
  // All but the last number, which is the digest of the rest.
  std::size_t kept = 0;
  std::uint64_t last = 0;
  for (;;) {
    const std::size_t got = std::fread(buffer.data() + kept, 1, buffer.size() - kept, file_.get());
    if (got == 0 && std::ferror(file_.get()) != 0) throw_error(path_, "cannot be read");
    kept += got;
    if (left_ == 0 && !std::string_view(buffer.data(), kept).starts_with(kMagic)) {
      refuse("it is no search that was saved");
    }
    if (got == 0) break;
    const std::size_t whole = kept - std::min(kept, sizeof last);
    digest.add(buffer.data(), whole);
    left_ += whole;
    std::memmove(buffer.data(), buffer.data() + whole, kept - whole);
    kept -= whole;
  }
  std::memcpy(&last, buffer.data(), kept);
  if (kept != sizeof last || last != digest.value()) refuse("it is damaged");
  std::rewind(file_.get());
  std::string magic(kMagic.size(), '\0');
  bytes(magic.data(), magic.size());
  if (number() != kByteOrder) refuse("it was written on a machine with another order of bytes");
}

void FileReader::bytes(void* bytes, std::size_t count) {
  if (count > left_) refuse("it ends too early");
  if (std::fread(bytes, 1, count, file_.get()) != count) throw_error(path_, "cannot be read");
  left_ -= count;
}

std::uint64_t FileReader::number() {
  std::uint64_t number;
  bytes(&number, sizeof number);
  return number;
}

std::string FileReader::text() {
  const std::uint64_t count = number();
  if (count > left_) refuse("it ends too early");
  std::string text(count, '\0');
  bytes(text.data(), count);
  return text;
}

void FileReader::finish() const {
  if (left_ != 0) refuse("it has more in it than a search");
}

void FileReader::refuse(std::string_view why) const {
  throw std::runtime_error(fmt::format("{}: cannot be resumed: {}", path_, why));
}

}  // namespace vmcheck::state
