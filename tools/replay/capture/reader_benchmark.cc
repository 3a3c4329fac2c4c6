// Bytes of captures per second: bazel run -c opt //tools/replay/capture:reader_benchmark
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>

#include "tools/replay/capture/capture_builder.h"
#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/capture/vsock_record.h"

namespace vmcheck::replay {
namespace {

// Records of so many bytes of payload: what a busy connection's capture is full of.
constexpr std::size_t kRecords = 100000;

std::string payload_record(std::size_t bytes) {
  const auto header = to_bytes(VsockHeader{42, 2, 40000, 5000, kVsockPayload, kVsockNoInfo, 0});
  return std::string(header.begin(), header.end()) + std::string(bytes, 'x');
}

std::string pcap(std::size_t bytes) {
  const PcapBuilder builder;
  std::string text = builder.header();
  const std::string data = payload_record(bytes);
  for (std::size_t i = 0; i < kRecords; ++i) text += builder.record(1, 0, data);
  return text;
}

std::string pcapng(std::size_t bytes) {
  const PcapngBuilder builder;
  std::string text = builder.section() + builder.interface();
  const std::string record = builder.enhanced(0, 1, payload_record(bytes));
  for (std::size_t i = 0; i < kRecords; ++i) text += record;
  return text;
}

void read_capture(benchmark::State& state, const std::string& text) {
  std::uint64_t packets = 0;
  for (auto _ : state) {
    std::istringstream in(text);
    const auto reader = open_capture(in, "made");
    while (reader->next()) ++packets;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.counters["records/s"] =
      benchmark::Counter(static_cast<double>(packets), benchmark::Counter::kIsRate);
}

void read_pcap(benchmark::State& state) {
  read_capture(state, pcap(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(read_pcap)->Arg(64)->Arg(1024)->Unit(benchmark::kMillisecond);

void read_pcapng(benchmark::State& state) {
  read_capture(state, pcapng(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(read_pcapng)->Arg(64)->Arg(1024)->Unit(benchmark::kMillisecond);

// All the way to a trace, of which such records are no part.
void import_pcap(benchmark::State& state) {
  const std::string text = pcap(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    std::istringstream in(text);
    std::ostringstream out;
    benchmark::DoNotOptimize(import_capture(in, "made", {.source = "s", .scenario = "c"}, out));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(import_pcap)->Arg(64)->Arg(1024)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vmcheck::replay

BENCHMARK_MAIN();
