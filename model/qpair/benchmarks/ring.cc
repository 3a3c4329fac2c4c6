// The ring on this process's memory: bytes in and out again, beside plain memcpy of the same bytes,
// and a stream from one thread to another.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

extern "C" {
#include "driver_core/ring.h"
}

namespace {

constexpr std::uint64_t kSize = 256 * 1024;

// A queue of kSize bytes.
struct Queue {
  std::vector<unsigned char> storage = std::vector<unsigned char>(kSize);
  std::vector<vmci_page> pages;
  alignas(64) vmci_queue_header header{};

  Queue() {
    for (std::uint64_t at = 0; at < kSize; at += VMCI_HAL_PAGE_SIZE) {
      pages.push_back(storage.data() + at);
    }
  }
  vmci_queue_bytes bytes() const { return {pages.data(), pages.size(), kSize}; }
};

struct Endpoints {
  Queue queue_a;
  Queue queue_b;
  alignas(64) vmci_ring_pair a{};
  alignas(64) vmci_ring_pair b{};

  Endpoints() {
    a = {{&queue_a.header, queue_a.bytes(), 0, 0}, {&queue_b.header, queue_b.bytes(), 0, 0}};
    b = {{&queue_b.header, queue_b.bytes(), 0, 0}, {&queue_a.header, queue_a.bytes(), 0, 0}};
    vmci_ring_pair_init(&a);
    vmci_ring_pair_init(&b);
  }
};

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void BM_EnqueueDequeue(benchmark::State& state) {
  const auto length = static_cast<std::uint64_t>(state.range(0));
  Endpoints endpoints;
  std::vector<unsigned char> source(length, 1);
  std::vector<unsigned char> target(length);
  for (auto _ : state) {
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    vmci_ring_enqueue(&endpoints.a, source.data(), length, &in);
    vmci_ring_dequeue(&endpoints.b, target.data(), length, &out);
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
    if (in != length || out != length) state.SkipWithError("bytes are missing");
  }
  count_bytes(state);
}

// What cannot be saved: the bytes are copied into shared memory at a moving place, and out of it.
void BM_MemcpyInOut(benchmark::State& state) {
  const auto length = static_cast<std::uint64_t>(state.range(0));
  std::vector<unsigned char> shared(kSize);
  std::vector<unsigned char> source(length, 1);
  std::vector<unsigned char> target(length);
  std::uint64_t at = 0;
  for (auto _ : state) {
    std::memcpy(shared.data() + at, source.data(), length);
    benchmark::ClobberMemory();
    std::memcpy(target.data(), shared.data() + at, length);
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
    at = at + 2 * length < kSize ? at + length : 0;
  }
  count_bytes(state);
}

// One thread sends pieces of this length, another receives them.
void BM_TwoThreads(benchmark::State& state) {
  const auto length = static_cast<std::uint64_t>(state.range(0));
  Endpoints endpoints;
  std::atomic<bool> stop{false};
  std::thread receiver([&] {
    std::vector<unsigned char> target(length);
    std::uint64_t out = 0;
    while (!stop.load(std::memory_order_relaxed)) {
      if (vmci_ring_dequeue(&endpoints.b, target.data(), length, &out) != VMCI_SUCCESS) {
        std::this_thread::yield();
      }
    }
  });
  std::vector<unsigned char> source(length, 1);
  for (auto _ : state) {
    std::uint64_t sent = 0;
    while (sent < length) {
      std::uint64_t in = 0;
      if (vmci_ring_enqueue(&endpoints.a, source.data() + sent, length - sent, &in) ==
          VMCI_SUCCESS) {
        sent += in;
      } else {
        std::this_thread::yield();
      }
    }
  }
  stop = true;
  receiver.join();
  count_bytes(state);
}

constexpr std::int64_t kLengths[] = {1, 64, 1024, 64 * 1024};

void lengths(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t length : kLengths) benchmark->Arg(length);
}

BENCHMARK(BM_EnqueueDequeue)->Apply(lengths);
BENCHMARK(BM_MemcpyInOut)->Apply(lengths);
BENCHMARK(BM_TwoThreads)->Apply(lengths)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
