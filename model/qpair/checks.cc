#include "model/qpair/checks.h"

#include <fmt/core.h>

#include "model/qpair/properties.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::vmci_ring_pair;

// What a query answered: its result and its one or two numbers.
struct Answer {
  int result;
  std::uint64_t first;
  std::uint64_t second;

  friend bool operator==(const Answer&, const Answer&) = default;
};

using SpaceQuery = int (*)(const vmci_ring_pair*, vmci_u64*);
using IndexQuery = int (*)(const vmci_ring_pair*, vmci_u64*, vmci_u64*);

void expect(const char* query, const Answer& seen, const Answer& true_answer) {
  Machine::current().always(property::kFill, seen == true_answer, [&] {
    return fmt::format("{} answered {} with {} {}; true is {} with {} {}", query, seen.result,
                       seen.first, seen.second, true_answer.result, true_answer.first,
                       true_answer.second);
  });
}

void expect_space(const char* name, SpaceQuery query, const vmci_ring_pair& pair,
                  const Answer& true_answer) {
  Answer seen{0, 0, 0};
  seen.result = query(&pair, &seen.first);
  expect(name, seen, true_answer);
}

void expect_indexes(const char* name, IndexQuery query, const vmci_ring_pair& pair,
                    const Answer& true_answer) {
  Answer seen{0, 0, 0};
  seen.result = query(&pair, &seen.first, &seen.second);
  expect(name, seen, true_answer);
}

// A count that an honest peer's ring must have.
std::uint64_t count(const char* name, SpaceQuery query, const vmci_ring_pair& pair) {
  std::uint64_t number = 0;
  const int result = query(&pair, &number);
  Machine::current().always(property::kFill, result == simulated::VMCI_SUCCESS,
                            [&] { return fmt::format("{} answered {}", name, result); });
  return number;
}

void expect_around(std::uint64_t least, std::uint64_t middle, std::uint64_t most) {
  Machine::current().always(property::kFill, least <= middle && middle <= most, [&] {
    return fmt::format("free + ready is {} and then {}, around size - 1 = {}", least, most, middle);
  });
}

}  // namespace

void check_fill_of_producer(const Endpoint& producer) {
  const auto& [core, pair] = producer;
  const std::uint64_t before = count("produce_free_space", core.produce_free_space, pair);
  const std::uint64_t ready = count("produce_buf_ready", core.produce_buf_ready, pair);
  const std::uint64_t after = count("produce_free_space", core.produce_free_space, pair);
  expect_around(before + ready, pair.produce.bytes.size - 1, ready + after);
}

void check_fill_of_consumer(const Endpoint& consumer) {
  const auto& [core, pair] = consumer;
  const std::uint64_t before = count("consume_free_space", core.consume_free_space, pair);
  const std::uint64_t ready = count("consume_buf_ready", core.consume_buf_ready, pair);
  const std::uint64_t after = count("consume_free_space", core.consume_free_space, pair);
  expect_around(ready + after, pair.consume.bytes.size - 1, before + ready);
}

void check_fill(const Sender& sender, const Receiver& receiver, std::uint32_t start) {
  const auto& [core, producer] = sender.endpoint();
  const vmci_ring_pair& consumer = receiver.endpoint().pair;
  const std::uint64_t size = producer.produce.bytes.size;
  const std::uint64_t used = sender.sent() - receiver.received();
  Answer free{simulated::VMCI_SUCCESS, size - 1 - used, 0};
  Answer ready{simulated::VMCI_SUCCESS, used, 0};
  Answer indexes{simulated::VMCI_ERROR_INVALID_SIZE, 0, 0};
  if (size == 0) {
    free = ready = indexes;
  } else {
    indexes = {simulated::VMCI_SUCCESS, (start + sender.sent()) % size,
               (start + receiver.received()) % size};
  }
  expect_space("produce_free_space", core.produce_free_space, producer, free);
  expect_space("produce_buf_ready", core.produce_buf_ready, producer, ready);
  expect_indexes("produce_indexes", core.produce_indexes, producer, indexes);
  expect_space("consume_free_space", core.consume_free_space, consumer, free);
  expect_space("consume_buf_ready", core.consume_buf_ready, consumer, ready);
  expect_indexes("consume_indexes", core.consume_indexes, consumer, indexes);
}

void check_complete(const Sender& sender, Receiver& receiver) {
  // More than any ring of these scenarios holds, so one byte that repeats for ever ends it too.
  for (int i = 0; i < 64 && receiver.dequeue(1) > 0; ++i) {
  }
  Machine::current().always(property::kComplete, sender.sent() == receiver.received(), [&] {
    return fmt::format("{} bytes sent, {} received", sender.sent(), receiver.received());
  });
}

}  // namespace vmcheck::qpair
