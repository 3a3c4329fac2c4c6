// A pair as the host's broker knows it: each state, trigger and kind of caller against the
// protocol's table, written down once more as data; and which changes can be reached.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "driver_core/tests/pair_situations.h"

namespace vmcheck::core {
namespace {

// The protocol's table. A row holds if all of its conditions do; the first that holds says it all.
enum Who { kAnybody, kTheHost, kAVm, kANewVm, kAnOlderVm, kStranger, kItsCreator, kAVmOfAVms };
struct Row {
  std::vector<int> from;
  Trigger trigger;
  Who who;
  int unmapped;  // whether it must be: -1: it does not matter
  int to;        // -1: the same
  int result;
  unsigned actions = 0;
};

constexpr unsigned kPin = VMCI_PAIR_PIN, kUnpin = VMCI_PAIR_UNPIN,
                   kForget = VMCI_PAIR_FORGET_HEADERS, kTellAttach = VMCI_PAIR_TELL_ATTACH,
                   kTellDetach = VMCI_PAIR_TELL_DETACH, kWake = VMCI_PAIR_WAKE_HOST;
constexpr unsigned kLeave = kForget | kWake;

const std::vector<Row>& Table() {
  static const std::vector<int> any = {0, 1, 2, 3, 4, 5, 6, 7};
  static const std::vector<Row> table = {
      {{0}, kCreate, kTheHost, -1, 1, VMCI_SUCCESS_QUEUEPAIR_CREATE},
      {{0}, kCreate, kAnOlderVm, -1, 1, VMCI_SUCCESS_QUEUEPAIR_CREATE},
      {{0}, kCreate, kANewVm, -1, 2, VMCI_SUCCESS_QUEUEPAIR_CREATE, kPin},
      {any, kCreate, kAnybody, -1, -1, VMCI_ERROR_UNAVAILABLE},

      {{0, 3, 4, 5, 6, 7}, kAttach, kAnybody, -1, -1, VMCI_ERROR_UNAVAILABLE},
      {{1, 2}, kAttach, kItsCreator, -1, -1, VMCI_ERROR_ALREADY_EXISTS},
      {{1, 2}, kAttach, kAVmOfAVms, -1, -1, VMCI_ERROR_DST_UNREACHABLE},
      {{1}, kAttach, kTheHost, -1, -1, VMCI_ERROR_UNAVAILABLE},
      {{2}, kAttach, kTheHost, -1, 4, VMCI_SUCCESS_QUEUEPAIR_ATTACH, kTellAttach},
      {{1}, kAttach, kAnOlderVm, 0, 3, VMCI_SUCCESS_QUEUEPAIR_ATTACH},
      {{1}, kAttach, kANewVm, 0, 4, VMCI_SUCCESS_QUEUEPAIR_ATTACH, kPin | kTellAttach},

      {any, kSetPageStore, kStranger, -1, -1, VMCI_ERROR_NOT_FOUND},
      {any, kSetPageStore, kTheHost, -1, -1, VMCI_ERROR_QUEUEPAIR_NOTOWNER},
      {{1}, kSetPageStore, kAVm, 0, 2, VMCI_SUCCESS, kPin},
      {{3}, kSetPageStore, kAVm, 0, 4, VMCI_SUCCESS, kPin | kTellAttach},
      {any, kSetPageStore, kAVm, -1, -1, VMCI_ERROR_UNAVAILABLE},

      {any, kUnmap, kStranger, -1, -1, VMCI_ERROR_NOT_FOUND},
      {any, kUnmap, kTheHost, -1, -1, VMCI_SUCCESS},
      {{2}, kUnmap, kAVm, -1, 1, VMCI_SUCCESS, kUnpin},
      {{4}, kUnmap, kAVm, -1, 3, VMCI_SUCCESS, kUnpin},
      {{6}, kUnmap, kAVm, -1, 5, VMCI_SUCCESS, kUnpin},
      {any, kUnmap, kAVm, -1, -1, VMCI_SUCCESS},

      {any, kMap, kStranger, -1, -1, VMCI_ERROR_NOT_FOUND},
      {any, kMap, kTheHost, -1, -1, VMCI_SUCCESS},
      {{1}, kMap, kAVm, 1, 2, VMCI_SUCCESS, kPin | kWake},
      {{3}, kMap, kAVm, 1, 4, VMCI_SUCCESS, kPin | kWake},
      {{5}, kMap, kAVm, 1, 6, VMCI_SUCCESS, kPin | kWake},
      {{2, 4, 6}, kMap, kAVm, -1, -1, VMCI_SUCCESS},
      {any, kMap, kAVm, 0, -1, VMCI_ERROR_QUEUEPAIR_NOTSET},

      {any, kDetach, kStranger, -1, -1, VMCI_ERROR_NOT_FOUND},
      {{1, 5}, kDetach, kAnybody, -1, 7, VMCI_SUCCESS_LAST_DETACH, kLeave},
      {{2, 6}, kDetach, kAnybody, -1, 7, VMCI_SUCCESS_LAST_DETACH, kLeave | kUnpin},
      {{3}, kDetach, kAnybody, -1, 5, VMCI_SUCCESS, kLeave | kTellDetach},
      {{4}, kDetach, kAVm, -1, 5, VMCI_SUCCESS, kLeave | kTellDetach | kUnpin},
      {{4}, kDetach, kTheHost, -1, 6, VMCI_SUCCESS, kLeave | kTellDetach},
  };
  return table;
}

bool IsParty(const vmci_pair& pair, uint32_t context) {
  return ((pair.parties & 1) != 0 && pair.creator == context) ||
         ((pair.parties & 2) != 0 && pair.attacher == context);
}

bool Holds(const Row& row, Trigger trigger, const vmci_pair& pair, uint32_t context, bool older) {
  if (row.trigger != trigger) return false;
  if (std::find(row.from.begin(), row.from.end(), pair.state) == row.from.end()) return false;
  if (row.unmapped >= 0 && row.unmapped != pair.unmapped) return false;
  switch (row.who) {
    case kAnybody:
      return true;
    case kTheHost:
      return context == kHost;
    case kAVm:
      return context != kHost;
    case kANewVm:
      return context != kHost && !older;
    case kAnOlderVm:
      return context != kHost && older;
    case kStranger:
      return !IsParty(pair, context);
    case kAVmOfAVms:
      return context != kHost && pair.creator != kHost;
    case kItsCreator:
      return (pair.parties & 1) != 0 && pair.creator == context;
  }
  return false;
}

const Row* Find(Trigger trigger, const vmci_pair& pair, uint32_t context, bool older) {
  for (const Row& row : Table()) {
    if (Holds(row, trigger, pair, context, older)) return &row;
  }
  return nullptr;
}

// Everything that a change does to a pair besides its state.
void ExpectChange(const vmci_pair& before, const Given& given, const Row& row, uint32_t context,
                  bool older) {
  vmci_pair expected = before;
  if (row.to >= 0) {
    expected.state = static_cast<unsigned char>(row.to);
    expected.unmapped = before.unmapped;
  }
  if (row.trigger == kCreate) {
    expected.handle = {kHost, 1024};
    expected.produce_size = kVmProduces;
    expected.consume_size = kVmConsumes;
    expected.creator = context;
    expected.peer = context == kHost ? kVm : kHost;
    expected.parties = 1;
    expected.creator_capabilities = Request(context, older, kCreate).capabilities;
  }
  if (row.trigger == kAttach) {
    expected.attacher = context;
    expected.parties = 3;
  }
  if (row.trigger == kDetach) {
    expected.parties = before.parties & ~(before.creator == context ? 1u : 2u);
    if (context != kHost) expected.unmapped = 0;
  }
  if (row.trigger == kUnmap && row.to >= 0) expected.unmapped = 1;
  if (row.trigger == kMap && row.to >= 0) expected.unmapped = 0;
  EXPECT_TRUE(SamePair(given.outcome.pair, expected));
}

TEST(Pair, EachStateTriggerAndCallerIsAsInTheTable) {
  std::vector<bool> used(Table().size());
  for (const vmci_pair& pair : AllPairs()) {
    for (const Trigger trigger : kTriggers) {
      for (const uint32_t context : {kHost, kVm, kOtherVm}) {
        for (const bool older : {false, true}) {
          SCOPED_TRACE(std::string(kTriggerNames[trigger]) + " by " + std::to_string(context) +
                       (older ? " (older)" : "") + " in state " + std::to_string(pair.state) +
                       " of parties " + std::to_string(pair.parties) + ", creator " +
                       std::to_string(pair.creator) + (pair.unmapped != 0 ? ", unmapped" : ""));
          if (context == kOtherVm && trigger == kAttach && pair.creator == kHost) continue;
          const Row* row = Find(trigger, pair, context, older);
          ASSERT_NE(row, nullptr);
          used[static_cast<size_t>(row - Table().data())] = true;
          const Given given = Pull(trigger, pair, Request(context, older, trigger));
          ASSERT_EQ(given.result, row->result);
          if (row->result < 0) {
            EXPECT_TRUE(SamePair(given.outcome.pair, pair));
            EXPECT_EQ(given.outcome.actions, kUntouched);
          } else {
            EXPECT_EQ(given.outcome.actions, row->actions);
            ExpectChange(pair, given, *row, context, older);
          }
        }
      }
    }
  }
  for (size_t i = 0; i < used.size(); ++i) EXPECT_TRUE(used[i]) << "row " << i;
}

// What the machine has when a party has, or gives up, what belongs to its state.
TEST(Pair, PinsAreThoseOfTheStatesWithMemory) {
  for (const vmci_pair& pair : AllPairs()) {
    EXPECT_EQ(vmci_pair_has_memory(&pair) != 0, HasMemory(pair.state));
    for (const Trigger trigger : kTriggers) {
      for (const uint32_t context : {kHost, kVm, kOtherVm}) {
        const Given given = Pull(trigger, pair, Request(context, false, trigger));
        if (given.result < 0) continue;
        const int pinned =
            (given.outcome.actions & kPin ? 1 : 0) - (given.outcome.actions & kUnpin ? 1 : 0);
        EXPECT_EQ(HasMemory(given.outcome.pair.state), HasMemory(pair.state) + pinned);
      }
    }
  }
}

TEST(Pair, OfAllThatThereCanBeEachIsReachedAndEachChangeOfTheTable) {
  vmci_pair none;
  vmci_pair_init(&none);
  std::vector<vmci_pair> reached = {none};
  std::vector<bool> used(Table().size());
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const Trigger trigger : kTriggers) {
      for (const uint32_t context : {kHost, kVm}) {
        for (const bool older : {false, true}) {
          const vmci_pair before = reached[i];
          const Given given = Pull(trigger, before, Request(context, older, trigger));
          if (given.result < 0) continue;
          used[static_cast<size_t>(Find(trigger, before, context, older) - Table().data())] = true;
          const vmci_pair& then = given.outcome.pair;
          if (std::none_of(reached.begin(), reached.end(),
                           [&](const vmci_pair& pair) { return SamePair(pair, then); }))
            reached.push_back(then);
        }
      }
    }
  }
  for (size_t i = 0; i < used.size(); ++i) {
    if (Table()[i].result >= 0) {
      EXPECT_TRUE(used[i]) << "row " << i;
    }
  }
  const auto kind = [](const vmci_pair& p) {
    return std::vector<int>{p.state, p.parties, p.unmapped, p.creator == kVm};
  };
  const std::vector<vmci_pair> all = AllPairs();
  for (const vmci_pair& pair : all) {
    EXPECT_TRUE(std::any_of(reached.begin(), reached.end(),
                            [&](const vmci_pair& other) { return kind(other) == kind(pair); }))
        << "state " << int{pair.state} << ", parties " << int{pair.parties};
  }
  for (const vmci_pair& pair : reached) {
    EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                            [&](const vmci_pair& other) { return kind(other) == kind(pair); }))
        << "state " << int{pair.state} << ", parties " << int{pair.parties};
  }
}

TEST(Pair, TheHostsEndWorksWhereMemoryIsAndBothPartiesAre) {
  for (const vmci_pair& pair : AllPairs()) {
    const int expected = pair.state == 4                         ? VMCI_SUCCESS
                         : pair.state == 3 && pair.unmapped != 0 ? VMCI_ERROR_QUEUEPAIR_NOT_READY
                                                                 : VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
    EXPECT_EQ(vmci_pair_check_host_end(&pair), expected) << int{pair.state};
  }
}

RC_GTEST_PROP(Pair, SizesThatPassAreWithinTheLimitAndPagesAreTheirs, ()) {
  const auto near = [](uint64_t border) {
    return rc::gen::map(rc::gen::inRange(-2, 3), [border](int distance) {
      return border + static_cast<uint64_t>(static_cast<int64_t>(distance));
    });
  };
  const auto bytes =
      rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(), rc::gen::inRange<uint64_t>(0, 3 * kPage),
                     near(64 << 20), near(128 << 20), near(0));
  vmci_pair none;
  vmci_pair_init(&none);
  vmci_pair_request request =
      Request(*rc::gen::element(kHost, kVm), *rc::gen::arbitrary<bool>(), kCreate);
  request.produce_size = *bytes;
  request.consume_size = *bytes;
  request.pages = *rc::gen::element<uint64_t>(0, 2, 3, 4, 32768 + 2, 32768 + 3);
  const Given given = Pull(kCreate, none, request);
  if (given.result < 0) return;
  __extension__ using Wide = unsigned __int128;
  RC_ASSERT(Wide{request.produce_size} + request.consume_size <= 128 << 20);
  const uint64_t pages =
      (request.produce_size + kPage - 1) / kPage + (request.consume_size + kPage - 1) / kPage + 2;
  RC_ASSERT(request.pages == (given.outcome.actions & kPin ? pages : 0));
}

}  // namespace
}  // namespace vmcheck::core
