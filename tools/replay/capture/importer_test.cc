// Captures become traces of packets, which a replay holds to the protocol.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/capture/capture_builder.h"
#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/capture/pcap_writer.h"
#include "tools/replay/capture/virtio_view.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

struct Imported {
  std::uint64_t count = 0;
  std::string trace;
  std::vector<std::string> notes;
};

Imported import_text(const std::string& capture, std::optional<std::uint32_t> context = {}) {
  std::istringstream in(capture);
  std::ostringstream out;
  Imported result;
  const ImportOptions options{
      .source = "a test", .scenario = "made", .context = context, .notes = &result.notes};
  result.count = import_capture(in, "t", options, out);
  result.trace = out.str();
  return result;
}

std::string refusal(const std::string& capture) {
  try {
    import_text(capture);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "nothing";
}

Outcome replay_text(const std::string& text) {
  std::istringstream in(text);
  return replay_stream(in, "t");
}

// A connection of guest 42 to the host, as in the recordings.
std::vector<WirePacket> handshake() {
  const std::array<std::uint32_t, 3> guest{42, 1, 40000};
  const std::array<std::uint32_t, 3> host{2, 1, 5000};
  const std::uint64_t handle = 42 + (std::uint64_t{7} << 32U);
  return {{1, 11, 1, guest, host, {65536, 0}},
          {1, 12, 1, host, guest, {65536, 0}},
          {1, 3, 0, guest, host, {handle, 0}},
          {1, 4, 0, host, guest, {handle, 0}}};
}

std::string captured(const std::vector<WirePacket>& packets) {
  std::ostringstream out;
  PcapWriter writer(out);
  std::uint64_t t_us = 1000000;
  for (const WirePacket& packet : packets) writer.write_packet(t_us += 10, packet);
  return out.str();
}

TEST(CaptureImporter, MakesATraceOfPackets) {
  const Imported imported = import_text(captured(handshake()));
  EXPECT_EQ(imported.count, 4u);
  const std::vector<std::string> lines = split_lines(imported.trace);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_NE(lines[0].find(R"("context":42,"peer_context":2,"player":"packets")"),
            std::string::npos);
  EXPECT_EQ(lines[2],
            R"({"step":2,"t_us":10,"op":"receive","type":"NEGOTIATE2","version":1,"protocols":1,)"
            R"("src":[2,1,5000],"dst":[42,1,40000],"payload":[65536,0],"head":null,"tail":null})");
  EXPECT_EQ(replay_text(imported.trace).message, "");
  EXPECT_TRUE(imported.notes.empty());
}

// The machine may be chosen; what others do is counted.
TEST(CaptureImporter, TakesOneMachineAndItsPeer) {
  std::vector<WirePacket> packets = handshake();
  WirePacket other = packets[0];
  other.src[0] = 43;
  packets.insert(packets.begin(), other);
  const Imported imported = import_text(captured(packets), 42);
  EXPECT_EQ(imported.count, 4u);
  EXPECT_EQ(imported.notes, std::vector<std::string>{"1 packets of other machines were left out"});
  EXPECT_EQ(import_text(captured(packets)).count, 1u);
}

TEST(CaptureImporter, CountsWhatItLeavesOut) {
  std::ostringstream out;
  PcapWriter writer(out);
  for (const WirePacket& packet : handshake()) writer.write_packet(9, packet);
  writer.write_payload(8, {42, 40000}, {2, 5000}, 100);
  std::string unknown(VsockHeader::kSize, '\0');
  unknown[26] = 7;
  const Imported imported = import_text(out.str() + PcapBuilder{}.record(9, 0, unknown));
  EXPECT_EQ(imported.count, 4u);
  EXPECT_EQ(imported.notes, (std::vector<std::string>{"1 records of payload were left out",
                                                      "1 packets of other transports were left "
                                                      "out"}));
}

// A capture in which a packet is missing: what it says of that excuses it, if it stands there.
TEST(CaptureImporter, MakesGapsOfWhatTheCaptureLost) {
  const PcapngBuilder builder;
  const std::string pcap = captured(handshake());
  const std::size_t size = VsockHeader::kSize + kVmciPacketSize;
  std::vector<std::string> packets;
  for (std::size_t at = kPcapFileHeaderSize; at < pcap.size(); at += kPcapRecordHeaderSize + size) {
    packets.push_back(pcap.substr(at + kPcapRecordHeaderSize, size));
  }
  ASSERT_EQ(packets.size(), 4u);
  const auto without_the_second = [&](const std::string& options, const std::string& behind) {
    return import_text(builder.section() + builder.interface() +
                       builder.enhanced(0, 1000, packets[0]) +
                       builder.enhanced(0, 2000, packets[2], options) +
                       builder.enhanced(0, 3000, packets[3]) + behind);
  };
  EXPECT_EQ(replay_text(without_the_second("", "").trace).verdict, Verdict::diverged);
  const Imported known = without_the_second(builder.count(4, 1), "");
  EXPECT_EQ(split_lines(known.trace)[2], R"({"step":2,"t_us":1000,"op":"gap","lost":1})");
  EXPECT_EQ(known.notes, std::vector<std::string>{
                             "1 packets were lost, as the capture says: gaps stand for them"});
  EXPECT_EQ(replay_text(known.trace).message, "");
  const Imported unplaced = without_the_second("", builder.statistics(0, builder.count(5, 2)));
  EXPECT_EQ(split_lines(unplaced.trace)[4], R"({"step":4,"t_us":2000,"op":"gap","lost":2})");
  EXPECT_EQ(unplaced.notes,
            std::vector<std::string>{
                "2 packets were lost somewhere in front of the statistics that say so: gaps stand "
                "there, and what is missing in front of them is not excused"});
  EXPECT_EQ(replay_text(unplaced.trace).verdict, Verdict::diverged);
}

TEST(CaptureImporter, RefusesWithTheRecordsOffset) {
  const PcapBuilder builder;
  EXPECT_EQ(refusal(builder.header() + builder.record(1, 0, "short")),
            "t: byte 24: expected a record of at least the 32 bytes of a vsock header, got 5");
  const std::string whole = captured(handshake()).substr(40, 88);
  EXPECT_EQ(refusal(builder.header() + builder.record(1, 0, whole.substr(0, 80))),
            "t: byte 24: field \"len\": expected that 56 bytes of a control packet follow, got 48");
  std::string altered = whole;
  altered[16] = 1;
  EXPECT_EQ(refusal(builder.header() + builder.record(1, 0, altered)),
            "t: byte 24: field \"src_port\": expected 40000, as the control packet has it, got "
            "39937");
}

// A capture may keep the beginning of each record only: a gap, in which anything may have happened.
TEST(CaptureImporter, WhatTheCaptureHasCutIsAGap) {
  const PcapBuilder builder;
  const std::string whole = captured(handshake());
  for (const std::uint32_t kept : {0, 31, 32, 87}) {
    std::string text = builder.header();
    for (std::size_t i = 0; i < 4; ++i) {
      const std::string record = whole.substr(kPcapFileHeaderSize + i * 104 + 16, 88);
      text += i == 1 ? builder.record(1, 0, record.substr(0, kept), 88 - kept)
                     : builder.record(1, 0, record);
    }
    const Imported imported = import_text(text);
    EXPECT_EQ(imported.count, 3u);
    EXPECT_EQ(imported.notes,
              std::vector<std::string>{"1 packets were left out, as the capture has "
                                       "cut them too short"});
    EXPECT_EQ(replay_text(imported.trace).message, "");
  }
}

// Alters each field of each packet of a handshake: none is allowed. The client's first is what its
// owner wants.
TEST(PacketReplay, HoldsEachPacketToTheProtocol) {
  int count = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    for (int field = 0; field < 5; ++field) {
      std::vector<WirePacket> packets = handshake();
      WirePacket& packet = packets[i];
      const bool is_wish = (i < 2 && field == 3) || (i == 2 && field == 3);
      if (is_wish) continue;
      if (field == 0) packet.version = 2;
      if (field == 1) packet.type = 5;
      if (field == 2) packet.protocols ^= 3;
      if (field == 3) ++packet.payload[0];
      if (field == 4) packet.payload[1] = 1;
      packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(i) + 1, packets.end());
      // A conversation of which the first packet is no request may have begun before.
      if (i == 0 && field == 1) continue;
      const Outcome outcome = replay_text(import_text(captured(packets)).trace);
      EXPECT_EQ(outcome.verdict, Verdict::diverged) << i << " " << field;
      ++count;
    }
  }
  EXPECT_EQ(count, 16);
}

TEST(PacketReplay, WithoutOneOfThemItDiverges) {
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<WirePacket> packets = handshake();
    packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(i));
    const Outcome outcome = replay_text(import_text(captured(packets)).trace);
    EXPECT_EQ(outcome.verdict, i == 0 ? Verdict::holds : Verdict::diverged) << i;
  }
}

// What packets do not show may explain a reset, but each explains one.
TEST(PacketReplay, AResetAnswersOnePacket) {
  std::vector<WirePacket> packets = handshake();
  const WirePacket reset{1, 7, 0, packets[1].src, packets[1].dst, {0, 0}};
  for (std::size_t length = 1; length <= 4; length += 2) {
    std::vector<WirePacket> refused(packets.begin(),
                                    packets.begin() + static_cast<std::ptrdiff_t>(length));
    refused.push_back(reset);
    EXPECT_EQ(replay_text(import_text(captured(refused)).trace).message, "") << length;
  }
  for (const std::vector<WirePacket>& twice :
       {std::vector<WirePacket>{packets[0], packets[1], reset},
        {packets[0], reset, packets[0], packets[1], packets[2], reset, packets[3]}}) {
    EXPECT_EQ(replay_text(import_text(captured(twice)).trace).verdict, Verdict::diverged);
  }
}

TEST(PacketReplay, NotificationsAreOfTheProtocolAgreedUpon) {
  std::vector<WirePacket> packets = handshake();
  packets.push_back({1, 5, 0, packets[0].src, packets[0].dst, {0, 0}});
  packets.push_back({1, 6, 0, packets[0].dst, packets[0].src, {0, 0}});
  packets.push_back({1, 8, 0, packets[0].src, packets[0].dst, {3, 0}});
  EXPECT_EQ(replay_text(import_text(captured(packets)).trace).message, "");
  packets.push_back({1, 10, 0, packets[0].dst, packets[0].src, {0, 1}});
  EXPECT_EQ(replay_text(import_text(captured(packets)).trace).verdict, Verdict::diverged);
}

TEST(PacketReplay, AGapStandsForWhateverIsMissing) {
  std::vector<std::string> lines = split_lines(import_text(captured(handshake())).trace);
  lines[2] = R"({"step":2,"t_us":10,"op":"gap","lost":37})";
  const Outcome outcome = replay_text(join_lines(lines));
  EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
  EXPECT_EQ(outcome.notes,
            std::vector<std::string>{
                "t:3: 37 events are missing here: whatever may have happened is allowed"});
}

// virtio's packets of a connection: op, flags, and whether the client sends it.
struct VirtioStep {
  std::uint16_t op;
  std::uint32_t flags;
  bool by_client;
};

std::string virtio_capture(const std::vector<VirtioStep>& steps) {
  const PcapBuilder builder;
  std::string text = builder.header();
  for (const VirtioStep& step : steps) {
    const std::uint64_t src = step.by_client ? 3 : 2;
    const std::uint64_t dst = 5 - src;
    CaptureBytes bytes(false);
    bytes.add(src).add(dst).add(static_cast<std::uint32_t>(100 + src));
    bytes.add(static_cast<std::uint32_t>(100 + dst)).add(std::uint16_t{0}).add(std::uint16_t{2});
    bytes.add(std::uint16_t{44}).add(std::uint16_t{0});
    bytes.add(src).add(dst).add(static_cast<std::uint32_t>(100 + src));
    bytes.add(static_cast<std::uint32_t>(100 + dst)).add(std::uint32_t{0}).add(std::uint16_t{1});
    bytes.add(step.op).add(step.flags).add(std::uint32_t{65536}).add(std::uint32_t{0});
    text += builder.record(1, 0, bytes.text());
  }
  return text;
}

TEST(Virtio, ConnectionsAreHeldToTheSameStates) {
  const std::vector<VirtioStep> good{{kVirtioRequest, 0, true},  {kVirtioResponse, 0, false},
                                     {kVirtioPayload, 0, true},  {6, 0, false},
                                     {kVirtioShutdown, 3, true}, {kVirtioReset, 0, false}};
  const Imported imported = import_text(virtio_capture(good));
  EXPECT_EQ(imported.count, 7u);
  EXPECT_EQ(imported.notes, (std::vector<std::string>{
                                "5 packets of virtio's are told as VMCI's",
                                "1 packets of virtio's that carry no connection were left out"}));
  EXPECT_EQ(replay_text(imported.trace).message, "");
  const std::vector<VirtioStep> early{{kVirtioRequest, 0, true}, {kVirtioPayload, 0, true}};
  EXPECT_EQ(replay_text(import_text(virtio_capture(early)).trace).verdict, Verdict::diverged);
  const std::vector<VirtioStep> wrong_end{{kVirtioRequest, 0, true}, {kVirtioResponse, 0, true}};
  EXPECT_EQ(replay_text(import_text(virtio_capture(wrong_end)).trace).verdict, Verdict::diverged);
}

}  // namespace
}  // namespace vmcheck::replay
