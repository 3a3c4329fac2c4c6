// Chains of a pool: examples, and any sequence of calls against queues of bytes.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <type_traits>
#include <vector>

extern "C" {
#include "driver_core/stack/pool.h"
}

namespace vmcheck::core {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kBlock = VMCI_POOL_BLOCK;
constexpr std::uint32_t kBlocks = VMCI_POOL_BLOCKS;

static_assert(std::has_unique_object_representations_v<vmci_pool>);

// A chain is a queue of bytes, the first of which is so far into its block.
struct Model {
  std::deque<std::uint8_t> bytes;
  std::size_t offset = 0;

  std::size_t blocks() const { return (offset + bytes.size() + kBlock - 1) / kBlock; }
  std::size_t blocks_with(std::size_t more) const {
    return (offset + bytes.size() + more + kBlock - 1) / kBlock;
  }
};

class Chains {
 public:
  Chains() {
    vmci_pool_init(pool_.get());
    for (vmci_chain& chain : chains_) vmci_chain_init(&chain);
  }

  void append(std::size_t at, std::uint32_t length) {
    Bytes bytes(length);
    for (std::uint8_t& byte : bytes) byte = ++next_;
    Model& model = models_[at];
    const bool fits = model.blocks_with(length) - model.blocks() <= free_blocks();
    const int result = vmci_chain_append(pool_.get(), &chains_[at], bytes.data(), length);
    ASSERT_EQ(result, fits ? VMCI_SUCCESS : VMCI_ERROR_NO_RESOURCES);
    if (fits) model.bytes.insert(model.bytes.end(), bytes.begin(), bytes.end());
  }

  // Into the room that there is, or in one more block.
  void grow(std::size_t at, std::uint32_t wanted) {
    Model& model = models_[at];
    const std::size_t end = (model.offset + model.bytes.size()) % kBlock;
    std::uint32_t room = 0;
    unsigned char* bytes = vmci_chain_room(pool_.get(), &chains_[at], &room);
    ASSERT_EQ(bytes != nullptr, end != 0 || free_blocks() != 0);
    if (bytes == nullptr) return;
    ASSERT_EQ(room, kBlock - end);
    const std::uint32_t count = std::clamp(wanted, 1U, room);
    for (std::uint32_t i = 0; i < count; ++i) model.bytes.push_back(bytes[i] = ++next_);
    vmci_chain_grow(&chains_[at], count);
  }

  void drop(std::size_t at, std::uint32_t wanted) {
    Model& model = models_[at];
    const auto count =
        static_cast<std::uint32_t>(std::min<std::size_t>(wanted, model.bytes.size()));
    vmci_chain_drop(pool_.get(), &chains_[at], count);
    model.bytes.erase(model.bytes.begin(), model.bytes.begin() + count);
    model.offset = model.bytes.empty() ? 0 : (model.offset + count) % kBlock;
  }

  void look() const {
    for (std::size_t at = 0; at < chains_.size(); ++at) {
      const auto& expected = models_[at].bytes;
      ASSERT_EQ(chains_[at].length, expected.size());
      Bytes bytes(expected.size() + 1, 0xee);
      vmci_chain_read(pool_.get(), &chains_[at], bytes.data(), chains_[at].length);
      ASSERT_TRUE(std::equal(expected.begin(), expected.end(), bytes.begin()));
      ASSERT_EQ(bytes.back(), 0xee) << "more is copied than was asked for";
    }
    ASSERT_EQ(pool_->free, free_blocks());
  }

  // What was all given back is as in the beginning.
  void end() {
    for (std::size_t at = 0; at < chains_.size(); ++at) drop(at, kBlock * kBlocks);
    const auto fresh = std::make_unique<vmci_pool>();
    vmci_pool_init(fresh.get());
    EXPECT_EQ(std::memcmp(pool_.get(), fresh.get(), sizeof *fresh), 0);
  }

  std::size_t free_blocks() const {
    std::size_t used = 0;
    for (const Model& model : models_) used += model.blocks();
    return kBlocks - used;
  }

 private:
  const std::unique_ptr<vmci_pool> pool_ = std::make_unique<vmci_pool>();
  std::array<vmci_chain, 3> chains_;
  std::array<Model, 3> models_;
  std::uint8_t next_ = 0;
};

TEST(Pool, WhatDoesNotFitIsNotAppended) {
  Chains chains;
  chains.append(0, kBlock * kBlocks - 1);
  chains.append(1, 1);
  chains.append(0, 2);
  chains.append(0, 1);
  chains.look();
  chains.drop(0, kBlock);
  chains.append(1, kBlock);
  chains.look();
  chains.end();
}

TEST(Pool, AChainOfNothingHasNoBlock) {
  Chains chains;
  chains.append(0, 0);
  chains.append(1, kBlock);
  chains.drop(1, kBlock);
  chains.append(2, kBlock + 1);
  chains.drop(2, kBlock + 1);
  chains.look();
  EXPECT_EQ(chains.free_blocks(), kBlocks);
  chains.end();
}

TEST(Pool, RoomThatIsNotUsedIsGivenBack) {
  const auto pool = std::make_unique<vmci_pool>();
  vmci_chain chain;
  vmci_pool_init(pool.get());
  vmci_chain_init(&chain);
  std::uint32_t room = 0;
  EXPECT_NE(vmci_chain_room(pool.get(), &chain, &room), nullptr);
  EXPECT_EQ(pool->free, kBlocks - 1);
  vmci_chain_drop(pool.get(), &chain, 0);
  EXPECT_EQ(pool->free, kBlocks);
}

RC_GTEST_PROP(Pool, IsQueuesOfBytes, ()) {
  Chains chains;
  const auto calls = *rc::gen::container<std::vector<std::array<std::uint32_t, 3>>>(
      rc::gen::arbitrary<std::array<std::uint32_t, 3>>());
  for (const auto& [what, at, size] : calls) {
    const std::uint32_t length = size % (3 * kBlock);
    if (what % 3 == 0) chains.append(at % 3, length);
    if (what % 3 == 1) chains.grow(at % 3, length);
    if (what % 3 == 2) chains.drop(at % 3, length);
    chains.look();
    RC_ASSERT_FALSE(testing::Test::HasFailure());
  }
  chains.end();
}

}  // namespace
}  // namespace vmcheck::core
