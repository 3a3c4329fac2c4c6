#include "model/qpair/native/queue_memory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace vmcheck::native {
namespace {

constexpr std::uint64_t kPage = VMCI_HAL_PAGE_SIZE;
constexpr unsigned char kSlackByte = 0xa5;
constexpr std::size_t kEdge = 64;

constexpr auto kWhole = [] {
  std::array<unsigned char, kEdge> bytes{};
  bytes.fill(kSlackByte);
  return bytes;
}();

// The first byte is as it was, and each is like the one before.
bool is_slack(std::span<const unsigned char> bytes) {
  return bytes.front() == kSlackByte &&
         std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

QueueMemory::QueueMemory(std::uint64_t size) : size_(size) {
  const std::uint64_t count = (size + kPage - 1) / kPage;
  storage_.reset(static_cast<unsigned char*>(std::calloc(count + 1, kPage)));
  if (!storage_) throw std::bad_alloc();
  for (std::uint64_t i = count; i > 0; --i) pages_.push_back(storage_.get() + i * kPage);
  pages_.push_back(storage_.get());
  const std::span<unsigned char> unused = slack();
  std::fill(unused.begin(), unused.end(), kSlackByte);
}

std::span<unsigned char> QueueMemory::stretch(std::uint64_t index, std::uint64_t wanted) const {
  const std::uint64_t offset = index % kPage;
  return {pages_[index / kPage] + offset, std::min({wanted, kPage - offset, size_ - index})};
}

std::uint64_t QueueMemory::after(std::uint64_t index, std::size_t length) const {
  return index + length == size_ ? 0 : index + length;
}

void QueueMemory::write(std::uint64_t index, std::span<const unsigned char> source) {
  while (!source.empty()) {
    const std::span<unsigned char> part = stretch(index, source.size());
    std::memcpy(part.data(), source.data(), part.size());
    source = source.subspan(part.size());
    index = after(index, part.size());
  }
}

bool QueueMemory::holds(std::uint64_t index, std::span<const unsigned char> bytes) const {
  while (!bytes.empty()) {
    const std::span<const unsigned char> part = stretch(index, bytes.size());
    if (std::memcmp(part.data(), bytes.data(), part.size()) != 0) return false;
    bytes = bytes.subspan(part.size());
    index = after(index, part.size());
  }
  return true;
}

std::span<unsigned char> QueueMemory::slack() const {
  return {pages_[size_ / kPage] + size_ % kPage, kPage - size_ % kPage};
}

bool QueueMemory::slack_intact() const {
  return is_slack(slack());
}

bool QueueMemory::edge_intact() const {
  const std::span<const unsigned char> unused = slack();
  if (unused.size() < kEdge) return is_slack(unused);
  return std::memcmp(unused.data(), kWhole.data(), kEdge) == 0;
}

}  // namespace vmcheck::native
