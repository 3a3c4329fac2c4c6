// Of two things that are wrong with what is asked of a host's broker, the first is told: of any
// two.
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "driver_core/tests/pair_situations.h"

namespace vmcheck::core {
namespace {

// A thing that is wrong with a pair or a request, and the error for it. Two of the same field
// exclude each other.
struct Wrong {
  const char* what;
  int field;
  int result;
  std::function<void(vmci_pair&, vmci_pair_request&)> make;
};

// In this order they are told: of any two, the first.
void ExpectFirst(Trigger trigger, const vmci_pair& pair, const vmci_pair_request& request,
                 const std::vector<Wrong>& wrongs) {
  ASSERT_GE(Pull(trigger, pair, request).result, 0);
  for (size_t i = 0; i < wrongs.size(); ++i) {
    for (size_t j = i; j < wrongs.size(); ++j) {
      if (i != j && wrongs[i].field == wrongs[j].field) continue;
      vmci_pair bad_pair = pair;
      vmci_pair_request bad = request;
      if (i != j) wrongs[j].make(bad_pair, bad);
      wrongs[i].make(bad_pair, bad);
      EXPECT_EQ(Pull(trigger, bad_pair, bad).result, wrongs[i].result)
          << wrongs[i].what << ", " << wrongs[j].what;
    }
  }
}

using P = vmci_pair;
using R = vmci_pair_request;

const std::vector<Wrong>& WrongRequests() {
  static const std::vector<Wrong> wrongs = {
      {"nobody asks", 1, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.context = 0; }},
      {"context 1 asks", 1, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.context = 1; }},
      {"any asks", 1, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.context = kAny; }},
      {"no context", 2, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.handle.context = kAny; }},
      {"no resource", 2, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.handle.resource = kAny; }},
      {"unknown flag", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.flags = 1u << 31; }},
      {"pinned", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.flags = 8; }},
      {"local", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.flags = 2; }},
      {"no sizes", 4, VMCI_ERROR_INVALID_ARGS,
       [](P&, R& r) { r.produce_size = r.consume_size = 0; }},
      {"a size too big", 4, VMCI_ERROR_NO_RESOURCES,
       [](P&, R& r) { r.produce_size = (128 << 20) + 1; }},
      {"sizes too big", 4, VMCI_ERROR_NO_RESOURCES,
       [](P&, R& r) { r.produce_size = r.consume_size = (64 << 20) + 1; }},
      {"sizes that wrap", 4, VMCI_ERROR_NO_RESOURCES,
       [](P&, R& r) { r.produce_size = ~uint64_t{0}, r.consume_size = 2; }},
      {"a page too few", 5, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.pages -= 1; }},
      {"a page too many", 5, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.pages += 1; }},
  };
  return wrongs;
}

TEST(PairChecks, OfTwoThingsWrongWithACreationTheFirstIsTold) {
  std::vector<Wrong> wrongs = {
      {"created", 0, VMCI_ERROR_UNAVAILABLE, [](P& p, R&) { p.state = 7; }}};
  wrongs.insert(wrongs.end(), WrongRequests().begin(), WrongRequests().end());
  wrongs.insert(
      wrongs.end(),
      {{"only attach", 3, VMCI_ERROR_NOT_FOUND, [](P&, R& r) { r.flags = 1; }},
       {"a handle of others", 2, VMCI_ERROR_NO_ACCESS, [](P&, R& r) { r.handle.context = 99; }},
       {"two machines", 6, VMCI_ERROR_DST_UNREACHABLE, [](P&, R& r) {
          r.peer = r.handle.context == kHost ? kHost : kOtherVm;
          if (r.peer == kHost) r.handle.context = kVm, r.peer = kOtherVm;
        }}});
  vmci_pair none;
  vmci_pair_init(&none);
  ExpectFirst(kCreate, none, Request(kVm, false, kCreate), wrongs);
}

// `attach` comes with all that both sorts of attachers can get wrong in one place.
void ExpectFirstOfAttach(const vmci_pair& pair, const vmci_pair_request& request,
                         uint32_t another_of_its_kind) {
  std::vector<Wrong> wrongs = WrongRequests();
  if (request.context == kHost) {
    std::erase_if(wrongs, [](const Wrong& wrong) { return wrong.field == 5; });
  }
  wrongs.push_back(
      {"shut down", 7, VMCI_ERROR_UNAVAILABLE, [](P& p, R&) { p.state = VMCI_PAIR_SHUTDOWN_MEM; }});
  wrongs.push_back(
      {"attached", 7, VMCI_ERROR_UNAVAILABLE, [](P& p, R&) { p.state = VMCI_PAIR_ATTACHED_MEM; }});
  wrongs.push_back(
      {"its creator", 8, VMCI_ERROR_ALREADY_EXISTS, [](P& p, R& r) { p.creator = r.context; }});
  if (request.context != kHost) {
    wrongs.push_back({"two machines", 8, VMCI_ERROR_DST_UNREACHABLE,
                      [=](P& p, R&) { p.creator = another_of_its_kind; }});
  }
  wrongs.insert(
      wrongs.end(),
      {{"restricted", 9, VMCI_ERROR_NO_ACCESS, [](P&, R& r) { r.privileges = 1; }},
       {"restricted creator", 9, VMCI_ERROR_NO_ACCESS, [](P& p, R&) { p.creator_privileges = 1; }},
       {"another peer", 10, VMCI_ERROR_NO_ACCESS, [](P& p, R&) { p.peer = 99; }},
       {"not with the host", 11, VMCI_ERROR_INVALID_RESOURCE,
        [](P& p, R& r) {
          p.creator_capabilities &= static_cast<unsigned char>(~VMCI_PAIR_WITH_HOST);
          r.capabilities &= static_cast<unsigned char>(~VMCI_PAIR_WITH_HOST);
        }},
       {"other flags", 12, VMCI_ERROR_QUEUEPAIR_MISMATCH,
        [](P& p, R&) { p.flags = VMCI_QUEUE_PAIR_LOCAL; }},
       {"sizes the other way round", 13, VMCI_ERROR_QUEUEPAIR_MISMATCH,
        [](P& p, R&) { std::swap(p.produce_size, p.consume_size); }},
       {"another size", 13, VMCI_ERROR_QUEUEPAIR_MISMATCH, [](P& p, R&) { p.consume_size -= 1; }}});
  wrongs.push_back(request.context == kHost
                       ? Wrong{"no memory", 7, VMCI_ERROR_UNAVAILABLE,
                               [](P& p, R&) { p.state = VMCI_PAIR_CREATED_NO_MEM; }}
                       : Wrong{"memory", 7, VMCI_ERROR_INVALID_ARGS,
                               [](P& p, R&) { p.state = VMCI_PAIR_CREATED_MEM; }});
  ExpectFirst(kAttach, pair, request, wrongs);
}

TEST(PairChecks, OfTwoThingsWrongWithAnAttachmentTheFirstIsTold) {
  ExpectFirstOfAttach(Created(kHost), Request(kVm, false, kAttach), kOtherVm);
  ExpectFirstOfAttach(Created(kVm), Request(kHost, false, kAttach), kAny);
}

TEST(PairChecks, OfTwoThingsWrongWithAPageStoreTheFirstIsTold) {
  vmci_pair none;
  vmci_pair_init(&none);
  const vmci_pair pair = Pull(kCreate, none, Request(kVm, true, kCreate)).outcome.pair;
  std::vector<Wrong> wrongs = {
      {"not its own", 1, VMCI_ERROR_NOT_FOUND, [](P&, R& r) { r.context = kOtherVm; }},
      {"the host's", 1, VMCI_ERROR_QUEUEPAIR_NOTOWNER,
       [](P& p, R& r) { p.creator = r.context = kHost; }},
      {"set", 2, VMCI_ERROR_UNAVAILABLE, [](P& p, R&) { p.state = VMCI_PAIR_CREATED_MEM; }},
      {"unmapped", 2, VMCI_ERROR_UNAVAILABLE, [](P& p, R&) { p.unmapped = 1; }},
      {"a page too few", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.pages -= 1; }},
      {"no pages", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.pages = 0; }}};
  ExpectFirst(kSetPageStore, pair, Request(kVm, true, kSetPageStore), wrongs);
}

TEST(PairChecks, OfTwoThingsWrongWithAMapTheFirstIsTold) {
  const vmci_pair pair = Pull(kUnmap, Created(kVm), Request(kVm, false, kUnmap)).outcome.pair;
  std::vector<Wrong> wrongs = {
      {"not its own", 1, VMCI_ERROR_NOT_FOUND, [](P&, R& r) { r.context = kOtherVm; }},
      {"never there", 2, VMCI_ERROR_QUEUEPAIR_NOTSET, [](P& p, R&) { p.unmapped = 0; }},
      {"a page too few", 3, VMCI_ERROR_INVALID_ARGS, [](P&, R& r) { r.pages -= 1; }}};
  ExpectFirst(kMap, pair, Request(kVm, false, kMap), wrongs);
}

TEST(PairChecks, PrivilegesAreThoseOfBothParties) {
  for (unsigned char creators = 0; creators < 4; ++creators) {
    for (unsigned char attachers = 0; attachers < 4; ++attachers) {
      vmci_pair pair = Created(kVm);
      pair.creator_privileges = creators;
      vmci_pair_request request = Request(kHost, false, kAttach);
      request.privileges = attachers;
      const bool denied = ((attachers & 1) != 0 && (creators & 2) == 0) ||
                          ((creators & 1) != 0 && (attachers & 2) == 0);
      EXPECT_EQ(Pull(kAttach, pair, request).result,
                denied ? VMCI_ERROR_NO_ACCESS : VMCI_SUCCESS_QUEUEPAIR_ATTACH);
    }
  }
}

TEST(PairChecks, AnyMayAttachIfNoPeerIsNamed) {
  vmci_pair pair = Created(kHost);
  pair.peer = kAny;
  EXPECT_EQ(Pull(kAttach, pair, Request(kOtherVm, false, kAttach)).result,
            VMCI_SUCCESS_QUEUEPAIR_ATTACH);
}

}  // namespace
}  // namespace vmcheck::core
