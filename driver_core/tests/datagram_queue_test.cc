// Datagrams that are to be received: any sequence of calls against lists of them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

extern "C" {
#include "driver_core/stack/datagram_queue.h"
}

namespace vmcheck::core {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kHeader = 24;

struct Datagram {
  std::uint32_t port;
  Bytes payload;

  std::size_t blocks() const { return (payload.size() + VMCI_POOL_BLOCK - 1) / VMCI_POOL_BLOCK; }
};

struct Queue {
  std::deque<Datagram> all;
  std::uint32_t dropped = 0;

  std::size_t used() const {
    std::size_t sum = 0;
    for (const Datagram& datagram : all) sum += kHeader + datagram.payload.size();
    return sum;
  }
};

class Queues {
 public:
  Queues() {
    vmci_pool_init(pool_.get());
    vmci_datagram_table_init(table_.get());
    for (vmci_datagram_queue& queue : queues_) vmci_datagram_queue_init(&queue);
  }

  void append(std::size_t at, std::uint32_t port, std::uint32_t length, std::uint64_t size) {
    Datagram datagram{port, Bytes(length)};
    for (std::uint8_t& byte : datagram.payload) byte = ++next_;
    Queue& model = models_[at];
    const bool fits = model.used() + kHeader + length <= size && count() < VMCI_DATAGRAMS_MAX &&
                      datagram.blocks() <= VMCI_POOL_BLOCKS - blocks();
    const int result = vmci_datagram_append(table_.get(), pool_.get(), &queues_[at], size,
                                            {7, port}, datagram.payload.data(), length);
    ASSERT_EQ(result, fits ? VMCI_SUCCESS : VMCI_ERROR_NO_RESOURCES);
    if (fits) {
      model.all.push_back(datagram);
    } else {
      vmci_datagram_count_dropped(&queues_[at]);
      ++model.dropped;
    }
  }

  void take(std::size_t at) {
    Queue& model = models_[at];
    const unsigned link = vmci_datagram_take(table_.get(), &queues_[at]);
    ASSERT_EQ(link == 0, model.all.empty());
    if (link == 0) return;
    const vmci_datagram_entry& entry = table_->entries[link - 1];
    const Datagram& expected = model.all.front();
    ASSERT_EQ(entry.from.port, expected.port);
    ASSERT_EQ(entry.payload.length, expected.payload.size());
    Bytes bytes(expected.payload.size());
    vmci_chain_read(pool_.get(), &entry.payload, bytes.data(), entry.payload.length);
    ASSERT_EQ(bytes, expected.payload);
    vmci_datagram_forget(table_.get(), pool_.get(), link - 1);
    model.all.pop_front();
  }

  void keep_from(std::size_t at, std::uint32_t port) {
    vmci_datagram_keep_from(table_.get(), pool_.get(), &queues_[at], {7, port});
    std::erase_if(models_[at].all, [&](const Datagram& datagram) { return datagram.port != port; });
  }

  void forget_all(std::size_t at) {
    vmci_datagram_forget_all(table_.get(), pool_.get(), &queues_[at]);
    models_[at].all.clear();
  }

  void look() const {
    for (std::size_t at = 0; at < queues_.size(); ++at) {
      ASSERT_EQ(queues_[at].used, models_[at].used());
      ASSERT_EQ(queues_[at].dropped, models_[at].dropped);
      ASSERT_EQ(queues_[at].first == 0, models_[at].all.empty());
      ASSERT_EQ(queues_[at].last == 0, models_[at].all.empty());
    }
    ASSERT_EQ(pool_->free, VMCI_POOL_BLOCKS - blocks());
  }

  // What was all received is as in the beginning.
  void end() {
    for (std::size_t at = 0; at < queues_.size(); ++at) {
      for (std::size_t left = models_[at].all.size(); left != 0; --left) take(at);
    }
    look();
    const auto fresh = std::make_unique<vmci_datagram_table>();
    vmci_datagram_table_init(fresh.get());
    EXPECT_EQ(std::memcmp(table_.get(), fresh.get(), sizeof *fresh), 0);
  }

 private:
  std::size_t count() const {
    std::size_t sum = 0;
    for (const Queue& model : models_) sum += model.all.size();
    return sum;
  }

  std::size_t blocks() const {
    std::size_t sum = 0;
    for (const Queue& model : models_) {
      for (const Datagram& datagram : model.all) sum += datagram.blocks();
    }
    return sum;
  }

  const std::unique_ptr<vmci_pool> pool_ = std::make_unique<vmci_pool>();
  const std::unique_ptr<vmci_datagram_table> table_ = std::make_unique<vmci_datagram_table>();
  std::array<vmci_datagram_queue, 2> queues_;
  std::array<Queue, 2> models_;
  std::uint8_t next_ = 0;
};

TEST(DatagramQueue, IsFullBehindItsLastByteAndCountsHeaders) {
  Queues queues;
  queues.append(0, 1, 0, kHeader - 1);
  queues.append(0, 1, 0, kHeader);
  queues.append(0, 1, 0, kHeader);
  queues.append(0, 1, 1, 2 * kHeader);
  queues.append(0, 1, 1, 2 * kHeader + 1);
  queues.look();
  queues.end();
}

TEST(DatagramQueue, KeepsOnlyThoseOfAnAddress) {
  Queues queues;
  for (const std::uint32_t port : {1, 2, 1}) queues.append(0, port, 1, 1000);
  queues.keep_from(0, 1);
  queues.look();
  queues.take(0);
  queues.keep_from(0, 3);
  queues.look();
  queues.take(0);
  queues.end();
}

RC_GTEST_PROP(DatagramQueue, IsAListOfDatagrams, ()) {
  Queues queues;
  const auto calls = *rc::gen::container<std::vector<std::array<std::uint32_t, 4>>>(
      rc::gen::arbitrary<std::array<std::uint32_t, 4>>());
  for (const auto& [what, at, port, size] : calls) {
    const std::uint32_t length = size % (2 * VMCI_POOL_BLOCK);
    if (what % 8 < 4) queues.append(at % 2, port % 3, length, 2 * kHeader + 3 * VMCI_POOL_BLOCK);
    if (what % 8 == 4 || what % 8 == 5) queues.take(at % 2);
    if (what % 8 == 6) queues.keep_from(at % 2, port % 3);
    if (what % 8 == 7) queues.forget_all(at % 2);
    queues.look();
    RC_ASSERT_FALSE(testing::Test::HasFailure());
  }
  queues.end();
}

}  // namespace
}  // namespace vmcheck::core
