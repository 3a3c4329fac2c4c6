// Every way that a datagram can take, against the protocol's routing table, which stands here once
// more as data.
#include <driver_core/route.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>

namespace vmcheck::core {
namespace {

constexpr uint32_t kHypervisor = 0;
constexpr uint32_t kHost = 2;
constexpr uint32_t kInvalid = 0xffffffff;
constexpr uint32_t kOwn = 40;

struct Question {
  uint32_t src_context;
  uint32_t src_resource;
  uint32_t dst_context;
  bool from_guest;
  bool guest_active;
  bool host_active;
  bool dst_exists;
};

// What becomes of a datagram: an error, or the way it takes and the source that it then names.
struct Outcome {
  int result;
  enum vmci_route route = VMCI_ROUTE_NONE;
  uint32_t source = 0;

  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << "result " << outcome.result << ", route " << outcome.route << ", source "
             << outcome.source;
}

Outcome Error(int result) {
  return {.result = result};
}

enum class Dst { kInvalid, kHypervisor, kHost, kOther };
enum class Src { kAny, kHypervisor, kHost, kInvalid, kAnonymous, kOtherVm };

// What happens to a source context that is invalid.
enum class Fill { kKept, kOwn, kHost };

struct Way {
  int result;
  enum vmci_route route = VMCI_ROUTE_NONE;
  Fill fill = Fill::kKept;
};

constexpr Way kAsGuest = {VMCI_SUCCESS, VMCI_ROUTE_AS_GUEST, Fill::kOwn};
constexpr Way kAsGuestUnnamed = {VMCI_SUCCESS, VMCI_ROUTE_AS_GUEST, Fill::kKept};
constexpr Way kAsHost = {VMCI_SUCCESS, VMCI_ROUTE_AS_HOST, Fill::kHost};

// The facts in order: from a guest, guest active (G), host active (H), destination exists. Each is
// y(es), n(o) or - for both. The first row that fits holds.
struct Row {
  Dst dst;
  Src src;
  const char* facts;
  Way way;
};

constexpr Row kTable[] = {
    {Dst::kInvalid, Src::kAny, "----", {VMCI_ERROR_INVALID_ARGS}},

    {Dst::kHypervisor, Src::kAny, "y---", {VMCI_ERROR_DST_UNREACHABLE}},
    {Dst::kHypervisor, Src::kAny, "-n--", {VMCI_ERROR_DEVICE_NOT_FOUND}},
    {Dst::kHypervisor, Src::kHost, "----", {VMCI_ERROR_INVALID_ARGS}},
    {Dst::kHypervisor, Src::kAnonymous, "----", kAsGuestUnnamed},
    {Dst::kHypervisor, Src::kAny, "----", kAsGuest},

    {Dst::kHost, Src::kHypervisor, "--y-", kAsHost},
    {Dst::kHost, Src::kHypervisor, "----", {VMCI_ERROR_DEVICE_NOT_FOUND}},
    {Dst::kHost, Src::kAny, "ny--", kAsGuest},
    {Dst::kHost, Src::kAny, "--n-", {VMCI_ERROR_DEVICE_NOT_FOUND}},
    {Dst::kHost, Src::kInvalid, "y---", {VMCI_ERROR_INVALID_ARGS}},
    {Dst::kHost, Src::kAny, "----", kAsHost},

    {Dst::kOther, Src::kInvalid, "y-yy", {VMCI_ERROR_INVALID_ARGS}},
    {Dst::kOther, Src::kOtherVm, "--yy", {VMCI_ERROR_DST_UNREACHABLE}},
    {Dst::kOther, Src::kAny, "--yy", kAsHost},
    {Dst::kOther, Src::kAny, "-nyn", {VMCI_ERROR_DST_UNREACHABLE}},
    {Dst::kOther, Src::kAny, "-n--", {VMCI_ERROR_DEVICE_NOT_FOUND}},
    {Dst::kOther, Src::kAny, "----", kAsGuest},
};

bool Fits(Dst dst, const Question& asked) {
  switch (dst) {
    case Dst::kInvalid:
      return asked.dst_context == kInvalid;
    case Dst::kHypervisor:
      return asked.dst_context == kHypervisor;
    case Dst::kHost:
      return asked.dst_context == kHost;
    case Dst::kOther:
      return asked.dst_context == 1 || (asked.dst_context >= 3 && asked.dst_context < kInvalid);
  }
  return false;
}

bool Fits(Src src, const Question& asked) {
  const uint32_t context = asked.src_context;
  switch (src) {
    case Src::kAny:
      return true;
    case Src::kHypervisor:
      return context == kHypervisor;
    case Src::kHost:
      return context == kHost;
    case Src::kInvalid:
      return context == kInvalid;
    case Src::kAnonymous:
      return context == kInvalid && asked.src_resource == kInvalid;
    case Src::kOtherVm:
      return context >= 3 && context < kInvalid && context != asked.dst_context;
  }
  return false;
}

bool Fits(const Row& row, const Question& asked) {
  const bool facts[] = {asked.from_guest, asked.guest_active, asked.host_active, asked.dst_exists};
  for (int i = 0; i < 4; ++i) {
    if (row.facts[i] != '-' && (row.facts[i] == 'y') != facts[i]) return false;
  }
  return Fits(row.dst, asked) && Fits(row.src, asked);
}

const Row& RowFor(const Question& asked) {
  for (const Row& row : kTable) {
    if (Fits(row, asked)) return row;
  }
  throw std::logic_error("the table has no row");
}

Outcome Expected(const Question& asked) {
  const Way& way = RowFor(asked).way;
  if (way.result != VMCI_SUCCESS) return Error(way.result);
  const uint32_t filled[] = {asked.src_context, kOwn, kHost};
  const bool fills = asked.src_context == kInvalid;
  return {VMCI_SUCCESS, way.route, fills ? filled[static_cast<int>(way.fill)] : asked.src_context};
}

Outcome Routed(const Question& asked) {
  unsigned facts = 0;
  if (asked.from_guest) facts |= VMCI_FROM_GUEST;
  if (asked.guest_active) facts |= VMCI_GUEST_ACTIVE;
  if (asked.host_active) facts |= VMCI_HOST_ACTIVE;
  if (asked.dst_exists) facts |= VMCI_DST_EXISTS;
  Outcome outcome = {};
  outcome.result = vmci_find_route(asked.src_context, asked.dst_context, facts, &outcome.route);
  if (outcome.result != VMCI_SUCCESS) return outcome;
  outcome.source = vmci_routed_source(asked.src_context, asked.src_resource, asked.dst_context,
                                      kOwn, outcome.route);
  return outcome;
}

// Calls the function with every question: contexts of each kind and at their borders, and all
// facts.
template <typename Function>
void ForEachQuestion(Function function) {
  constexpr uint32_t kContexts[] = {0, 1, 2, 3, 15, 16, 17, kOwn, kInvalid - 1, kInvalid};
  for (uint32_t src : kContexts) {
    for (uint32_t resource : {0u, 1024u, kInvalid}) {
      for (uint32_t dst : kContexts) {
        for (unsigned bits = 0; bits < 16; ++bits) {
          function(Question{src, resource, dst, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0,
                            (bits & 8) != 0});
        }
      }
    }
  }
}

std::string Text(const Question& asked) {
  return "from {" + std::to_string(asked.src_context) + ", " + std::to_string(asked.src_resource) +
         "} to context " + std::to_string(asked.dst_context) +
         (asked.from_guest ? ", from a guest" : "") + (asked.guest_active ? ", G" : "") +
         (asked.host_active ? ", H" : "") + (asked.dst_exists ? ", destination exists" : "");
}

TEST(Route, IsThatOfTheTable) {
  ForEachQuestion(
      [](const Question& asked) { EXPECT_EQ(Routed(asked), Expected(asked)) << Text(asked); });
}

TEST(Route, EachRowOfTheTableDecidesSomething) {
  int decided[std::size(kTable)] = {};
  ForEachQuestion([&](const Question& asked) { ++decided[&RowFor(asked) - kTable]; });
  for (size_t row = 0; row < std::size(kTable); ++row) {
    EXPECT_GT(decided[row], 0) << "row " << row;
  }
}

TEST(Route, VirtualMachinesAreTheContextsAboveTheHosts) {
  for (uint32_t context : {0u, 1u, 2u, kInvalid}) EXPECT_FALSE(vmci_context_is_vm(context));
  for (uint32_t context : {3u, 15u, 16u, kInvalid - 1}) EXPECT_TRUE(vmci_context_is_vm(context));
}

}  // namespace
}  // namespace vmcheck::core
