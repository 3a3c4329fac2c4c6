// Every choice of a transport, against the rules of AF_VSOCK, which stand here once more as data.
#include <driver_core/vsock/transport.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kOwn = 40;
constexpr uint32_t kCids[] = {0, 1, 2, 3, kOwn - 1, kOwn, kOwn + 1, kAny - 1, kAny};

constexpr int kStream = 1;
constexpr int kDatagram = 2;
constexpr int kSeqpacket = 5;

struct Question {
  uint32_t cid;
  unsigned short present;    // 1 local, 2 guest to host, 4 host to guest, 8 datagram
  unsigned short seqpacket;  // likewise
  int type = kStream;
  unsigned flags = 0;
};

struct Outcome {
  int result;
  int transport = 0;

  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << "result " << outcome.result << ", transport " << outcome.transport;
}

constexpr Outcome kLocal = {0, 1};
constexpr Outcome kGuestToHost = {0, 2};
constexpr Outcome kHostToGuest = {0, 4};
constexpr Outcome kDatagrams = {0, 8};
constexpr Outcome kNoDevice = {VMCI_ENODEV};

enum class Remote { kEach, kLocal, kHost, kOwn, kWellKnown, kOther };

// What must hold: of the type (0: any for connections), of the transports that are there (local,
// guest to host, host to guest, datagram) and of the flag, each y(es), n(o) or - for both. The
// first row that fits holds.
struct Row {
  int type;
  Remote remote;
  const char* present;
  char flag;
  Outcome outcome;
};

constexpr Row kTable[] = {
    {kDatagram, Remote::kEach, "---y", '-', kDatagrams},
    {kDatagram, Remote::kEach, "---n", '-', kNoDevice},
    {0, Remote::kLocal, "y---", '-', kLocal},
    {0, Remote::kOwn, "yy--", '-', kLocal},
    {0, Remote::kHost, "yn--", '-', kLocal},
    {0, Remote::kWellKnown, "-y--", '-', kGuestToHost},
    {0, Remote::kWellKnown, "-n--", '-', kNoDevice},
    {0, Remote::kOther, "-yn-", '-', kGuestToHost},
    {0, Remote::kOther, "-nn-", '-', kNoDevice},
    {0, Remote::kOther, "-yy-", 'y', kGuestToHost},
    {0, Remote::kOther, "-ny-", 'y', kNoDevice},
    {0, Remote::kOther, "--y-", 'n', kHostToGuest},
};

bool Fits(Remote remote, uint32_t cid) {
  switch (remote) {
    case Remote::kEach:
      return true;
    case Remote::kLocal:
      return cid == 1;
    case Remote::kHost:
      return cid == 2;
    case Remote::kOwn:
      return cid == kOwn;
    case Remote::kWellKnown:
      return cid <= 2;
    case Remote::kOther:
      return cid > 2;
  }
  return false;
}

bool Fits(const char* pattern, unsigned present) {
  for (int i = 0; i < 4; ++i) {
    const bool is_there = (present >> i & 1) != 0;
    if (pattern[i] != '-' && (pattern[i] == 'y') != is_there) return false;
  }
  return true;
}

const Row& RowFor(const Question& asked) {
  for (const Row& row : kTable) {
    if ((row.type == kDatagram) == (asked.type == kDatagram) && Fits(row.remote, asked.cid) &&
        Fits(row.present, asked.present) &&
        (row.flag == '-' || (row.flag == 'y') == (asked.flags == 1))) {
      return row;
    }
  }
  throw std::logic_error("the table has no row");
}

Outcome Expected(const Question& asked) {
  if (asked.type != kStream && asked.type != kDatagram && asked.type != kSeqpacket) {
    return {VMCI_ESOCKTNOSUPPORT};
  }
  const Outcome& outcome = RowFor(asked).outcome;
  if (asked.type == kSeqpacket && outcome.result == 0 &&
      (asked.seqpacket & outcome.transport) == 0) {
    return {VMCI_ESOCKTNOSUPPORT};
  }
  return outcome;
}

vmci_transports Transports(const Question& asked) {
  return {kOwn, asked.present, asked.seqpacket};
}

Outcome Chosen(const Question& asked) {
  const vmci_transports transports = Transports(asked);
  vmci_transport chosen = VMCI_TRANSPORT_NONE;
  const int result = vmci_choose_transport(&transports, static_cast<unsigned>(asked.type),
                                           asked.cid, asked.flags, &chosen);
  return {result, static_cast<int>(chosen)};
}

template <typename Function>
void ForEachQuestion(Function function) {
  for (const uint32_t cid : kCids) {
    for (unsigned short present = 0; present < 16; ++present) {
      for (const unsigned short seqpacket : {0, 1, 15}) {
        for (const int type : {0, kStream, kDatagram, 3, 4, kSeqpacket, 6}) {
          for (const unsigned flags : {0u, 1u}) {
            function(Question{cid, present, seqpacket, type, flags});
          }
        }
      }
    }
  }
}

std::string Text(const Question& asked) {
  return "to context " + std::to_string(asked.cid) + ", transports " +
         std::to_string(asked.present) + ", of which " + std::to_string(asked.seqpacket) +
         " keep packets apart, type " + std::to_string(asked.type) + ", flags " +
         std::to_string(asked.flags);
}

TEST(Transport, IsThatOfTheTable) {
  ForEachQuestion(
      [](const Question& asked) { EXPECT_EQ(Chosen(asked), Expected(asked)) << Text(asked); });
}

TEST(Transport, EachRowOfTheTableDecidesSomething) {
  int decided[std::size(kTable)] = {};
  ForEachQuestion([&](const Question& asked) { ++decided[&RowFor(asked) - kTable]; });
  for (size_t row = 0; row < std::size(kTable); ++row) {
    EXPECT_GT(decided[row], 0) << "row " << row;
  }
}

// What each set of local, guest-to-host and host-to-guest transports makes of a machine.
struct Machine {
  uint32_t local_cid;
  const char* bound;  // of contexts 0, 1, 2, 3, its own, any: those that can be bound
};

constexpr Machine kOwns[] = {
    {kAny, "nnnnny"}, {1, "nynnny"}, {kOwn, "nnnnyy"}, {kOwn, "nynnyy"},
    {2, "nnynny"},    {2, "nyynny"}, {kOwn, "nnynyy"}, {kOwn, "nyynyy"},
};

TEST(Transport, SaysWhichContextsAreTheMachines) {
  constexpr uint32_t kBound[] = {0, 1, 2, 3, kOwn, kAny};
  for (unsigned short present = 0; present < 16; ++present) {
    const vmci_transports transports = Transports({.cid = 0, .present = present, .seqpacket = 0});
    const Machine& machine = kOwns[present & 7];
    EXPECT_EQ(vmci_local_cid(&transports), machine.local_cid) << present;
    for (int i = 0; i < 6; ++i) {
      EXPECT_EQ(vmci_cid_can_be_bound(&transports, kBound[i]) != 0, machine.bound[i] == 'y')
          << present << " context " << kBound[i];
    }
  }
}

TEST(Transport, SpeaksFromWhereItCanBeAnswered) {
  EXPECT_EQ(vmci_source_within(kAny, 1), 1u);
  EXPECT_EQ(vmci_source_within(kAny, kOwn), kOwn);
  EXPECT_EQ(vmci_source_within(kOwn, 1), kOwn);
  EXPECT_EQ(vmci_source_within(1, kOwn), 1u);
}

TEST(Transport, OfAChildIsTheHostsBetweenTwoVirtualMachines) {
  for (const uint32_t local : kCids) {
    for (const uint32_t remote : kCids) {
      EXPECT_EQ(vmci_accepted_flags(local, remote), local > 2 && remote > 2 ? 1u : 0u)
          << local << ' ' << remote;
    }
  }
}

TEST(Transport, IsReleasedForAnotherOnly) {
  for (const unsigned current : {0u, 1u, 2u, 4u, 8u}) {
    for (const unsigned chosen : {1u, 2u, 4u, 8u}) {
      const unsigned change = vmci_transport_change(current, static_cast<vmci_transport>(chosen));
      EXPECT_EQ((change & VMCI_TRANSPORT_TAKE) != 0, current != chosen) << current << chosen;
      EXPECT_EQ((change & VMCI_TRANSPORT_RELEASE) != 0, current != chosen && current != 0)
          << current << chosen;
    }
  }
}

TEST(Transport, DoesNotLeadToTheLocalContextOfAnother) {
  for (const uint32_t cid : kCids) {
    for (const unsigned transport : {1u, 2u, 4u}) {
      EXPECT_EQ(vmci_transport_check_remote(static_cast<vmci_transport>(transport), cid),
                cid == 1 && transport != 1 ? VMCI_ENETUNREACH : 0)
          << cid << ' ' << transport;
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
