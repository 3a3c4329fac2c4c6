// A file with a search in it: written as a whole or not at all, and read only if it is undamaged.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace vmcheck::state {

namespace file {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// The digest of all bytes so far.
class Digest {
 public:
  Digest() { XXH3_64bits_reset(&state_); }
  void add(const void* bytes, std::size_t count) { XXH3_64bits_update(&state_, bytes, count); }
  std::uint64_t value() const { return XXH3_64bits_digest(&state_); }

 private:
  XXH3_state_t state_;
};

}  // namespace file

// All functions throw std::runtime_error, which names the file, if it cannot be written.
class FileWriter {
 public:
  // Writes to another file beside it, until finish().
  explicit FileWriter(std::string path);
  ~FileWriter();

  void bytes(const void* bytes, std::size_t count);
  void number(std::uint64_t number) { bytes(&number, sizeof number); }
  void text(std::string_view text);

  // Puts it, when it is safely on the disk, in the place of what had its name.
  void finish();

 private:
  std::string path_;
  std::string unfinished_;
  std::unique_ptr<std::FILE, file::Close> file_;
  file::Digest digest_;
};

// All functions throw std::runtime_error, which names the file, if it is not what is read. It is
// not proof against forgery.
class FileReader {
 public:
  // Reads all of it, and refuses it if it is damaged or was not written by a FileWriter.
  explicit FileReader(std::string path);

  void bytes(void* bytes, std::size_t count);
  std::uint64_t number();
  std::string text();

  // How many bytes there are to come.
  std::uint64_t left() const { return left_; }

  // Refuses a file of which something is left.
  void finish() const;

  // Throws: this is wrong with the file.
  [[noreturn]] void refuse(std::string_view why) const;

 private:
  std::string path_;
  std::unique_ptr<std::FILE, file::Close> file_;
  std::uint64_t left_ = 0;
};

}  // namespace vmcheck::state
