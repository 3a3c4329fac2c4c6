// The scenarios over a variant of the core.
#include <fmt/core.h>

#include "model/notification/cores.h"
#include "model/notification/parties.h"
#include "model/notification/properties.h"

namespace vmcheck::notification {
namespace {

using run::Location;
using run::Machine;
using run::Order;
using run::Scenario;
using run::Site;

// Looks at how much has been announced, in a word that is written at any time: as a queue's index.
struct Counting {
  Location announced;
  Location byte;  // of the doorbell
  std::uint64_t seen = 0;
  std::uint64_t calls = 0;
  bool set_again = false;  // whether the byte was set when a call began

  static void rung(void* self) {
    Counting& client = *static_cast<Counting*>(self);
    Machine& machine = Machine::current();
    machine.note([] { return std::string("call:"); });
    const bool set = machine.load(client.byte, Order::relaxed, Site::current()) != 0;
    client.set_again = client.set_again || set;
    client.seen = machine.load(client.announced, Order::relaxed, Site::current());
    ++client.calls;
  }

  // In the end.
  void check(std::uint64_t rings) const {
    Machine& machine = Machine::current();
    machine.always(property::kNotLost, seen == rings, [&] {
      return fmt::format("{} rings, {} calls, and the last one has seen what {} announce", rings,
                         calls, seen);
    });
    machine.always(property::kNotTooOften, calls <= rings,
                   [&] { return fmt::format("{} rings, {} calls", rings, calls); });
    machine.sometimes(property::kOneForTwo, calls < rings);
    machine.sometimes(property::kBetween, set_again);
  }
};

Scenario rings(const Driver& driver) {
  return {"notification/rings",
          "a doorbell is rung again and again; each ring announces one thing more, in a word that "
          "the client reads in no order",
          "1 to 4 rings, called by the handler or by deferred work",
          {property::kNotLost, property::kNotTooOften, property::kOneForTwo, property::kBetween},
          [&driver](Machine& machine) {
            const std::uint64_t count = 1 + machine.choose(4);
            const std::uint32_t queue = machine.choose(VMCI_DOORBELL_QUEUES);
            const Shared shared(machine);
            const Location announced = machine.word("announced", 0);
            Counting& client = machine.own<Counting>(announced, shared.byte(0));
            Handler& handler = machine.own<Handler>(driver, shared);
            handler.create(queue, {Counting::rung, &client});
            machine.task("machine", [&handler, count] { handler.handle(count); });
            machine.task("device", [=] {
              for (std::uint64_t i = 1; i <= count; ++i) {
                Machine::current().store(announced, i, Order::relaxed, Site::current());
                ring(shared, 0);
              }
            });
            machine.finally([&client, count] { client.check(count); });
          }};
}

// Reads a message that is written before the ring, once, and not in an atomic access.
struct Reading {
  static constexpr std::uint64_t kMessage = 7;

  Location message;
  std::uint64_t seen = 0;
  std::uint64_t calls = 0;

  static void rung(void* self) {
    Reading& client = *static_cast<Reading*>(self);
    Machine& machine = Machine::current();
    machine.note([] { return std::string("call:"); });
    client.seen = machine.load(client.message, Order::plain, Site::current());
    ++client.calls;
  }

  void check() const {
    Machine& machine = Machine::current();
    machine.always(property::kNotLost, seen == kMessage,
                   [&] { return fmt::format("{} calls, the last one has seen {}", calls, seen); });
    machine.always(property::kNotTooOften, calls <= 1,
                   [&] { return fmt::format("1 ring, {} calls", calls); });
  }
};

// The handler that was called for one of them finds the other's byte set before its interrupt: then
// nothing but the exchange of the byte orders the message before the call.
Scenario messages(const Driver& driver) {
  return {"notification/messages",
          "two doorbells are rung once each, one behind the other, with a message that is not read "
          "atomically",
          "2 doorbells, 1 ring each, called by the handler or by deferred work",
          {property::kNotLost, property::kNotTooOften},
          [&driver](Machine& machine) {
            const std::uint32_t queue = machine.choose(VMCI_DOORBELL_QUEUES);
            const Shared shared(machine);
            const Location bytes = machine.bytes("message", 2);
            Reading& first = machine.own<Reading>(bytes);
            Reading& second = machine.own<Reading>(Location{bytes.number + 1});
            Handler& handler = machine.own<Handler>(driver, shared);
            handler.create(queue, {Reading::rung, &first});
            handler.create(queue, {Reading::rung, &second});
            machine.task("machine", [&handler] { handler.handle(2); });
            machine.task("device", [=] {
              for (std::uint32_t i = 0; i < 2; ++i) {
                Machine::current().store({bytes.number + i}, Reading::kMessage, Order::plain,
                                         Site::current());
                ring(shared, i);
              }
            });
            machine.finally([&first, &second] {
              first.check();
              second.check();
            });
          }};
}

}  // namespace

std::vector<Scenario> Core::scenarios() const {
  return {rings(*driver), messages(*driver)};
}

}  // namespace vmcheck::notification
