#include "sim/state/examples/ring.h"

#include <fmt/format.h>

namespace vmcheck::state {
namespace {

using At = RingState::At;
using run::ChoiceKind;
using run::PropertyKind;

static_assert(sizeof(RingState) == 44);

const run::Property kFifo{PropertyKind::always, "fifo", "values come out as they went in"};
const run::Property kBounded{PropertyKind::always, "bounded", "no more values than slots"};
const run::Property kFull{PropertyKind::sometimes, "full", "every slot is in use"};

// Objects: 16 slots, 32 bits of the stream, and these.
constexpr ObjectSet kTail = ObjectSet{1} << 48;
constexpr ObjectSet kHead = ObjectSet{1} << 49;

Touched producer_touches(At at, ObjectSet entry) {
  switch (at) {
    case At::looking:
      return {kHead, 0};
    case At::copying:
      return {kTail, entry};
    case At::publishing:
      return {kTail, kTail};
  }
  return {};
}

Touched consumer_touches(At at, ObjectSet entry) {
  switch (at) {
    case At::looking:
      return {kTail, 0};
    case At::copying:
      return {kHead | entry, 0};
    case At::publishing:
      return {kHead, kHead | entry};
  }
  return {};
}

}  // namespace

std::vector<run::Property> Ring::properties() const {
  return {kFifo, kBounded, kFull};
}

void Ring::begin(RingState&, run::Chooser&) const {}

bool Ring::step(RingState& state, run::Chooser& chooser, Observer& observer) const {
  if (chooser.choose(ChoiceKind::schedule, 2) == 0) {
    produce(state, chooser, observer);
  } else {
    consume(state, observer);
  }
  return true;
}

void Ring::produce(RingState& state, run::Chooser& chooser, Observer& observer) const {
  RingState::End& producer = state.producer;
  switch (producer.at) {
    case At::looking:
      producer.seen = state.head;
      if (used(state.tail, producer.seen) < slots_) producer.at = At::copying;
      observer.note([&] { return fmt::format("producer: head -> {}", state.head); });
      return;
    case At::copying:
      if (publication_ == Publication::behind_the_slot) {
        write_slot(state, chooser, observer);
      } else {
        state.tail = behind(state.tail);
        observer.note([&] { return fmt::format("producer: tail := {}", state.tail); });
      }
      producer.at = At::publishing;
      return;
    case At::publishing:
      if (publication_ == Publication::behind_the_slot) {
        state.tail = behind(state.tail);
        observer.note([&] { return fmt::format("producer: tail := {}", state.tail); });
      } else {
        write_slot(state, chooser, observer);
      }
      producer.at = At::looking;
      return;
  }
}

void Ring::write_slot(RingState& state, run::Chooser& chooser, Observer& observer) const {
  const bool published = publication_ == Publication::before_the_slot;
  const std::uint32_t index = published ? (state.tail + 2 * slots_ - 1) % (2 * slots_) : state.tail;
  const std::uint32_t value = chooser.choose(ChoiceKind::value, 2);
  state.slots[index % slots_] = static_cast<std::uint8_t>(value + 1);
  state.stream = (state.stream & ~(1U << index)) | value << index;
  observer.note([&] { return fmt::format("producer: slot[{}] := {}", index % slots_, value); });
}

void Ring::consume(RingState& state, Observer& observer) const {
  RingState::End& consumer = state.consumer;
  std::uint8_t& slot = state.slots[state.head % slots_];
  switch (consumer.at) {
    case At::looking:
      consumer.seen = state.tail;
      if (used(consumer.seen, state.head) > 0) consumer.at = At::copying;
      observer.note([&] { return fmt::format("consumer: tail -> {}", state.tail); });
      return;
    case At::copying:
      observer.always(kFifo, slot == (state.stream >> state.head & 1) + 1, [&] {
        return fmt::format("slot {} holds {}", state.head % slots_,
                           slot == 0 ? "nothing" : "another value");
      });
      observer.note([&] { return fmt::format("consumer: slot[{}]", state.head % slots_); });
      consumer.value = slot;
      consumer.at = At::publishing;
      return;
    case At::publishing:
      state.stream &= ~(1U << state.head);
      state.head = behind(state.head);
      consumer.at = At::looking;
      observer.note([&] { return fmt::format("consumer: head := {}", state.head); });
      return;
  }
}

void Ring::check(const RingState& state, Observer& observer) const {
  const std::uint32_t count = used(state.tail, state.head);
  observer.always(kBounded, count <= slots_, [&] { return fmt::format("{} in use", count); });
  observer.sometimes(kFull, count == slots_);
}

std::string Ring::text(const RingState& state) const {
  return fmt::format("tail {}, head {}", state.tail, state.head);
}

// While the consumer makes no step the producer can fill what is free, and the other way round.
void Ring::footprints(const RingState& state, std::span<Footprint> footprints) const {
  if (publication_ != Publication::behind_the_slot) return;
  const std::uint32_t count = used(state.tail, state.head);
  const ObjectSet filled = entries(state.head, count);
  const ObjectSet free = entries(state.tail, slots_ - count);
  footprints[0] = {producer_touches(state.producer.at, entries(state.tail, 1)),
                   {kTail | filled, filled != 0 ? kHead | filled : 0}};
  footprints[1] = {consumer_touches(state.consumer.at, entries(state.head, 1)),
                   {kHead, free != 0 ? kTail | free : 0}};
}

ObjectSet Ring::visible() const {
  return kTail | kHead;
}

// The slots of some indices, and their bits in the stream.
ObjectSet Ring::entries(std::uint32_t first, std::uint32_t count) const {
  ObjectSet entries = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t index = (first + i) % (2 * slots_);
    entries |= ObjectSet{1} << index % slots_ | ObjectSet{1} << (16 + index);
  }
  return entries;
}

std::uint32_t Ring::used(std::uint32_t tail, std::uint32_t head) const {
  return (tail + 2 * slots_ - head) % (2 * slots_);
}

}  // namespace vmcheck::state
