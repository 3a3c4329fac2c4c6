#include "tools/replay/capture/capture_importer.h"

#include <fmt/core.h>

#include <algorithm>

#include "tools/replay/capture/capture_reader.h"
#include "tools/replay/capture/virtio_view.h"
#include "tools/replay/capture/vsock_record.h"
#include "tools/replay/packet_trace.h"

namespace vmcheck::replay {
namespace {

class CaptureImport {
 public:
  CaptureImport(const std::string& name, const ImportOptions& options, std::ostream& out)
      : name_(name), options_(options), trace_(options, out) {}

  std::uint64_t run(std::istream& in);

 private:
  void read(const CapturedRecord& record);
  // What the capture says it has lost: gaps.
  void lose(const Losses& losses);
  // Whether the capture has cut a record in front of the end of what is needed: a gap.
  bool is_cut(const CapturedRecord& record, std::size_t needed);
  void read_vmci(const VsockHeader& header, Bytes bytes);
  void read_virtio(const VsockHeader& header, Bytes bytes);
  void require_same(const char* field, std::uint64_t in_header, std::uint64_t in_packet) const;
  [[noreturn]] void reject(const std::string& message) const;

  std::string name_;
  const ImportOptions& options_;
  PacketTrace trace_;
  std::uint64_t offset_ = 0;   // of the record
  std::uint64_t time_ns_ = 0;  // of the newest record that has one
  std::uint64_t other_links_ = 0;
  std::uint64_t other_transports_ = 0;
  std::uint64_t payloads_ = 0;
  std::uint64_t cut_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t lost_some_ = 0;  // as often, and nobody knows how many
  std::uint64_t lost_anywhere_ = 0;
  std::uint64_t virtio_ = 0;
  std::uint64_t virtio_left_out_ = 0;
};

std::uint64_t CaptureImport::run(std::istream& in) {
  const auto reader = open_capture(in, name_);
  while (const auto record = reader->next()) {
    if (options_.interrupted != nullptr && *options_.interrupted) throw Interrupted();
    time_ns_ = record->time_ns.value_or(time_ns_);
    lose(reader->take_losses());
    read(*record);
  }
  lose(reader->take_losses());
  const std::uint64_t packets = trace_.finish();
  note_count(options_, virtio_, "packets of virtio's are told as VMCI's");
  note_count(options_, virtio_left_out_,
             "packets of virtio's that carry no connection were left out");
  note_count(options_, cut_, "packets were left out, as the capture has cut them too short");
  note_count(options_, lost_, "packets were lost, as the capture says: gaps stand for them");
  note_count(options_, lost_some_,
             "times some packets were lost, as the capture says: gaps stand "
             "for them");
  note_count(
      options_, lost_anywhere_,
      "packets were lost somewhere in front of the statistics that say so: gaps stand there, "
      "and what is missing in front of them is not excused");
  note_count(options_, payloads_, "records of payload were left out");
  note_count(options_, other_transports_, "packets of other transports were left out");
  note_count(options_, other_links_, "records of other link types were left out");
  return packets;
}

void CaptureImport::read(const CapturedRecord& record) {
  offset_ = record.offset;
  if (record.link_type != kLinkTypeVsock) {
    ++other_links_;
    return;
  }
  if (is_cut(record, VsockHeader::kSize)) return;
  if (record.bytes.size() < VsockHeader::kSize) {
    reject(fmt::format("expected a record of at least the {} bytes of a vsock header, got {}",
                       VsockHeader::kSize, record.bytes.size()));
  }
  const VsockHeader header = read_vsock_header(record.bytes);
  const Bytes rest = record.bytes.subspan(VsockHeader::kSize);
  if (is_cut(record, VsockHeader::kSize + std::min<std::size_t>(header.length, kVmciPacketSize))) {
    return;
  }
  if (header.transport == kVsockNoInfo && header.length == kVmciPacketSize) {
    read_vmci(header, rest);
  } else if (header.transport == kVsockNoInfo && header.op == kVsockPayload) {
    ++payloads_;
  } else if (header.transport == kVsockVirtio) {
    read_virtio(header, rest);
  } else {
    ++other_transports_;
  }
}

void CaptureImport::lose(const Losses& losses) {
  if (losses.anywhere != 0) {
    lost_anywhere_ += losses.anywhere;
    trace_.add_gap(time_ns_, losses.anywhere);
  }
  if (losses.between == 0 && !losses.some_between) return;
  lost_ += losses.between;
  lost_some_ += losses.some_between;
  trace_.add_gap(time_ns_, losses.some_between ? std::nullopt : std::optional(losses.between));
}

bool CaptureImport::is_cut(const CapturedRecord& record, std::size_t needed) {
  if (record.bytes.size() >= needed || record.original_length < needed) return false;
  ++cut_;
  trace_.add_gap(time_ns_, 1);
  return true;
}

void CaptureImport::read_vmci(const VsockHeader& header, Bytes bytes) {
  if (bytes.size() < kVmciPacketSize) {
    reject(fmt::format("field \"len\": expected that {} bytes of a control packet follow, got {}",
                       kVmciPacketSize, bytes.size()));
  }
  const WirePacket packet = read_vmci_packet(bytes);
  require_same("src_cid", header.src_context, packet.src[0]);
  require_same("dst_cid", header.dst_context, packet.dst[0]);
  require_same("src_port", header.src_port, packet.src[2]);
  require_same("dst_port", header.dst_port, packet.dst[2]);
  trace_.add(time_ns_, packet);
}

void CaptureImport::read_virtio(const VsockHeader& header, Bytes bytes) {
  if (header.length < VirtioHeader::kSize || bytes.size() < VirtioHeader::kSize) {
    reject(fmt::format("field \"len\": expected {} bytes of virtio's header, got {}",
                       VirtioHeader::kSize, bytes.size()));
  }
  const auto packets = as_vmci_packets(read_virtio_header(bytes));
  ++(packets.empty() ? virtio_left_out_ : virtio_);
  for (const WirePacket& packet : packets) trace_.add(time_ns_, packet);
}

void CaptureImport::require_same(const char* field, std::uint64_t in_header,
                                 std::uint64_t in_packet) const {
  if (in_header == in_packet) return;
  reject(fmt::format("field \"{}\": expected {}, as the control packet has it, got {}", field,
                     in_packet, in_header));
}

void CaptureImport::reject(const std::string& message) const {
  throw BadInput(fmt::format("{}: byte {}: {}", name_, offset_, message));
}

}  // namespace

std::uint64_t import_capture(std::istream& in, const std::string& name,
                             const ImportOptions& options, std::ostream& out) {
  return CaptureImport(name, options, out).run(in);
}

}  // namespace vmcheck::replay
