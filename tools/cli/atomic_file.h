// Files that are there whole or not at all.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

namespace vmcheck::cli {

// A file cannot be written. One line, with its name and the reason.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Writes beside the file, under the name with ".part" behind it, and moves the result into place
// when it is complete. Without commit() nothing stays.
class AtomicFile {
 public:
  // `name` is the file's name in messages. Throws OutputError when the folder cannot be written to,
  // and for what is there and is no regular file.
  AtomicFile(std::string path, std::string name);
  ~AtomicFile();

  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  std::ostream& stream() { return out_; }

  // Puts the file into place, instead of one that may be there. Throws OutputError.
  void commit();

 private:
  std::ofstream open() const;
  [[noreturn]] void fail() const;

  std::string path_;
  std::string name_;
  std::string part_;
  std::ofstream out_;
  bool committed_ = false;
};

}  // namespace vmcheck::cli
