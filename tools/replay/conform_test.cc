// What explains packets: those that a kernel sent are explained, altered ones and those of a core
// with a fault are not.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/connection_reader.h"
#include "tools/replay/faulty_sockets.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

// What a connection's trace has of packets.
std::vector<ConnectionEvent> packets_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  LineReader lines(in, path);
  const std::string first(lines.next().value());
  Record header = Record::parse(first, lines.place());
  const Header common = take_header(header);
  take_connection_header(common, header);
  ConnectionReader reader(lines);
  std::vector<ConnectionEvent> packets;
  while (const auto event = reader.next()) {
    const bool is_packet = std::holds_alternative<Sends>(event->action) ||
                           std::holds_alternative<Receives>(event->action);
    if (is_packet) packets.push_back(*event);
  }
  return packets;
}

WirePacket& packet_of(ConnectionEvent& event) {
  if (auto* sends = std::get_if<Sends>(&event.action)) return sends->packet;
  return std::get<Receives>(event.action).packet;
}

std::string trace_of(const std::vector<ConnectionEvent>& events) {
  const ConnectionHeader header{
      {"connection", "a test", "packets", std::nullopt}, 42, 2, "packets"};
  std::string text = to_header_line(header) + "\n";
  for (const ConnectionEvent& event : events) text += to_line(event) + "\n";
  return text + "{\"op\":\"end\",\"events\":" + std::to_string(events.size()) + "}\n";
}

Outcome explain(const std::string& text, const Options& options = {}) {
  std::istringstream in(text);
  return replay_stream(in, "t", options);
}

std::string recorded(const std::string& name) {
  return "traces/linux-6.1-" + name + "-connection.trace.jsonl";
}

TEST(Conform, ExplainsWhatTheKernelSent) {
  for (const std::string& path : recorded_traces("-connection")) {
    const Outcome outcome = replay_file(path, path, {.mode = Mode::conform});
    EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    EXPECT_GT(outcome.events, 0u);
  }
}

TEST(Conform, ExplainsARecordThatBeginsAnywhere) {
  for (const char* name : {"a1", "a2", "b1"}) {
    std::vector<ConnectionEvent> packets = packets_of(recorded(name));
    while (!packets.empty()) {
      const Outcome outcome = explain(trace_of(packets));
      EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
      packets.erase(packets.begin());
    }
  }
}

// Behind a request no packet of a handshake is missing unless the record says so. Then the rest is
// explained.
TEST(Conform, MissesWhatIsLost) {
  for (const char* name : {"a1", "a2", "b1"}) {
    const std::vector<ConnectionEvent> all = packets_of(recorded(name));
    for (std::size_t i = 1; i < 3; ++i) {
      std::vector<ConnectionEvent> rest = all;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_EQ(explain(trace_of(rest)).verdict, Verdict::diverged) << name << " " << i;
      rest.insert(rest.begin() + static_cast<std::ptrdiff_t>(i),
                  {rest[i].step, rest[i].t_us, Gap{1}});
      const Outcome outcome = explain(trace_of(rest));
      EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
    }
  }
}

// No packet of a handshake can have another number in it, nor another type.
TEST(Conform, RefusesAlteredPackets) {
  const std::vector<ConnectionEvent> all = packets_of(recorded("a1"));
  for (std::size_t i = 1; i < 4; ++i) {
    for (int field = 0; field < 4; ++field) {
      std::vector<ConnectionEvent> altered = all;
      WirePacket& packet = packet_of(altered[i]);
      if (field == 0) ++packet.version;
      if (field == 1) packet.protocols ^= 2U;
      if (field == 2) packet.payload[1] = 1;
      if (field == 3)
        packet.type = packet.type == VMCI_PACKET_RST ? VMCI_PACKET_OFFER : VMCI_PACKET_RST;
      EXPECT_EQ(explain(trace_of(altered)).verdict, Verdict::diverged) << i << " " << field;
    }
  }
}

TEST(Conform, NoticesFaultyCores) {
  using namespace socket_cores;
  for (const SocketCore* core : {&answer_of_the_older_kind, &size_as_it_is_wished}) {
    bool noticed = false;
    for (const std::string& path : recorded_traces("-connection")) {
      const Outcome outcome = replay_file(path, path, {.mode = Mode::conform, .socket_core = core});
      noticed |= outcome.verdict == Verdict::diverged;
    }
    EXPECT_TRUE(noticed) << core->name;
  }
}

TEST(Conform, TellsWhatWasToBeExpected) {
  std::vector<ConnectionEvent> packets = packets_of(recorded("a1"));
  packets.erase(packets.begin() + 2);
  EXPECT_EQ(explain(trace_of(packets)).message,
            "t:4: step 11, receive: nothing explains this packet: field \"type\": expected nothing "
            "of 2:5000, "
            "recorded ATTACH; 2 packets of the two are explained\n"
            "  expected  nothing of 2:5000\n"
            "  recorded  ATTACH 2:1:5000 -> 42:1:40000 protocols 0 payload 130841883705386 0");
}

TEST(Conform, TellsWhatMayHaveHappened) {
  const Options options{.explain = true};
  const std::string text = trace_of(packets_of(recorded("a1")));
  const Outcome outcome = explain(text, options);
  EXPECT_EQ(outcome.explanation,
            "2:5000, with 42:40000:\n"
            "  event 2: looks at REQUEST2, for somebody who listens and wants 262144 bytes and "
            "accepts any size, protocols 1\n"
            "  event 4: looks at OFFER\n"
            "  event 4: the broker makes the pair, or attaches to it\n"
            "42:40000, with 2:5000:\n"
            "  event 1: somebody connects who wants 65536 bytes and accepts any size, protocols 1\n"
            "  event 3: looks at NEGOTIATE2\n"
            "  event 3: the broker makes the pair, or attaches to it\n"
            "  event 5: looks at ATTACH\n"
            "  event 9: shutdown of 3\n");
  EXPECT_EQ(explain(text, options).explanation, outcome.explanation);
}

TEST(Conform, WantsAModeThatTheTraceHas) {
  const std::string ring = recorded_traces().front();
  EXPECT_EQ(replay_file(ring, "t", {.mode = Mode::conform}).message,
            "t:1: field \"kind\": expected \"connection\", as the mode is conform, got \"ring\"");
}

TEST(Conform, NamesBadLines) {
  std::vector<ConnectionEvent> packets = packets_of(recorded("a1"));
  const std::string good = trace_of(packets);
  EXPECT_EQ(explain(good.substr(0, good.size() - 30)).verdict, Verdict::bad_input);
  packets[1].step = 0;
  const Outcome outcome = explain(trace_of(packets));
  EXPECT_EQ(outcome.verdict, Verdict::bad_input);
  EXPECT_EQ(outcome.message, "t:3: field \"step\": expected at least 5, the step before, got 0");
}

}  // namespace
}  // namespace vmcheck::replay
