// A log of what a driver does: what is read of it, against a model; and that the platform with it
// records the ring's accesses, in their order.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

extern "C" {
#include <driver_core/ring.h>
}

extern "C" {
vmci_record_log* vmci_recorded = nullptr;
}

namespace vmcheck::core {
namespace {

vmci_u64 ticks = 0;

vmci_u64 Tick() {
  return __atomic_add_fetch(&ticks, 1, __ATOMIC_RELAXED);
}

struct Log {
  explicit Log(vmci_u64 count) : records(count) {
    vmci_record_log_init(&log, records.data(), count, Tick);
  }

  std::vector<vmci_record> records;
  vmci_record_log log{};
};

// Writes and reads as drawn: each record is read once, in order, or counted as missed, and those
// that are there are the newest.
TEST(RecordLog, GivesTheNewestAndCountsTheOthers) {
  EXPECT_TRUE(rc::check([] {
    const vmci_u64 count = vmci_u64{1} << *rc::gen::inRange(0, 4);
    Log log(count);
    vmci_u64 written = 0;
    vmci_u64 place = 0;
    vmci_u64 missed = 0;
    vmci_u64 expected = 0;  // the next one to be read
    vmci_u64 read = 0;
    for (const int turn : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3))) {
      if (turn != 0) {
        vmci_record_add(&log.log, VMCI_RECORD_STORE, written, ~written, nullptr, 0);
        ++written;
        continue;
      }
      const vmci_u64 oldest = written < count ? 0 : written - count;
      const vmci_u64 next = expected < oldest ? oldest : expected;
      vmci_record record{};
      const int found = vmci_record_read(&log.log, &place, &record, &missed);
      RC_ASSERT(found == (next < written ? 1 : 0));
      if (found == 0) continue;
      RC_ASSERT(record.where == next);
      RC_ASSERT(record.value == ~next);
      RC_ASSERT(record.number == next + 1);
      expected = next + 1;
      ++read;
    }
    vmci_record record{};
    while (vmci_record_read(&log.log, &place, &record, &missed) != 0) ++read;
    RC_ASSERT(read + missed == written);
  }));
}

TEST(RecordLog, KeepsTheFirstBytesOfADatagram) {
  Log log(2);
  std::vector<unsigned char> bytes(VMCI_RECORD_BYTES + 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i + 1);
  for (const std::size_t length : {bytes.size(), std::size_t{VMCI_RECORD_BYTES}, std::size_t{3}}) {
    vmci_u64 place = log.log.next;
    vmci_u64 missed = 0;
    vmci_record record{};
    vmci_record_add(&log.log, VMCI_RECORD_SENT, 0, 0, bytes.data(), length);
    ASSERT_EQ(vmci_record_read(&log.log, &place, &record, &missed), 1);
    EXPECT_EQ(record.length, length);
    std::vector<unsigned char> kept(VMCI_RECORD_BYTES);
    std::memcpy(kept.data(), record.words, kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i], i < length ? bytes[i] : 0) << length << " " << i;
    }
  }
}

// Two threads write while a third one reads: no record is torn, none is out of its writer's order,
// and each is read or missed.
TEST(RecordLog, IsWrittenByMany) {
  constexpr vmci_u64 kEach = 20000;
  Log log(64);
  const auto write = [&](vmci_u64 who) {
    for (vmci_u64 i = 0; i < kEach; ++i) {
      const vmci_u64 value = who * kEach + i;
      vmci_record_add(&log.log, VMCI_RECORD_STORE, value, value * 3, &value, sizeof(value));
    }
  };
  std::thread one(write, 0);
  std::thread other(write, 1);
  vmci_u64 place = 0;
  vmci_u64 missed = 0;
  vmci_u64 read = 0;
  vmci_u64 last[2] = {0, 0};
  const auto drain = [&] {
    vmci_record record{};
    while (vmci_record_read(&log.log, &place, &record, &missed) != 0) {
      ++read;
      ASSERT_EQ(record.value, record.where * 3);
      ASSERT_EQ(record.words[0], record.where);
      vmci_u64& newest = last[record.where / kEach];
      ASSERT_LE(newest, record.where % kEach);
      newest = record.where % kEach;
    }
  };
  while (read + missed < kEach && !testing::Test::HasFatalFailure()) drain();
  one.join();
  other.join();
  drain();
  EXPECT_EQ(read + missed, 2 * kEach);
}

// A ring of eight bytes between two endpoints, on pages of this process.
struct Pair {
  alignas(4096) unsigned char memory[2][2][VMCI_HAL_PAGE_SIZE] = {};
  vmci_page pages[2] = {memory[0][1], memory[1][1]};
  vmci_ring_pair ends[2] = {};

  Pair() {
    for (int i = 0; i < 2; ++i) {
      const auto header = [&](int queue) {
        return reinterpret_cast<vmci_queue_header*>(memory[queue][0]);
      };
      ends[i].produce.header = header(i);
      ends[i].consume.header = header(1 - i);
      ends[i].produce.bytes = {&pages[i], 1, 8};
      ends[i].consume.bytes = {&pages[1 - i], 1, 8};
      EXPECT_EQ(vmci_ring_pair_init(&ends[i]), VMCI_SUCCESS);
    }
  }
};

TEST(RecordedPlatform, RecordsWhatTheRingSharesWithItsPeer) {
  Pair pair;
  Log log(16);
  vmci_u64 copied = 0;
  vmci_recorded = &log.log;
  ASSERT_EQ(vmci_ring_enqueue(&pair.ends[0], "abc", 3, &copied), VMCI_SUCCESS);
  vmci_recorded = nullptr;
  ASSERT_EQ(vmci_ring_enqueue(&pair.ends[0], "d", 1, &copied), VMCI_SUCCESS);
  vmci_u64 place = 0;
  vmci_u64 missed = 0;
  vmci_record record{};
  const auto address = [](const void* word) { return reinterpret_cast<std::uintptr_t>(word); };
  ASSERT_EQ(vmci_record_read(&log.log, &place, &record, &missed), 1);
  EXPECT_EQ(record.kind, VMCI_RECORD_LOAD);
  EXPECT_EQ(record.where, address(&pair.ends[1].produce.header->consumer_head));
  EXPECT_EQ(record.value, 0u);
  ASSERT_EQ(vmci_record_read(&log.log, &place, &record, &missed), 1);
  EXPECT_EQ(record.kind, VMCI_RECORD_STORE);
  EXPECT_EQ(record.where, address(&pair.ends[0].produce.header->producer_tail));
  EXPECT_EQ(record.value, 3u);
  EXPECT_EQ(vmci_record_read(&log.log, &place, &record, &missed), 0);
  EXPECT_EQ(missed, 0u);
}

}  // namespace
}  // namespace vmcheck::core
