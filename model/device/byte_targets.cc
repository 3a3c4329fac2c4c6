#include "model/device/byte_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "model/device/machine.h"
#include "model/device/properties.h"
#include "sim/world/bytes.h"
#include "sim/world/message.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Span = std::span<const std::uint8_t>;

// The protocol's: a header's size and offsets, and what its words say.
constexpr std::size_t kHeader = 24;
constexpr std::size_t kResource = 4;
constexpr std::size_t kPayloadSize = 16;
constexpr std::uint32_t kEventHandler = 0;

constexpr std::size_t kLongest = 512;
constexpr std::uint32_t kEndpoint = 5;
constexpr vmci_callback kEndpointClient = 1;
constexpr vmci_callback kFirstSubscriber = 2;

const run::Property kEnds{run::PropertyKind::always, "ends",
                          "the handler comes to an end, and keeps no reference"};

// Events that somebody has subscribed to, with the lengths that their payloads may have.
struct Event {
  std::uint32_t id;
  std::size_t least;
  std::size_t most;
};
constexpr std::array<Event, 3> kEvents{{{0, 16, 24}, {2, 8, 24}, {4, 24, 24}}};

std::vector<run::Property> demanded() {
  return {world::property::kOneAction, world::property::kLocks,
          world::property::kNoSleep,   world::property::kMessages,
          world::property::kLifetimes, world::property::kRegisters,
          world::property::kInPage,    property::kContents,
          property::kResult,           kEnds};
}

// A machine that takes in one batch of datagrams.
class Batch final : public world::Clients {
 public:
  Batch(const Machine& machine, const Driver& driver, Span stream)
      : machine_(machine),
        driver_(driver),
        stream_(stream),
        observer_(demanded(), state::Observer::Use::telling),
        step_(world::Machines(std::span(&machine_, 1)), machine_, driver, *this, choices_,
              observer_) {}

  // Makes an endpoint and the subscribers.
  void subscribe() {
    const int result = step_.drive([&](vmci_guest& guest) {
      vmci_handle created{};
      return driver_.endpoint_create(&guest, kEndpoint, 0, kEndpointClient, &created);
    });
    observer_.always(property::kResult, result >= 0, [] { return std::string("no endpoint"); });
    for (std::size_t i = 0; i < kEvents.size(); ++i) {
      step_.drive([&](vmci_guest& guest) {
        std::uint32_t id = 0;
        const auto client = static_cast<vmci_callback>(kFirstSubscriber + i);
        return driver_.subscribe(&guest, kEvents[i].id, client, &id);
      });
    }
  }

  const Machine& machine() const { return machine_; }

  std::optional<WrongBytes> take_in() {
    // For each datagram a few steps for each client; then the stream has ended for good.
    std::size_t steps = 32 + 4 * stream_.size();
    while (steps > 0 && !observer_.breach() && !step()) --steps;
    observer_.always(kEnds, steps > 0, [] { return std::string("the handler goes on and on"); });
    if (!observer_.breach()) demand_no_references();
    if (!observer_.breach()) return std::nullopt;
    return WrongBytes{observer_.breach()->property.name, observer_.breach()->message};
  }

  // Behind its end the stream says that nothing more comes.
  bool gives(std::span<std::uint8_t> to) override {
    const std::size_t count = std::min(to.size(), stream_.size() - at_);
    std::copy_n(stream_.begin() + static_cast<std::ptrdiff_t>(at_), count, to.begin());
    std::fill(to.begin() + static_cast<std::ptrdiff_t>(count), to.end(), 0xff);
    at_ += count;
    given_.insert(given_.end(), to.begin(), to.end());
    return true;
  }

  void datagram_arrived(std::uint32_t, std::uint32_t callback, Span datagram) override {
    const bool whole =
        callback == kEndpointClient && datagram.size() >= kHeader &&
        world::number_at<std::uint32_t>(datagram, kResource) == kEndpoint &&
        world::number_at<std::uint64_t>(datagram, kPayloadSize) == datagram.size() - kHeader;
    demand_given(whole, datagram, "an endpoint");
  }

  void event_happened(std::uint32_t, std::uint32_t callback, Span payload) override {
    const std::size_t number = callback - std::size_t{kFirstSubscriber};
    const bool whole = number < kEvents.size() && payload.size() >= kEvents[number].least &&
                       payload.size() <= kEvents[number].most &&
                       world::number_at<std::uint32_t>(payload, 0) == kEvents[number].id;
    demand_given(whole, payload, "a subscriber");
  }

 private:
  // True if that was the last one.
  bool step() {
    return step_.drive([&](vmci_guest& guest) {
      return driver_.delivery_step(&guest, &machine_.interrupt->delivery);
    }) == VMCI_STEP_DONE;
  }

  void demand_given(bool whole, Span bytes, const char* client) {
    const bool given =
        std::search(given_.begin(), given_.end(), bytes.begin(), bytes.end()) != given_.end();
    observer_.always(property::kContents, whole && given, [&] {
      return fmt::format("{} is given {} bytes that are {}", client, bytes.size(),
                         given ? "nothing for it" : "not what the device gave");
    });
  }

  void demand_no_references() {
    const vmci_guest& guest = *machine_.guest;
    const auto unused = [](const auto& slot) { return slot.references == 0; };
    const bool none = std::ranges::all_of(guest.registry.slots, unused) &&
                      std::ranges::all_of(guest.subscriptions.slots, unused);
    observer_.always(kEnds, none, [] { return std::string("a reference is kept"); });
  }

  Machine machine_;
  const Driver& driver_;
  Span stream_;
  std::size_t at_ = 0;  // bytes of the stream that were given
  Bytes given_;         // all that the driver read
  run::Replay choices_{{}};
  state::Observer observer_;
  MachineStep step_;
};

Machine make_machine(const Driver& driver, bool in_memory) {
  Machine machine{};
  start(machine, driver,
        {.vectors = world::Vectors::exclusive, .faults = {}, .in_memory = in_memory});
  Batch batch(machine, driver, {});
  batch.subscribe();
  return batch.machine();
}

Bytes message(world::Message::Kind kind) {
  const bool event = world::is_event(kind);
  world::Message message{};
  message.kind = kind;
  message.resource = kEndpoint;
  message.source = event ? 0 : world::kHostResource;
  message.from = static_cast<std::uint8_t>(event ? world::kHypervisor : world::kHost);
  message.to = kContext;
  const world::Rendered rendered = world::render(message);
  Bytes bytes(rendered.span().begin(), rendered.span().end());
  bytes.resize((bytes.size() + 7) / 8 * 8);
  return bytes;
}

// Each kind of message, by itself and behind others.
std::vector<Bytes> streams() {
  using enum world::Message::Kind;
  std::vector<Bytes> all;
  Bytes together;
  for (const world::Message::Kind kind : {datagram, peer_detach, short_detach, unknown_event,
                                          context_update, cut_datagram, far_too_long, endless}) {
    const Bytes one = message(kind);
    together.insert(together.end(), one.begin(), one.end());
    all.push_back(one);
    all.push_back(together);
  }
  return all;
}

std::vector<Bytes> payloads() {
  std::vector<Bytes> all;
  for (const Event& event : kEvents) {
    for (const std::size_t size : {event.least, event.most}) {
      Bytes payload(size);
      std::memcpy(payload.data(), &event.id, sizeof event.id);
      all.push_back(std::move(payload));
    }
  }
  return all;
}

// The datagram by which the hypervisor announces an event.
Bytes announcement(Span payload) {
  Bytes stream(kHeader);
  const std::array<std::uint32_t, 4> handles{kContext, kEventHandler, 0, 0};
  const std::uint64_t size = payload.size();
  std::memcpy(stream.data(), handles.data(), sizeof handles);
  std::memcpy(stream.data() + kPayloadSize, &size, sizeof size);
  stream.insert(stream.end(), payload.begin(), payload.end());
  stream.resize((stream.size() + 7) / 8 * 8);
  return stream;
}

}  // namespace

std::vector<ByteTarget> byte_targets(const Core& core) {
  const Driver& driver = *core.driver;
  const auto take_in = [&driver](bool in_memory) {
    const Machine machine = make_machine(driver, in_memory);
    return [&driver, machine](Span stream) { return Batch(machine, driver, stream).take_in(); };
  };
  return {{"datagrams", "any bytes from the device's port", streams(), kLongest, take_in(false)},
          {"datagrams-in-memory", "any bytes in the buffer that the device fills", streams(),
           kLongest, take_in(true)},
          {"events", "any payload of an event", payloads(), VMCI_RECEIVE_BUFFER,
           [run = take_in(false)](Span payload) { return run(announcement(payload)); }}};
}

}  // namespace vmcheck::device
