#include "tools/replay/calls_importer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/replay/host_call.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/quote.h"
#include "tools/replay/recording.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay {
namespace {

using Call = decltype(HostCall::call);

// The contexts of the recording's machines: who calls, and another one.
constexpr std::uint32_t kCaller = 50;
constexpr std::uint32_t kOther = 51;
constexpr std::uint32_t kUnknown = 999;
constexpr std::uint32_t kHost = 2;
constexpr std::uint32_t kInvalid = 0xffffffff;
constexpr std::uint32_t kTransport = 1;  // the resource of packets
constexpr std::uint32_t kAttachOnly = 1;
constexpr std::uint32_t kLocal = 2;
constexpr Pair32 kPair{kCaller, 0x2000};
constexpr std::uint64_t kPages = 6;
constexpr std::uint64_t kSize = 8192;

DatagramCall from(std::uint32_t context, std::uint32_t resource = kTransport) {
  return {{context, resource}, {kHost, kTransport}, 32};
}
DatagramCall to(std::uint32_t context, std::uint32_t resource = kTransport) {
  return {{kCaller, kTransport}, {context, resource}, 32};
}
DatagramCall of_payload(std::uint64_t bytes) {
  return {{kCaller, kTransport}, {kHost, kTransport}, bytes};
}
AllocCall alloc(std::uint32_t flags = 0, std::uint32_t peer = kHost) {
  return {kPair, peer, flags, kSize, kSize, kPages};
}
AllocCall of_sizes(std::uint64_t produce, std::uint64_t consume) {
  return {kPair, kHost, 0, produce, consume, kPages};
}
AllocCall of_handle(Pair32 handle) {
  return {handle, kHost, 0, kSize, kSize, kPages};
}
AllocCall in_pages(std::uint64_t pages) {
  return {kPair, kHost, 0, kSize, kSize, pages};
}

struct Case {
  std::string_view name;
  std::optional<Call> call;  // none: it lies below the core
  std::uint32_t caller = kCaller;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"spoofed src cid", from(kOther)},
      {"spoofed src cid 2", from(kHost)},
      {"src cid ANY", from(kInvalid)},
      {"src rid 7", from(kCaller, 7)},
      {"src cid 0 (hypervisor)", from(0)},
      {"dst cid 0", to(0)},
      {"dst cid unknown", to(kUnknown)},
      {"dst another VM", to(kOther)},
      {"dst rid 999", to(kHost, 999)},
      {"31 byte payload", of_payload(31)},
      {"longer than a packet (accepted?)", of_payload(40)},
      {"packet version 9 (not checked?)", of_payload(32)},
      {"dst own cid (loops back)", to(kCaller)},
      {"ALLOC flags LOCAL", alloc(kLocal)},
      {"ALLOC flags 0x10", alloc(0x10)},
      {"ALLOC ATTACH_ONLY of nothing", alloc(kAttachOnly)},
      {"ALLOC sizes 0/0", of_sizes(0, 0)},
      {"ALLOC 128 MiB + 1", of_sizes(kMostBytes, 1)},
      {"ALLOC size overflow", of_sizes(~std::uint64_t{0}, kSize)},
      {"ALLOC peer another VM", alloc(0, kOther)},
      {"ALLOC handle of another cid", of_handle({kOther, kPair[1]})},
      {"ALLOC handle invalid", of_handle({kInvalid, kInvalid})},
      {"ALLOC 1 page", in_pages(1)},
      {"ALLOC 2 pages stated, 6 used (count not compared)", in_pages(2)},
      {"ALLOC va 0", std::nullopt},
      {"ALLOC va unaligned", alloc()},
      {"ALLOC range half unmapped", std::nullopt},
      {"ALLOC peer ANY(~0)", alloc(0, kInvalid)},
      {"ALLOC good", alloc()},
      {"ALLOC same again", alloc()},
      {"SETVA 0 (unmap)", UnmapCall{kPair}},
      {"SETVA va (map)", MapCall{kPair, kPages}},
      {"SETVA va again (already mapped)", MapCall{kPair, kPages}},
      {"DETACH by another VM", DetachCall{kPair}, kOther},
      {"DETACH", DetachCall{kPair}},
      {"DETACH again", DetachCall{kPair}},
      {"ALLOC 8192 for a 4096 connection", of_handle({kCaller, 0x2004})},
      {"IOC_VERSION without VERSION2 (returns driver version)", std::nullopt},
      {"VERSION2(12.0)", std::nullopt},
      {"VERSION2(8.0)", std::nullopt},
      {"INIT cid=2 (taken by the host)", std::nullopt},
      {"GET_CONTEXT_ID", std::nullopt},
      {"second context asking for the same cid", std::nullopt},
      {"RECEIVE, nothing there", std::nullopt},
      {"RECEIVE, buffer of 8", std::nullopt},
  };
  return all;
}

// Packets of the handshake are a connection's.
bool is_of_connection(std::string_view name) {
  return name.starts_with("handshake ") || name.starts_with("OFFER ");
}

std::optional<HostCall> read_case(RecordedLine& line) {
  const std::string name = line.fields.text("case", 100);
  const std::int64_t ioctl = line.fields.integer("ioctl");
  const std::int64_t result = line.fields.integer("result");
  if (is_of_connection(name) || ioctl < 0) return std::nullopt;
  const auto& all = cases();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Case& one) { return one.name == name; });
  if (found == all.end()) line.fields.reject("case", "a case that this importer knows");
  if (!found->call) return std::nullopt;
  return HostCall{line.step, line.t_us, found->caller, *found->call, result};
}

}  // namespace

std::uint64_t import_calls(std::istream& in, const std::string& name, const ImportOptions& options,
                           std::ostream& out) {
  LineReader lines(in, name);
  RecordingReader recording(lines, options.interrupted);
  out << to_header_line(CallsHeader{{"calls", options.source, options.scenario, std::nullopt},
                                    {kCaller, kOther}})
      << '\n';
  std::uint64_t count = 0;
  while (auto line = recording.next()) {
    if (line->op != "neg") continue;
    const auto call = read_case(*line);
    if (!call) continue;
    out << to_line(*call) << '\n';
    ++count;
  }
  out << to_end_line(count) << '\n';
  return count;
}

}  // namespace vmcheck::replay
