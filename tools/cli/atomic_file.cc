#include "tools/cli/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace vmcheck::cli {

AtomicFile::AtomicFile(std::string path, std::string name)
    : path_(std::move(path)), name_(std::move(name)), part_(path_ + ".part"), out_(open()) {
  if (!out_) fail();
}

// What is no regular file is not to be replaced by one: a device, a pipe.
std::ofstream AtomicFile::open() const {
  const std::filesystem::file_status there = std::filesystem::status(path_);
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
    throw OutputError(name_ + ": cannot write: not a regular file");
  }
  return std::ofstream(part_, std::ios::binary | std::ios::trunc);
}

AtomicFile::~AtomicFile() {
  if (committed_) return;
  out_.close();
  std::remove(part_.c_str());
}

void AtomicFile::commit() {
  out_.close();
  if (!out_ || std::rename(part_.c_str(), path_.c_str()) != 0) fail();
  committed_ = true;
}

void AtomicFile::fail() const {
  throw OutputError(name_ + ": cannot write: " + std::strerror(errno));
}

}  // namespace vmcheck::cli
