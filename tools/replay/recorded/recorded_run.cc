// Runs the core on a platform that records, and writes the file of the log: two ends of a queue
// pair, of which one is recorded, that do what is drawn.
//
//   recorded_run SEED OPERATIONS PRODUCE_SIZE CONSUME_SIZE RECORDS READ_EVERY NAMED_EVERY BOTH
//
// Sizes in bytes, of the end that is recorded. RECORDS fit in the log's memory, a power of two; it
// is read every so many operations. The pair is named when it begins, and again as often as is
// said, if that is not 0. BOTH: 1 records the other end's accesses besides.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

extern "C" {
#include <driver_core/hal/recorded/record_file.h>
#include <driver_core/hal/recorded/record_pair.h>
#include <driver_core/ring.h>
}

extern "C" {
vmci_record_log* vmci_recorded = nullptr;
}

namespace {

vmci_u64 ticks = 0;

vmci_u64 tick() {
  return ++ticks;
}

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Struct>
void write(const Struct& bytes) {
  require(std::fwrite(&bytes, sizeof bytes, 1, stdout) == 1);
}

struct Run {
  std::uint64_t seed;
  std::uint64_t operations;
  std::uint64_t produce_size;
  std::uint64_t consume_size;
  std::uint64_t records;
  std::uint64_t read_every;
  std::uint64_t named_every;
  std::uint64_t both;
};

// A log, and how far it has been read.
class Log {
 public:
  explicit Log(std::uint64_t records) : records_(records) {
    vmci_record_log_init(&log, records_.data(), records, tick);
    vmci_record_file header{};
    vmci_record_file_init(&header, 1000000, 3);
    write(header);
  }

  void read() {
    vmci_record record{};
    vmci_u64 missed = 0;
    while (vmci_record_read(&log, &place_, &record, &missed) != 0) write(record);
  }

  vmci_record_log log{};

 private:
  std::vector<vmci_record> records_;
  vmci_u64 place_ = 0;
};

// Both ends, on pages of this process.
class Pair {
 public:
  explicit Pair(const Run& run) : sizes_{run.produce_size, run.consume_size} {
    for (std::size_t queue = 0; queue < 2; ++queue) {
      const std::uint64_t pages = sizes_[queue] / VMCI_HAL_PAGE_SIZE + 1;
      memory_[queue].resize(pages * VMCI_HAL_PAGE_SIZE);
      for (std::uint64_t page = 0; page < pages; ++page) {
        pages_[queue].push_back(&memory_[queue][page * VMCI_HAL_PAGE_SIZE]);
      }
    }
    for (std::size_t i = 0; i < 2; ++i) {
      ends[i].produce.header = &headers_[i];
      ends[i].consume.header = &headers_[1 - i];
      ends[i].produce.bytes = {pages_[i].data(), pages_[i].size(), sizes_[i]};
      ends[i].consume.bytes = {pages_[1 - i].data(), pages_[1 - i].size(), sizes_[1 - i]};
      require(vmci_ring_pair_init(&ends[i]) == VMCI_SUCCESS);
    }
  }

  vmci_ring_pair ends[2] = {};

 private:
  std::array<std::uint64_t, 2> sizes_;
  vmci_queue_header headers_[2] = {};
  std::vector<unsigned char> memory_[2];
  std::vector<vmci_page> pages_[2];
};

// What is drawn, by the end that is drawn; its other ring may have nothing.
void operate(vmci_ring_pair& end, std::mt19937_64& random) {
  std::array<unsigned char, 64> bytes{};
  const std::uint64_t length = random() % bytes.size();
  vmci_u64 moved = 0;
  switch (random() % 5) {
    case 0:
    case 1:
      vmci_ring_enqueue(&end, bytes.data(), length, &moved);
      break;
    case 2:
      vmci_ring_peek(&end, bytes.data(), length, &moved);
      break;
    case 3:
      vmci_ring_produce_free_space(&end, &moved);
      break;
    default:
      vmci_ring_dequeue(&end, bytes.data(), length, &moved);
  }
}

void record(const Run& run) {
  Log log(run.records);
  std::mt19937_64 random(run.seed);
  Pair pair(run);
  constexpr vmci_handle kHandle{3, 0x101};
  for (std::uint64_t i = 0; i < run.operations; ++i) {
    if (i == 0 || (run.named_every != 0 && i % run.named_every == 0)) {
      vmci_record_pair(&log.log, kHandle, &pair.ends[0]);
    }
    const bool own = random() % 2 == 0;
    vmci_recorded = own || run.both != 0 ? &log.log : nullptr;
    operate(pair.ends[own ? 0 : 1], random);
    vmci_recorded = nullptr;
    if (i % run.read_every == 0) log.read();
  }
  vmci_record_pair_gone(&log.log, &pair.ends[0]);
  log.read();
}

}  // namespace

int main(int argc, char** argv) {
  std::array<std::uint64_t, 8> numbers{};
  require(argc == 1 + static_cast<int>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = std::strtoull(argv[i + 1], nullptr, 10);
  }
  record({numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6],
          numbers[7]});
}
