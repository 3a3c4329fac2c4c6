// The table of sockets: examples, and any sequence of calls against a map of slots that is searched
// from end to end.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <type_traits>

#include "driver_core/tests/any_program.h"
#include "driver_core/tests/port_table_model.h"

namespace vmcheck::core {
namespace {

static_assert(std::is_trivially_copyable_v<vmci_ports>);
static_assert(std::has_unique_object_representations_v<vmci_ports>);

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kGuest = 40;
constexpr unsigned kNone = VMCI_SOCKETS_MAX;
constexpr bool kIsSmall = VMCI_PORT_GIVEN_LAST < kAny - 1;

// A machine that is a guest and a host, whose calls expect to succeed or give the error.
class Ports {
 public:
  explicit Ports(uint32_t start = 0) {
    vmci_ports_init(&table, start);
    table.transports.present = VMCI_TRANSPORT_GUEST_TO_HOST | VMCI_TRANSPORT_HOST_TO_GUEST;
    EXPECT_EQ(vmci_ports_set_guest_cid(&table, kGuest), VMCI_SUCCESS);
  }

  unsigned Open(unsigned type = VMCI_SOCKET_STREAM) {
    unsigned slot = kNone;
    EXPECT_EQ(vmci_ports_open(&table, type, &slot), VMCI_SUCCESS);
    return slot;
  }
  int Bind(unsigned slot, uint32_t cid, uint32_t port, bool is_privileged = false) {
    return vmci_ports_bind(&table, slot, {cid, port}, is_privileged);
  }
  uint32_t Autobind(unsigned slot) {
    EXPECT_EQ(vmci_ports_autobind(&table, slot), VMCI_SUCCESS);
    return table.sockets[slot].bound.port;
  }
  unsigned Find(uint32_t cid, uint32_t port, unsigned type = VMCI_SOCKET_STREAM) const {
    return vmci_ports_find_bound(&table, type, {cid, port});
  }

  vmci_ports table;
};

TEST(PortTable, ErrorsComeInTheirOrder) {
  Ports ports;
  const unsigned other = ports.Open();
  const unsigned slot = ports.Open();
  ASSERT_EQ(ports.Bind(other, kAny, 5, true), VMCI_SUCCESS);
  EXPECT_EQ(ports.Bind(other, 99, 5), VMCI_EINVAL);
  EXPECT_EQ(ports.Bind(slot, 99, 5), VMCI_EADDRNOTAVAIL);
  EXPECT_EQ(ports.Bind(slot, VMCI_CID_HOST, 5), VMCI_EACCES);
  EXPECT_EQ(ports.Bind(slot, VMCI_CID_HOST, 1023), VMCI_EACCES);
  EXPECT_EQ(ports.Bind(slot, VMCI_CID_HOST, 5, true), VMCI_EADDRINUSE);
  EXPECT_EQ(ports.Bind(slot, VMCI_CID_HOST, 1024), VMCI_SUCCESS);
}

TEST(PortTable, OneContextsPortIsNotAnothers) {
  Ports ports;
  const unsigned guest = ports.Open();
  const unsigned host = ports.Open();
  ASSERT_EQ(ports.Bind(guest, kGuest, 2000), VMCI_SUCCESS);
  ASSERT_EQ(ports.Bind(host, VMCI_CID_HOST, 2000), VMCI_SUCCESS);
  EXPECT_EQ(ports.Bind(ports.Open(), kAny, 2000), VMCI_EADDRINUSE);
  EXPECT_EQ(ports.Find(kGuest, 2000), guest);
  EXPECT_EQ(ports.Find(VMCI_CID_HOST, 2000), host);
  EXPECT_EQ(ports.Find(VMCI_CID_LOCAL, 2000), kNone);
}

TEST(PortTable, DatagramsHavePortsOfTheirOwn) {
  Ports ports;
  const unsigned stream = ports.Open();
  const unsigned datagram = ports.Open(VMCI_SOCKET_DATAGRAM);
  ASSERT_EQ(ports.Bind(stream, kAny, 2000), VMCI_SUCCESS);
  ASSERT_EQ(ports.Bind(datagram, kAny, 2000), VMCI_SUCCESS);
  EXPECT_EQ(ports.Bind(ports.Open(VMCI_SOCKET_SEQPACKET), kAny, 2000), VMCI_EADDRINUSE);
  EXPECT_EQ(ports.Find(kGuest, 2000, VMCI_SOCKET_DATAGRAM), datagram);
  EXPECT_EQ(ports.Find(kGuest, 2000, VMCI_SOCKET_SEQPACKET), stream);
}

TEST(PortTable, APortIsNotSoonAnothers) {
  Ports ports;
  const unsigned slot = ports.Open();
  const uint32_t port = ports.Autobind(slot);
  EXPECT_EQ(port, 1024u);
  EXPECT_EQ(ports.Autobind(slot), port);
  vmci_ports_close(&ports.table, slot);
  EXPECT_EQ(ports.Autobind(ports.Open()), port + 1);
}

TEST(PortTable, AfterTheLastPortComesTheFirstThatIsNotReserved) {
  Ports ports(VMCI_PORT_GIVEN_LAST - 1024);
  EXPECT_EQ(ports.Autobind(ports.Open()), VMCI_PORT_GIVEN_LAST);
  EXPECT_EQ(ports.Autobind(ports.Open()), 1024u);
}

TEST(PortTable, AnyNumberSaysWhereToStart) {
  for (const uint32_t start : {0u, 1u, 77u, 0x7fffffffu, kAny - 1024, kAny - 1, kAny}) {
    Ports ports(start);
    const uint32_t port = ports.Autobind(ports.Open());
    EXPECT_GE(port, 1024u) << start;
    EXPECT_LE(port, VMCI_PORT_GIVEN_LAST) << start;
  }
  EXPECT_NE(Ports(0).table.next_port, Ports(1).table.next_port);
}

TEST(PortTable, EveryPortIsGivenBeforeThereIsNone) {
  if (!kIsSmall) GTEST_SKIP() << "there are more ports than sockets";
  Ports ports(1);
  std::set<uint32_t> given;
  while (given.size() < VMCI_PORT_GIVEN_LAST - 1023) {
    ASSERT_TRUE(given.insert(ports.Autobind(ports.Open())).second);
  }
  const unsigned slot = ports.Open();
  EXPECT_EQ(vmci_ports_autobind(&ports.table, slot), VMCI_EADDRNOTAVAIL);
  EXPECT_EQ(ports.Bind(slot, kAny, VMCI_PORT_GIVEN_LAST + 1), VMCI_SUCCESS);
}

TEST(PortTable, ManyNeighboursThatAreTakenArePassed) {
  if (kIsSmall) GTEST_SKIP() << "there are few ports";
  Ports ports;
  for (uint32_t port = 1024; port < 1024 + 100; ++port) {
    ASSERT_EQ(ports.Bind(ports.Open(), kAny, port), VMCI_SUCCESS);
  }
  EXPECT_EQ(ports.Autobind(ports.Open()), 1124u);
}

TEST(PortTable, ABindingOutlivesConnectionsAndTransports) {
  Ports ports;
  const unsigned slot = ports.Open();
  ASSERT_EQ(ports.Bind(slot, kAny, 2000), VMCI_SUCCESS);
  for (const unsigned transport : {VMCI_TRANSPORT_GUEST_TO_HOST, VMCI_TRANSPORT_HOST_TO_GUEST}) {
    ports.table.sockets[slot].transport = transport;
    ASSERT_EQ(vmci_ports_connect(&ports.table, slot, {kGuest, 2000}, {2, 9}), VMCI_SUCCESS);
    vmci_ports_disconnect(&ports.table, slot);
    vmci_ports_disconnect(&ports.table, slot);
    EXPECT_EQ(ports.Find(kGuest, 2000), slot);
    EXPECT_EQ(ports.Bind(slot, kAny, 2001), VMCI_EINVAL);
  }
}

TEST(PortTable, AConnectionIsFoundByAllOfItsTwoAddresses) {
  Ports ports;
  const unsigned slot = ports.Open();
  const unsigned twin = ports.Open();
  const vmci_address local = {kGuest, 2000};
  const vmci_address remote = {2, 9};
  ASSERT_EQ(vmci_ports_connect(&ports.table, slot, local, remote), VMCI_SUCCESS);
  ASSERT_EQ(vmci_ports_connect(&ports.table, slot, local, {2, 10}), VMCI_EISCONN);
  EXPECT_EQ(vmci_ports_connect(&ports.table, twin, local, remote), VMCI_EADDRINUSE);
  EXPECT_EQ(vmci_ports_connect(&ports.table, twin, {VMCI_CID_HOST, 2000}, remote), VMCI_SUCCESS);
  EXPECT_EQ(vmci_ports_find_connected(&ports.table, local, remote), slot);
  EXPECT_EQ(vmci_ports_find_connected(&ports.table, {VMCI_CID_HOST, 2000}, remote), twin);
  EXPECT_EQ(vmci_ports_find_connected(&ports.table, local, {3, 9}), kNone);
  EXPECT_EQ(vmci_ports_find_connected(&ports.table, local, {2, 10}), kNone);
  EXPECT_EQ(vmci_ports_find_connected(&ports.table, {kGuest, 2001}, remote), kNone);
}

TEST(PortTable, OnlyATransportsOwnConnectionsAreItsOwn) {
  Ports ports;
  const unsigned up = ports.Open();
  const unsigned down = ports.Open();
  ports.Open();  // not connected
  ports.table.sockets[up].transport = VMCI_TRANSPORT_HOST_TO_GUEST;
  ports.table.sockets[down].transport = VMCI_TRANSPORT_GUEST_TO_HOST;
  ASSERT_EQ(vmci_ports_connect(&ports.table, up, {2, 2000}, {50, 9}), VMCI_SUCCESS);
  ASSERT_EQ(vmci_ports_connect(&ports.table, down, {kGuest, 2000}, {2, 9}), VMCI_SUCCESS);
  const auto next = [&ports](unsigned from) {
    return vmci_ports_next_connected(&ports.table, from, VMCI_TRANSPORT_GUEST_TO_HOST);
  };
  EXPECT_EQ(next(0), down);
  EXPECT_EQ(next(down + 1), kNone);
}

TEST(PortTable, BoundSocketsMigrateWithTheirMachine) {
  Ports ports;
  const unsigned slot = ports.Open();
  const unsigned any = ports.Open();
  const unsigned host = ports.Open();
  ASSERT_EQ(ports.Bind(slot, kGuest, 2000), VMCI_SUCCESS);
  ASSERT_EQ(ports.Bind(any, kAny, 2001), VMCI_SUCCESS);
  ASSERT_EQ(ports.Bind(host, VMCI_CID_HOST, 2000), VMCI_SUCCESS);
  EXPECT_EQ(vmci_ports_set_guest_cid(&ports.table, VMCI_CID_HOST), VMCI_EINVAL);
  EXPECT_EQ(vmci_ports_set_guest_cid(&ports.table, kAny), VMCI_EINVAL);
  EXPECT_EQ(ports.Find(kGuest, 2000), slot);
  EXPECT_EQ(vmci_ports_set_guest_cid(&ports.table, 41), VMCI_SUCCESS);
  EXPECT_EQ(ports.Find(kGuest, 2000), kNone);
  EXPECT_EQ(ports.Find(41, 2000), slot);
  EXPECT_EQ(ports.Find(41, 2001), any);
  EXPECT_EQ(ports.Find(VMCI_CID_HOST, 2000), host);
  EXPECT_EQ(ports.Bind(ports.Open(), kGuest, 2002), VMCI_EADDRNOTAVAIL);
}

TEST(PortTable, WhatHasBeenDoesNotShow) {
  Ports one;
  ASSERT_EQ(one.Bind(one.Open(), kAny, 2000), VMCI_SUCCESS);
  ASSERT_EQ(one.Bind(one.Open(), kAny, 2002), VMCI_SUCCESS);
  Ports other;
  ASSERT_EQ(vmci_ports_connect(&other.table, other.Open(), {2, 1}, {50, 9}), VMCI_SUCCESS);
  ASSERT_EQ(other.Bind(other.Open(), kAny, 2002), VMCI_SUCCESS);
  vmci_ports_close(&other.table, 0);
  ASSERT_EQ(other.Bind(other.Open(), kAny, 2000), VMCI_SUCCESS);
  EXPECT_EQ(std::memcmp(&one.table, &other.table, sizeof one.table), 0);
}

RC_GTEST_PROP(PortTable, DoesWhatAMapOfSlotsDoes, ()) {
  static const Table table = PortsTable();
  CheckAnyProgram(table);
}

}  // namespace
}  // namespace vmcheck::core
