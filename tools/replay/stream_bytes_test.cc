#include "tools/replay/stream_bytes.h"

#include <gtest/gtest.h>

#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/qpair/native/queue_memory.h"
#include "tools/replay/ring_model.h"

namespace vmcheck::replay {
namespace {

std::vector<unsigned char> bytes_of(Stream stream, std::uint64_t offset, std::size_t length) {
  std::vector<unsigned char> bytes(length);
  fill_from_stream(stream, offset, bytes);
  return bytes;
}

TEST(StreamBytes, APieceIsTheSameHoweverItIsCut) {
  const std::vector<unsigned char> whole = bytes_of(Stream::produced, 0, 64);
  for (std::size_t from = 0; from < 64; ++from) {
    for (std::size_t to = from; to <= 64; ++to) {
      EXPECT_EQ(bytes_of(Stream::produced, from, to - from),
                std::vector<unsigned char>(whole.begin() + static_cast<std::ptrdiff_t>(from),
                                           whole.begin() + static_cast<std::ptrdiff_t>(to)));
    }
  }
}

// A stretch from another place or direction is another one: none of 8 bytes comes twice.
TEST(StreamBytes, NoPlaceLooksLikeAnother) {
  std::set<std::vector<unsigned char>> seen;
  for (std::uint64_t offset = 0; offset < 50000; ++offset) {
    EXPECT_TRUE(seen.insert(bytes_of(Stream::produced, offset, 8)).second) << offset;
    EXPECT_TRUE(seen.insert(bytes_of(Stream::consumed, offset, 8)).second) << offset;
  }
}

TEST(QueueMemory, KeepsWhatIsWrittenAroundItsEnd) {
  for (std::uint64_t size : {1, 2, 4095, 4096, 4097, 8192, 10000}) {
    native::QueueMemory memory(size);
    const std::vector<unsigned char> bytes = bytes_of(Stream::produced, 7, size);
    std::vector<unsigned char> found(size);
    memory.write(size / 3, bytes);
    memory.read(size / 3, found);
    EXPECT_EQ(found, bytes) << size;
    EXPECT_TRUE(memory.slack_intact());
    EXPECT_TRUE(memory.edge_intact());
    const vmci_queue_bytes view = memory.bytes();
    view.pages[size / VMCI_HAL_PAGE_SIZE][size % VMCI_HAL_PAGE_SIZE] ^= 1;
    EXPECT_FALSE(memory.slack_intact()) << size;
    EXPECT_FALSE(memory.edge_intact()) << size;
  }
}

// Every size up to 5, every pair of indices: which indices the peer may move to.
TEST(RingModel, BelievesWhatMovesForwardWithinTheRing) {
  for (std::uint64_t size = 1; size <= 5; ++size) {
    for (std::uint64_t start = 0; start < size; ++start) {
      for (std::uint64_t ready = 0; ready < size; ++ready) {
        const RingModel ring(size, (start + ready) % size, start);
        EXPECT_EQ(ring.ready(), ready);
        EXPECT_EQ(ring.free() + ring.ready(), size - 1);
        std::uint64_t heads = 0;
        std::uint64_t tails = 0;
        for (std::uint64_t index = 0; index < size + 2; ++index) {
          heads += ring.can_have_head(index);
          tails += ring.can_have_tail(index);
        }
        EXPECT_EQ(heads, ready + 1);
        EXPECT_EQ(tails, size - ready);
      }
    }
  }
}

}  // namespace
}  // namespace vmcheck::replay
