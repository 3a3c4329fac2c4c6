#include "tools/replay/stream_bytes.h"

#include <gtest/gtest.h>

#include <set>
#include <span>
#include <vector>

#include "model/qpair/native/queue_memory.h"
#include "tools/replay/ring_model.h"

namespace vmcheck::replay {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes bytes_of(StreamBytes& streams, Stream stream, std::uint64_t offset, std::size_t length) {
  const std::span<const unsigned char> piece = streams.piece(stream, offset, length);
  return {piece.begin(), piece.end()};
}

// Also where a piece goes over the period's end, and when it is the first or a longer one.
TEST(StreamBytes, APieceIsTheSameHoweverItIsCut) {
  for (const std::uint64_t begin : {std::uint64_t{0}, StreamBytes::kPeriod * 7 - 32}) {
    StreamBytes streams;
    for (std::size_t from = 0; from < 64; ++from) {
      for (std::size_t to = from; to <= 64; ++to) {
        const Bytes whole = bytes_of(streams, Stream::produced, begin, 64);
        const Bytes part(whole.begin() + static_cast<std::ptrdiff_t>(from),
                         whole.begin() + static_cast<std::ptrdiff_t>(to));
        EXPECT_EQ(bytes_of(streams, Stream::produced, begin + from, to - from), part);
        StreamBytes others;
        EXPECT_EQ(bytes_of(others, Stream::produced, begin + from, to - from), part);
      }
    }
  }
}

TEST(StreamBytes, PiecesMayBeLongerThanThePeriod) {
  StreamBytes streams;
  const std::size_t length = 3 * StreamBytes::kPeriod;
  const Bytes whole = bytes_of(streams, Stream::consumed, 5, length);
  for (std::size_t i = 0; i < length; i += 1000) {
    EXPECT_EQ(bytes_of(streams, Stream::consumed, 5 + i, 1)[0], whole[i]) << i;
  }
}

// A stretch from another place of the period, or of the other direction, is another one: none of 8
// bytes comes twice.
TEST(StreamBytes, NoPlaceLooksLikeAnother) {
  StreamBytes streams;
  std::set<Bytes> seen;
  for (std::uint64_t offset = 0; offset < StreamBytes::kPeriod; ++offset) {
    EXPECT_TRUE(seen.insert(bytes_of(streams, Stream::produced, offset, 8)).second) << offset;
    EXPECT_TRUE(seen.insert(bytes_of(streams, Stream::consumed, offset, 8)).second) << offset;
  }
}

// No ring of less than so many bytes, or of whole pages, goes round in whole periods.
TEST(StreamBytes, ThePeriodIsAPrime) {
  for (std::size_t i = 2; i * i <= StreamBytes::kPeriod; ++i) {
    EXPECT_NE(StreamBytes::kPeriod % i, 0u) << i;
  }
}

TEST(QueueMemory, KeepsWhatIsWrittenAroundItsEnd) {
  StreamBytes streams;
  for (std::uint64_t size : {1, 2, 4095, 4096, 4097, 8192, 10000}) {
    native::QueueMemory memory(size);
    Bytes bytes = bytes_of(streams, Stream::produced, 7, size);
    memory.write(size / 3, bytes);
    EXPECT_TRUE(memory.holds(size / 3, bytes)) << size;
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      bytes[at] ^= 1;
      EXPECT_FALSE(memory.holds(size / 3, bytes)) << size << " " << at;
      bytes[at] ^= 1;
    }
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
