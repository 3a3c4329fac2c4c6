#include "model/device/program.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstring>
#include <optional>
#include <string>

#include "model/device/properties.h"

namespace vmcheck::device {
namespace {

using Life = Thing::Life;
using Operation = Program::Operation;

// A datagram as a program sends it.
struct Outgoing {
  vmci_datagram header;
  std::uint64_t payload;
};

constexpr std::size_t kHeader = sizeof(vmci_datagram);

// Bytes of a peer detach event behind its header.
constexpr std::size_t kDetachPayload = 24;

}  // namespace

const char* name_of(std::uint32_t thing) {
  static constexpr std::array<const char*, kThings> kNames{"endpoint", "endpoint of deferred work",
                                                           "doorbell", "doorbell of deferred work",
                                                           "subscriber"};
  return kNames[thing];
}

void Program::forgo() {
  for (Thing& thing : things) thing.owed = 0;
  for (Delivery& delivery : deliveries) delivery.owed = 0;
}

void Program::note_answer(std::int32_t result) {
  answered = 1;
  answer = result;
}

void Program::note_sent(std::uint8_t sequence) {
  for (Thing& thing : things) {
    if (static_cast<std::uint8_t>(sequence - thing.last) >= world::kMostBehind) thing.called = 0;
  }
}

void ProgramStep::create(std::uint32_t thing) {
  program_.operation = Operation::create;
  program_.thing = static_cast<std::uint8_t>(thing);
  program_.things[thing] = {};
  program_.things[thing].life = Life::creating;
  if (!is_doorbell(thing)) return;
  program_.doorbell->handle = {VMCI_ID_INVALID, VMCI_ID_INVALID};
  program_.doorbell->callback = static_cast<vmci_callback>(thing + 1);
  program_.doorbell->flags = thing == kLaterDoorbell ? VMCI_DOORBELL_FLAG_DELAYED : 0;
}

void ProgramStep::end(std::uint32_t thing) {
  program_.operation = Operation::end;
  program_.thing = static_cast<std::uint8_t>(thing);
  Thing& ended = program_.things[thing];
  ended.life = Life::ending;
  ended.owed = 0;
  for (Delivery& delivery : program_.deliveries) {
    if (delivery.owed == thing + 1) delivery.owed = 0;
  }
  const vmci_handle handle{ended.context, ended.id};
  if (is_endpoint(thing)) program_.endpoint->handle = handle;
  if (is_doorbell(thing)) program_.doorbell->handle = handle;
  if (thing == kDetachSubscriber) program_.subscription->id = ended.id;
}

void ProgramStep::send(std::uint32_t thing, vmci_handle to) {
  program_.operation = Operation::send;
  program_.thing = static_cast<std::uint8_t>(thing);
  program_.to = to;
  program_.from = {program_.things[thing].context, program_.things[thing].id};
}

bool ProgramStep::ring(vmci_handle doorbell) {
  program_.answered = 0;
  program_.to = doorbell;
  const int result =
      step_.drive([&](vmci_guest& guest) { return driver_.doorbell_ring(&guest, doorbell); });
  const bool answered = program_.answered != 0 && machine_.device.gone == 0;
  demand_routed(world::oracle::Sent::ring, result);
  program_.answered = 0;
  program_.answer = 0;
  program_.to = {};
  return answered && result >= VMCI_SUCCESS;
}

bool ProgramStep::go_on() {
  if (program_.operation == Operation::none || program_.sleeping != 0) return false;
  observer_.note([&] {
    static constexpr std::array<const char*, 4> kVerbs{"", "creates", "ends", "sends from"};
    return fmt::format("machine {}: the program {} its {}", number_,
                       kVerbs[static_cast<std::size_t>(program_.operation)],
                       name_of(program_.thing));
  });
  const vmci_step made = make();
  if (made == VMCI_STEP_WAIT) program_.sleeping = 1;
  if (made == VMCI_STEP_DONE) finish();
  return true;
}

// One step of the driver's operation. What is created by one is done.
vmci_step ProgramStep::make() {
  const std::uint32_t thing = program_.thing;
  const bool ends = program_.operation == Operation::end;
  if (program_.operation == Operation::send) return send_datagram();
  return step_.drive([&](vmci_guest& guest) {
    if (is_doorbell(thing)) {
      return ends ? driver_.doorbell_destroy_step(&guest, &*program_.doorbell)
                  : driver_.doorbell_create_step(&guest, &*program_.doorbell);
    }
    if (ends) {
      return is_endpoint(thing) ? driver_.endpoint_destroy_step(&guest, &*program_.endpoint)
                                : driver_.unsubscribe_step(&guest, &*program_.subscription);
    }
    const auto callback = static_cast<vmci_callback>(thing + 1);
    if (is_endpoint(thing)) {
      const unsigned int flags =
          thing == kLaterEndpoint ? VMCI_ENDPOINT_FLAG_DELAYED | VMCI_ENDPOINT_FLAG_ANY_CONTEXT : 0;
      program_.endpoint->result = driver_.endpoint_create(&guest, VMCI_ID_INVALID, flags, callback,
                                                          &program_.endpoint->handle);
    } else {
      program_.subscription->result =
          driver_.subscribe(&guest, VMCI_EVENT_PEER_DETACH, callback, &program_.subscription->id);
    }
    return VMCI_STEP_DONE;
  });
}

vmci_step ProgramStep::send_datagram() {
  Outgoing outgoing{};
  outgoing.header.dst = program_.to;
  outgoing.header.src = program_.from;
  outgoing.header.payload_size = world::kTagBytes;
  outgoing.payload = program_.tag;
  const vmci_step made = step_.drive([&](vmci_guest& guest) {
    return driver_.endpoint_send_step(&guest, &outgoing.header, &*program_.endpoint);
  });
  program_.from = outgoing.header.src;
  return made;
}

int ProgramStep::result() const {
  if (program_.operation == Operation::send || is_endpoint(program_.thing))
    return program_.endpoint->result;
  return is_doorbell(program_.thing) ? program_.doorbell->result : program_.subscription->result;
}

void ProgramStep::finish() {
  const int got = result();
  switch (program_.operation) {
    case Operation::none:
      break;
    case Operation::create:
      finish_creation(got);
      break;
    case Operation::end:
      finish_end(got);
      break;
    case Operation::send:
      demand_routed(world::oracle::Sent::datagram, got);
      ++program_.tag;
      break;
  }
  program_.operation = Operation::none;
  program_.thing = 0;
  program_.answered = 0;
  program_.answer = 0;
  program_.to = {};
  program_.from = {};
  program_.endpoint.clear();
  program_.doorbell.clear();
  program_.subscription.clear();
}

void ProgramStep::finish_creation(int result) {
  Thing& thing = program_.things[program_.thing];
  const bool doorbell = is_doorbell(program_.thing);
  const bool refused = doorbell && (demands_.excused || demands_.only_safety);
  demand_result(result >= VMCI_SUCCESS || refused, "creation", result);
  if (result < VMCI_SUCCESS) {
    thing = {};
    return;
  }
  thing.life = Life::live;
  if (program_.thing == kDetachSubscriber) {
    thing.id = program_.subscription->id;
    return;
  }
  const vmci_handle handle = doorbell ? program_.doorbell->handle : program_.endpoint->handle;
  thing.context = handle.context;
  thing.id = handle.resource;
}

void ProgramStep::finish_end(int result) {
  demand_result(result >= VMCI_SUCCESS, "end", result);
  program_.things[program_.thing].life = Life::none;
}

void ProgramStep::called(std::uint32_t thing) {
  observer_.note([&] { return fmt::format("  calls machine {}'s {}", number_, name_of(thing)); });
  observer_.always(property::kNotAfterwards, program_.things[thing].life != Life::none, [&] {
    return fmt::format("machine {}'s {} is called, which is no more", number_, name_of(thing));
  });
  program_.things[thing].owed = 0;
}

void ProgramStep::given(std::uint32_t number, std::span<const std::uint8_t> bytes, bool whole) {
  called(number);
  if (machine_.device.hostile != 0) demand_its_own(number, bytes, whole);
  if (demands_.only_safety || demands_.deceived) return;
  Thing& thing = program_.things[number];
  const world::Context& context = machine_.context;
  const auto matches = [&](bool arrived) {
    return context.find(bytes, whole ? 0 : kHeader, [&](std::uint32_t slot) {
      return (program_.deliveries[slot].arrived != 0) == arrived;
    });
  };
  const std::optional<std::uint32_t> slot = matches(false);
  observer_.always(property::kOnce, slot || !matches(true),
                   [] { return std::string("a message arrives twice"); });
  observer_.always(property::kContents, slot.has_value(), [&] {
    return fmt::format("machine {}'s {} is given {} bytes that nobody sent", number_,
                       name_of(number), bytes.size());
  });
  if (!slot) return;
  program_.deliveries[*slot] = {0, 1};
  const std::uint8_t sequence = context.messages[*slot].sequence;
  const bool behind = static_cast<std::int8_t>(sequence - thing.last) > 0;
  observer_.always(property::kInOrder, behind || thing.called == 0 || !demands_.in_order, [&] {
    return fmt::format("machine {}'s {} is given a message that was sent before the latest",
                       number_, name_of(number));
  });
  thing.called = 1;
  thing.last = sequence;
}

void ProgramStep::demand_its_own(std::uint32_t number, std::span<const std::uint8_t> bytes,
                                 bool whole) {
  const bool good = whole ? is_for(program_.things[number], bytes) : is_event(bytes);
  observer_.always(property::kItsOwn, good, [&] {
    return fmt::format("machine {}'s {} is given {} bytes that are not for it", number_,
                       name_of(number), bytes.size());
  });
}

bool ProgramStep::is_for(const Thing& thing, std::span<const std::uint8_t> datagram) const {
  vmci_datagram header;
  if (datagram.size() < kHeader) return false;
  std::memcpy(&header, datagram.data(), kHeader);
  const bool any = thing.context == VMCI_ID_INVALID || header.dst.context == VMCI_ID_INVALID;
  return (any || header.dst.context == thing.context) && header.dst.resource == thing.id &&
         header.payload_size == datagram.size() - kHeader;
}

// Its header stands before it in the driver's buffer.
bool ProgramStep::is_event(std::span<const std::uint8_t> payload) const {
  const std::span<const std::uint8_t> buffer(machine_.guest->received);
  const std::ptrdiff_t at = payload.data() - buffer.data();
  if (payload.size() != kDetachPayload || at < static_cast<std::ptrdiff_t>(kHeader) ||
      at + payload.size() > buffer.size()) {
    return false;
  }
  vmci_datagram header;
  std::memcpy(&header, payload.data() - kHeader, kHeader);
  std::uint32_t event = 0;
  std::memcpy(&event, payload.data(), sizeof event);
  return header.src.context == world::kHypervisor && header.dst.resource == 0 &&
         event == VMCI_EVENT_PEER_DETACH && header.payload_size == payload.size();
}

// The hypervisor's answer has been compared with the table: the program is to get that. Without one
// it is the driver that refuses, which it may only for these reasons.
void ProgramStep::demand_routed(world::oracle::Sent sent, int result) {
  if (!demands_.routed) return;
  const bool good = program_.answered != 0 ? result == program_.answer : is_refused(sent, result);
  observer_.always(property::kRouted, good, [&] {
    return fmt::format("machine {}: to send to context {} gives {}", number_, program_.to.context,
                       result);
  });
}

bool ProgramStep::is_refused(world::oracle::Sent sent, int result) const {
  using world::oracle::Destination;
  const bool to_nobody = program_.to.context == VMCI_ID_INVALID;
  const world::oracle::Outcome unsent = world::oracle::find_outcome(
      {.sent = sent,
       .destination = to_nobody ? Destination::nobody : Destination::host,
       .source = world::oracle::Source::own,
       .in_use = machine_.device.gone == 0 && machine_.guest->online != 0,
       .carries = true,
       .may_interact = true,
       .is_there = true});
  return unsent.reaches == Destination::nobody && result == unsent.result;
}

void ProgramStep::demand_result(bool good, const char* operation, int result) {
  observer_.always(property::kResult, good, [&] {
    return fmt::format("machine {}: a {} gives {}", number_, operation, result);
  });
}

}  // namespace vmcheck::device
