// Connections: each state and event against the protocol's table, and what the table does not say:
// the contents of packets, the error that a caller gets, and that nobody else is believed.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "driver_core/tests/connection_ways.h"

namespace vmcheck::core {
namespace {

constexpr vmci_handle kOther = {kVmContext, 1999};

using Named = std::pair<std::string, vmci_connection_event>;

// Packets that differ from what a peer means well with.
void AddPackets(const Maker& maker, std::vector<Named>& events) {
  const auto add = [&](const char* name, uint32_t type, auto&& change) {
    vmci_packet packet = maker.Packet(type);
    change(packet);
    events.emplace_back(name, maker.Receive(packet));
  };
  for (uint32_t type = 0; type < 13; ++type) {
    if (type == VMCI_PACKET_RST) continue;
    for (const uint64_t ready : {0, 5})
      events.emplace_back(kTypeNames[type], maker.Receive(maker.Packet(type), ready));
  }
  const vmci_packet reset = maker.Packet(VMCI_PACKET_RST);
  events.emplace_back("RST/none", maker.Receive(reset));
  events.emplace_back("RST/data", maker.Receive(reset, 5));
  for (const uint32_t type : {VMCI_PACKET_NEGOTIATE, VMCI_PACKET_NEGOTIATE2}) {
    add("NEGOTIATE-0", type, [](vmci_packet& p) { p.size = 0; });
    add("NEGOTIATE-small", type, [](vmci_packet& p) { p.size = kMin - 1; });
    add("NEGOTIATE-large", type, [](vmci_packet& p) { p.size = kMax + 1; });
    add("NEGOTIATE-large", type, [](vmci_packet& p) { p.size = ~uint64_t{0}; });
  }
  for (const uint32_t protocols : {0u, 2u, 3u, 0xffffu})
    add("NEGOTIATE2-unknown", VMCI_PACKET_NEGOTIATE2,
        [&](vmci_packet& p) { p.protocols = protocols; });
  add("REQUEST-0", VMCI_PACKET_REQUEST, [](vmci_packet& p) { p.size = 0; });
  add("REQUEST-0", VMCI_PACKET_REQUEST2, [](vmci_packet& p) { p.size = 0; });
  add("REQUEST2-unknown", VMCI_PACKET_REQUEST2, [](vmci_packet& p) { p.protocols = 0xfffe; });
  add("OFFER-invalid", VMCI_PACKET_OFFER, [](vmci_packet& p) { p.handle = kNoHandle; });
  add("OFFER-invalid", VMCI_PACKET_OFFER, [](vmci_packet& p) { p.handle.resource = kNone; });
  add("OFFER-foreign", VMCI_PACKET_OFFER, [](vmci_packet& p) { p.handle.context = 99; });
  add("ATTACH-other", VMCI_PACKET_ATTACH, [](vmci_packet& p) { p.handle.resource += 1; });
  add("ATTACH-other", VMCI_PACKET_ATTACH, [](vmci_packet& p) { p.handle.context += 1; });
  add("ATTACH-other", VMCI_PACKET_ATTACH, [](vmci_packet& p) { p.handle = {7, 1999}; });
  add("SHUTDOWN-nothing", VMCI_PACKET_SHUTDOWN, [](vmci_packet& p) { p.mode = 0; });
  add("SHUTDOWN-nothing", VMCI_PACKET_SHUTDOWN, [](vmci_packet& p) { p.mode = ~uint64_t{3}; });
  for (const uint32_t type : {13u, 14u, 255u}) add("unknown", type, [](vmci_packet&) {});
}

// Packets of which one part of the address is another.
void AddStrangers(const Maker& maker, std::vector<Named>& events) {
  for (uint32_t type = 0; type < 13; ++type) {
    const std::string own = std::string("stranger-") + kTypeNames[type];
    const bool apart =
        type == VMCI_PACKET_RST || type == VMCI_PACKET_REQUEST || type == VMCI_PACKET_REQUEST2;
    vmci_packet packet = maker.Packet(type);
    packet.src_context = kOtherContext;
    events.emplace_back(apart ? own : "stranger", maker.Receive(packet, 5));
    packet = maker.Packet(type);
    packet.src_port += 1;
    events.emplace_back(apart ? own : "stranger", maker.Receive(packet));
    packet = maker.Packet(type);
    packet.dst_port += 1;
    const char* to_other = type == VMCI_PACKET_RST ? "stranger-RST" : "stranger";
    events.emplace_back(to_other, maker.Receive(packet));
    if (maker.connection.local_context == kNone) continue;
    packet = maker.Packet(type);
    packet.dst_context += 1;
    events.emplace_back(to_other, maker.Receive(packet));
  }
}

void AddCalls(const Maker& maker, std::vector<Named>& events) {
  events.emplace_back("connect", maker.Connect());
  vmci_connection_event event = maker.Connect();
  event.context = kNone;
  events.emplace_back("connect-nowhere", event);
  event = maker.Connect();
  event.port = kNone;
  events.emplace_back("connect-nowhere", event);
  event = Event(VMCI_ON_LISTEN);
  event.backlog = 5;
  events.emplace_back("listen", event);
  event = Event(VMCI_ON_SHUTDOWN);
  events.emplace_back("shutdown-none", event);
  for (const uint32_t mode : {1u, 2u, 3u}) {
    event.mode = mode;
    events.emplace_back("shutdown", event);
  }
  events.emplace_back("accept", Event(VMCI_ON_ACCEPT));
  events.emplace_back("take-error", Event(VMCI_ON_TAKE_ERROR));
  events.emplace_back("close", Event(VMCI_ON_CLOSE));
  events.emplace_back("child-ready", Event(VMCI_ON_CHILD_READY));
  events.emplace_back("child-dropped", Event(VMCI_ON_CHILD_DROPPED));
  events.emplace_back("open", maker.Open(VMCI_PACKET_REQUEST));
  events.emplace_back("open2", maker.Open(VMCI_PACKET_REQUEST2));
  event = maker.Open(VMCI_PACKET_REQUEST2);
  event.packet.size = 0;
  events.emplace_back("open-bad", event);
  events.emplace_back("open-bad", maker.Open(VMCI_PACKET_OFFER));
}

void AddOthers(const Maker& maker, std::vector<Named>& events) {
  const bool is_child = maker.connection.state == VMCI_CONNECTION_SYN_RECEIVED;
  const auto late = [&](const char* name, vmci_connection_event_kind kind) {
    vmci_connection_event event = Event(kind);
    event.handle = kOther;
    event.error = VMCI_ENOMEM;
    event.ready = 0;
    events.emplace_back(name, event);
  };
  late("pair-late", VMCI_ON_PAIR);
  late("no-pair-late", VMCI_ON_NO_PAIR);
  late("signal-late", VMCI_ON_SIGNAL);
  late("detached-other", VMCI_ON_PEER_DETACHED);
  if (!is_child) {  // which has one attempt
    late("send-failed-late", VMCI_ON_SEND_FAILED);
    late("timer-late", VMCI_ON_TIMER);
  }
  if (maker.connection.pair == VMCI_CONNECTION_PAIR_ASKED) {
    events.emplace_back("pair", maker.Own(VMCI_ON_PAIR));
    events.emplace_back("no-pair", maker.Own(VMCI_ON_NO_PAIR, VMCI_ENOMEM));
  }
  events.emplace_back("send-failed", maker.Own(VMCI_ON_SEND_FAILED, VMCI_ENOMEM));
  events.emplace_back("timer", maker.Own(VMCI_ON_TIMER));
  events.emplace_back("signal", maker.Own(VMCI_ON_SIGNAL));
  events.emplace_back("gone", Event(VMCI_ON_TRANSPORT_GONE));
  for (const uint64_t ready : {0, 5}) {
    const bool is_host = maker.connection.local_context == kHostContext;
    const std::string what = ready != 0 && !is_host ? "/data" : "/none";
    events.emplace_back("detached" + what, maker.Own(VMCI_ON_PEER_DETACHED, 0, ready));
    events.emplace_back("resumed" + what, maker.Own(VMCI_ON_RESUMED, 0, ready));
    vmci_connection_event event = maker.Own(VMCI_ON_CONTEXT_CHANGED, 0, ready);
    event.context = 44;
    events.emplace_back("context" + what, event);
  }
}

std::vector<Named> AllEvents(const vmci_connection& connection) {
  const Maker maker = {connection, kAttempt};
  std::vector<Named> events;
  AddCalls(maker, events);
  AddPackets(maker, events);
  AddStrangers(maker, events);
  AddOthers(maker, events);
  return events;
}

bool Has(const char* words, const std::string& word) {
  return std::string(words) == "*" || Split(words).count(word) != 0;
}

const Row* Find(const std::string& state, const std::string& event) {
  for (const Row& row : Table()) {
    if (Has(row.from, state) && Has(row.events, event)) return &row;
  }
  return nullptr;
}

Words Expected(const Row& row, const std::string& state) {
  Words words = Split(row.actions);
  if (words.erase("free") != 0) {
    for (const State& other : kStates) {
      if (state == other.name) words.merge(Split(other.has));
    }
  }
  return words;
}

// A connection as it was before its first attempt, or is after it is closed.
vmci_connection Closed(const vmci_connection& before, uint32_t bound, int error) {
  vmci_connection connection = Fresh(bound, before.protocols == 0);
  connection.error = error;
  return connection;
}

void ExpectRow(const Row& row, const std::string& state, const vmci_connection& before,
               const vmci_connection_event& event) {
  int result = -1;
  const vmci_connection_outcome outcome = Step(before, event, &result);
  EXPECT_EQ(result, row.result);
  EXPECT_EQ(Actions(outcome), Expected(row, state));
  const std::string to = row.to;
  if (to == "=") {
    EXPECT_TRUE(Same(outcome.connection, before));
  } else if (to == "closed") {
    const bool rebound = event.kind == VMCI_ON_CONTEXT_CHANGED && before.bound_context != kNone;
    const uint32_t bound = rebound ? 44 : before.bound_context;
    EXPECT_TRUE(Same(outcome.connection, Closed(before, bound, row.error)));
  } else {
    EXPECT_EQ(NameOf(outcome.connection), to == "same" ? state : to);
    EXPECT_EQ(outcome.connection.error, row.error);
  }
}

TEST(Connection, EachStateAndEventIsAsInTheTable) {
  std::vector<bool> used(Table().size());
  for (const uint32_t context : {kHostContext, kVmContext, kNone}) {
    for (const State& state : kStates) {
      if (context == kHostContext && std::string(state.name) == "left") continue;
      const vmci_connection before = To(state.name, context).connection();
      ASSERT_EQ(NameOf(before), state.name);
      for (const auto& [name, event] : AllEvents(before)) {
        SCOPED_TRACE(std::string(state.name) + " " + name + " bound to " + std::to_string(context));
        const Row* row = Find(state.name, name);
        ASSERT_NE(row, nullptr);
        used[static_cast<size_t>(row - Table().data())] = true;
        ExpectRow(*row, state.name, before, event);
      }
    }
  }
  for (size_t i = 0; i < used.size(); ++i)
    EXPECT_TRUE(used[i]) << "row " << i << ": " << Table()[i].from << ", " << Table()[i].events;
}

}  // namespace
}  // namespace vmcheck::core
