#include "tools/replay/capture/pcap_writer.h"

#include <algorithm>
#include <limits>

#include "tools/replay/capture/capture_reader.h"
#include "tools/replay/capture/pcap.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

void write(std::ostream& out, Bytes bytes) {
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

template <typename Word>
void write_word(std::ostream& out, Word word) {
  std::array<unsigned char, sizeof(Word)> bytes{};
  store_word(bytes, 0, word);
  write(out, bytes);
}

}  // namespace

PcapWriter::PcapWriter(std::ostream& out) : out_(out) {
  write_word(out_, kPcapMicroseconds);
  write_word(out_, std::uint16_t{2});  // the format's version, 2.4
  write_word(out_, std::uint16_t{4});
  write_word(out_, std::uint64_t{0});  // of the time zone
  write_word(out_, kMostCaptured);
  write_word(out_, kLinkTypeVsock);
}

void PcapWriter::write_packet(std::uint64_t t_us, const WirePacket& packet) {
  const VsockHeader header{packet.src[0],         packet.dst[0], packet.src[2],  packet.dst[2],
                           vsock_op(packet.type), kVsockNoInfo,  kVmciPacketSize};
  write_record(t_us, header, to_bytes(packet), 0);
}

void PcapWriter::write_payload(std::uint64_t t_us, const Pair32& src, const Pair32& dst,
                               std::uint64_t bytes) {
  write_record(t_us, {src[0], dst[0], src[1], dst[1], kVsockPayload, kVsockNoInfo, 0}, {}, bytes);
}

void PcapWriter::write_record(std::uint64_t t_us, const VsockHeader& header, Bytes rest,
                              std::uint64_t not_captured) {
  const std::uint64_t captured = VsockHeader::kSize + rest.size();
  write_word(out_, static_cast<std::uint32_t>(t_us / 1000000));
  write_word(out_, static_cast<std::uint32_t>(t_us % 1000000));
  write_word(out_, static_cast<std::uint32_t>(captured));
  write_word(out_, static_cast<std::uint32_t>(std::min(captured + not_captured, kMost32)));
  write(out_, to_bytes(header));
  write(out_, rest);
}

}  // namespace vmcheck::replay
