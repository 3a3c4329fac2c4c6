#include "model/qpair/broker/scenarios.h"

#include <initializer_list>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "model/qpair/broker/broker.h"
#include "model/qpair/broker/properties.h"
#include "model/qpair/broker/transitions.h"

namespace vmcheck::device::broker {
namespace {

using namespace property;
using enum Wish;

// Properties that some run must reach: those named, and transitions by their names.
std::vector<const run::Property*> reached(std::initializer_list<const run::Property*> all,
                                          std::initializer_list<std::string_view> changes = {}) {
  std::vector<const run::Property*> properties(all);
  for (const std::string_view name : changes) {
    const std::size_t before = properties.size();
    for (const Transition& transition : transitions()) {
      if (transition.reached.name == name) properties.push_back(&transition.reached);
    }
    if (properties.size() == before) throw std::logic_error("no transition of that name");
  }
  return properties;
}

state::Scenario scenario(const HostCore& core, const char* name, const char* summary,
                         const char* bounds, BrokerBounds what) {
  return {name, summary, bounds, std::make_shared<Broker>(*core.functions, std::move(what))};
}

PartyBounds host(std::uint32_t wishes, std::uint8_t calls, std::uint8_t privileges = 0) {
  return {.wishes = wishes, .calls = calls, .privileges = privileges};
}

PartyBounds machine(std::uint32_t wishes, std::uint8_t calls, std::uint32_t version = kNewest,
                    std::uint8_t privileges = 0) {
  return {.wishes = wishes, .calls = calls, .privileges = privileges, .version = version};
}

// Memory that goes away and returns, and bytes in the rings.
std::vector<state::Scenario> with_bytes(const HostCore& core) {
  return {
      scenario(core, "broker/memory",
               "memory goes away and comes back, here or elsewhere, while the host's end works",
               "2 and 4 calls, 1 read, 1 write, 1 byte",
               {.parties = {{host(wishes(alloc, detach), 2),
                             machine(wishes(alloc, unmap, map, map_elsewhere, detach), 4)}},
                .sends = 1,
                .receives = 1,
                .bytes = 1,
                .reached =
                    reached({&kNotReady, &kWaited, &kExchanged, &kReadElsewhere, &kReadAfterwards},
                            {"created-unmapped", "attached-unmapped", "shutdown-unmapped",
                             "created-mapped", "attached-mapped", "shutdown-mapped",
                             "machine-leaves-without-memory", "host-leaves-without-memory",
                             "machine-takes-back-without-memory", "machine-last-without-memory"})}),
      scenario(
          core, "broker/no-memory",
          "pages cannot be pinned, and headers not be mapped, when memory comes back",
          "1 and 3 calls, 2 reads, 1 page not pinned or mapped",
          {.parties = {{host(wishes(alloc, detach), 1), machine(wishes(alloc, unmap, map), 3)}},
           .receives = 2,
           .bytes = 1,
           .faults = 1,
           .reached = reached({&kNoMemory, &kNotMapped, &kNotReady},
                              {"attached-unmapped", "attached-mapped"})}),
      scenario(core, "broker/blocked",
               "the host's end waits for memory and for bytes, until the machine leaves",
               "2 and 4 calls, 1 read, 1 byte",
               {.parties = {{host(wishes(alloc, detach), 2),
                             machine(wishes(alloc, unmap, map, detach), 4)}},
                .receives = 1,
                .bytes = 1,
                .blocks = true,
                .reached = reached({&kBlocked, &kStarved, &kLeftAlone, &kWaited},
                                   {"attached-unmapped", "attached-mapped"})}),
      scenario(core, "broker/full", "the host's end waits for room, and for bytes",
               "1 call and 2, 1 read, 2 writes, 1 byte",
               {.parties = {{host(wishes(alloc), 1), machine(wishes(alloc, detach), 2)}},
                .sends = 2,
                .receives = 1,
                .bytes = 1,
                .blocks = true,
                .reached = reached({&kStarved, &kExchanged, &kLeftAlone}, {"machine-leaves"})}),
      scenario(core, "broker/hostile",
               "a machine asks for anything at any time and writes any word, and the host's end "
               "works",
               "1 call and 3, 1 read, 1 word, 2 places for each queue",
               {.parties = {{host(wishes(alloc, detach), 1),
                             machine(wishes(alloc, attach, alloc_other, alloc_second,
                                            alloc_few_pages, set_page_store, unmap, map,
                                            map_elsewhere, map_few_pages, detach, detach_second),
                                     3)}},
                .receives = 1,
                .scribbles = 1,
                .hostile = true,
                .reached = reached({&kDisbelieved, &kWaited}, {"machine-leaves"})}),
  };
}

// Machines that die.
std::vector<state::Scenario> with_deaths(const HostCore& core) {
  return {
      scenario(core, "broker/killed",
               "a machine dies with calls under way, comes back and asks for a pair again",
               "3 calls each, 1 removal, 1 page not pinned",
               {.parties = {{host(wishes(alloc, detach), 3),
                             machine(wishes(alloc, unmap, map, detach), 3)}},
                .removals = 1,
                .faults = 1,
                .reached = reached({&kRemoved, &kRemovedInCall, &kAddedAgain, &kWaited},
                                   {"machine-leaves", "machine-last", "host-last"})}),
      scenario(core, "broker/killed-older", "the same of an older machine, which gives memory late",
               "3 calls each, 1 removal",
               {.parties = {{host(wishes(alloc, detach), 3),
                             machine(wishes(alloc, set_page_store, detach), 3, kOlder)}},
                .removals = 1,
                .reached = reached({&kRemoved, &kRemovedInCall, &kAddedAgain},
                                   {"machine-leaves-without-memory"})}),
      scenario(core, "broker/two-machines",
               "two machines want the same pair with the host; either may die",
               "2 calls each, 1 removal",
               {.parties = {{host(wishes(alloc, detach), 2), machine(wishes(alloc, detach), 2),
                             machine(wishes(alloc, detach), 2)}},
                .removals = 1,
                .reached = reached({&kRemoved, &kUnavailable, &kBetweenMachines, &kWaited},
                                   {"machine-attaches", "host-attaches"})}),
  };
}

// What is refused.
std::vector<state::Scenario> with_refusals(const HostCore& core) {
  constexpr std::uint8_t kRestricted = VMCI_PRIVILEGE_RESTRICTED;
  return {
      scenario(core, "broker/privileges",
               "a restricted machine and a host that does not trust it, beside another machine",
               "2 calls each",
               {.parties = {{host(wishes(alloc, detach), 2),
                             machine(wishes(alloc, detach), 2, kNewest, kRestricted),
                             machine(wishes(alloc, detach), 2)}},
                .reached = reached({&kDenied}, {"host-takes-back", "machine-takes-back"})}),
      scenario(core, "broker/other-peer", "the host wants to be the peer of another machine",
               "2 calls each",
               {.parties = {{host(wishes(alloc, detach), 2), machine(wishes(alloc, detach), 2),
                             machine(wishes(attach), 1)}},
                .peer = 17,
                .reached = reached({&kDenied}, {"machine-attaches"})}),
      scenario(
          core, "broker/oldest",
          "a machine that shares no pairs with the host, beside one that does", "2 calls each",
          {.parties = {{host(wishes(alloc, detach), 2), machine(wishes(alloc, detach), 2, kOldest),
                        machine(wishes(alloc, detach), 2)}},
           .reached = reached({&kVersion}, {"older-machine-creates"})}),
      scenario(core, "broker/limits", "pairs as many, and as large, as there may be",
               "4 and 3 calls, 2 pairs, 10 bytes",
               {.parties = {{host(wishes(alloc, alloc_second, alloc_large, alloc_huge, alloc_any,
                                         detach, detach_second, detach_any),
                                  4),
                             machine(wishes(alloc, alloc_second, alloc_large, detach), 3)}},
                .reached = reached({&kLimit, &kWaited}, {"machine-attaches", "machine-creates"})}),
  };
}

}  // namespace

std::vector<state::Scenario> scenarios(const HostCore& core) {
  std::vector<state::Scenario> all{
      scenario(core, "broker/pair",
               "the host and a machine create, attach, detach and create the same handle anew",
               "4 calls each, sizes that fit and that do not, 1 page not pinned",
               {.parties = {{host(wishes(alloc, alloc_other, detach), 4),
                             machine(wishes(alloc, attach, alloc_few_pages, detach), 4)}},
                .faults = 1,
                .reached = reached(
                    {&kNoMemory, &kWaited, &kUnavailable, &kMismatch, &kOwedBeyond, &kCreatedAnew},
                    {"host-creates", "machine-creates", "machine-attaches", "host-attaches",
                     "machine-leaves", "host-leaves", "host-takes-back", "machine-takes-back",
                     "host-last", "machine-last", "told-last"})}),
      scenario(
          core, "broker/older", "the same with an older machine, which gives its memory later",
          "3 and 4 calls, 1 page not pinned",
          {.parties = {{host(wishes(alloc, detach), 3),
                        machine(wishes(alloc, set_page_store, set_few_pages, unmap, map, detach), 4,
                                kOlder)}},
           .faults = 1,
           .reached =
               reached({&kNoMemory, &kUnavailable},
                       {"older-machine-creates", "older-machine-attaches", "creator-gives-memory",
                        "attacher-gives-memory", "machine-takes-back-without-memory"})}),
  };
  for (auto* group : {&with_bytes, &with_deaths, &with_refusals}) {
    std::vector<state::Scenario> more = (*group)(core);
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace vmcheck::device::broker
