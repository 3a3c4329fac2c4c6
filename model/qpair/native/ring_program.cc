#include "model/qpair/native/ring_program.h"

#include <fmt/core.h>

#include <memory>
#include <numeric>

#include "model/qpair/fifo.h"
#include "model/qpair/native/queue_memory.h"

namespace vmcheck::native {
namespace {

// One ring: its specification, and what has gone through it.
struct Ring {
  qpair::Fifo fifo;
  std::uint32_t size;
  std::uint32_t start;
  std::uint32_t seed;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;

  std::uint64_t tail() const { return size == 0 ? 0 : (start + sent) % size; }
  std::uint64_t head() const { return size == 0 ? 0 : (start + received) % size; }
};

// What an operation answered, or what it must answer.
struct Answer {
  int result = VMCI_SUCCESS;
  std::vector<std::uint8_t> bytes;
};

std::string compare(const char* what, const Answer& core, const Answer& fifo) {
  if (core.result != fifo.result) {
    return fmt::format("{} answered {}, the FIFO {}", what, core.result, fifo.result);
  }
  if (core.bytes.size() != fifo.bytes.size()) {
    return fmt::format("{} moved {} bytes, the FIFO {}", what, core.bytes.size(),
                       fifo.bytes.size());
  }
  for (std::size_t i = 0; i < core.bytes.size(); ++i) {
    if (core.bytes[i] != fifo.bytes[i]) {
      return fmt::format("{} gave {} as byte {}, the FIFO {}", what, core.bytes[i], i,
                         fifo.bytes[i]);
    }
  }
  return {};
}

class Run {
 public:
  Run(const RingProgram& program, const Core& core)
      : core_(core),
        memory_a_(program.size_a),
        memory_b_(program.size_b),
        ring_a_{qpair::Fifo(program.size_a), program.size_a, program.start_a, 1},
        ring_b_{qpair::Fifo(program.size_b), program.size_b, program.start_b, 2} {
    begin(a_, memory_a_, memory_b_, program.start_a, program.start_b);
    begin(b_, memory_b_, memory_a_, program.start_b, program.start_a);
  }

  std::string step(const Step& step) {
    const bool at_a = step.end == End::a;
    vmci_ring_pair& pair = at_a ? a_ : b_;
    const bool enqueues = step.operation == Operation::enqueue;
    Ring& ring = at_a == enqueues ? ring_a_ : ring_b_;
    return enqueues ? enqueue(pair, ring, step) : take(pair, ring, step);
  }

  // All queries of both ends, and the memory around the rings.
  std::string check() {
    for (const auto& [producer, consumer, ring] :
         {std::tuple(&a_, &b_, &ring_a_), std::tuple(&b_, &a_, &ring_b_)}) {
      std::string difference = check_queries(*producer, *consumer, *ring);
      if (!difference.empty()) return difference;
    }
    if (memory_a_.slack_intact() && memory_b_.slack_intact()) return {};
    return "bytes outside the ring were written";
  }

 private:
  static constexpr std::uint64_t kUntouched = UINT64_MAX;

  void begin(vmci_ring_pair& pair, QueueMemory& produce, QueueMemory& consume,
             std::uint32_t produce_at, std::uint32_t consume_at) {
    pair.produce.header = &produce.header();
    pair.produce.bytes = produce.bytes();
    pair.consume.header = &consume.header();
    pair.consume.bytes = consume.bytes();
    const vmci_ring_indexes at{produce_at, produce_at, consume_at, consume_at};
    core_.resume(&pair, &at);
  }

  std::string enqueue(vmci_ring_pair& pair, Ring& ring, const Step& step) {
    const auto total = std::accumulate(step.lengths.begin(), step.lengths.end(), std::uint64_t{0});
    std::vector<std::uint8_t> bytes;
    for (std::uint64_t i = 0; i < total; ++i) {
      bytes.push_back(qpair::stream_byte(ring.sent + i, ring.seed));
    }
    std::vector<vmci_source> sources;
    const std::uint8_t* next = bytes.data();
    for (const std::uint32_t length : step.lengths) {
      sources.push_back({next, length});
      next += length;
    }
    std::uint64_t copied = kUntouched;
    Answer core;
    core.result = sources.size() == 1
                      ? core_.enqueue(&pair, bytes.data(), total, &copied)
                      : core_.enqueuev(&pair, sources.data(), sources.size(), &copied);
    if (core.result == VMCI_SUCCESS && copied <= total) {
      core.bytes.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(copied));
    }
    Answer fifo{refusal(ring, ring.fifo.free(), VMCI_ERROR_QUEUEPAIR_NOSPACE), {}};
    if (fifo.result == VMCI_SUCCESS) {
      const std::uint64_t n = ring.fifo.enqueue(bytes);
      fifo.bytes.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
      ring.sent += n;
    }
    return compare("enqueue", core, fifo);
  }

  std::string take(vmci_ring_pair& pair, Ring& ring, const Step& step) {
    const bool peek = step.operation == Operation::peek;
    const auto total = std::accumulate(step.lengths.begin(), step.lengths.end(), std::uint64_t{0});
    Answer core;
    core.bytes.resize(total);
    std::vector<vmci_target> targets;
    std::uint8_t* next = core.bytes.data();
    for (const std::uint32_t length : step.lengths) {
      targets.push_back({next, length});
      next += length;
    }
    std::uint64_t copied = kUntouched;
    const auto whole = peek ? core_.peek : core_.dequeue;
    const auto vectored = peek ? core_.peekv : core_.dequeuev;
    core.result = targets.size() == 1 ? whole(&pair, core.bytes.data(), total, &copied)
                                      : vectored(&pair, targets.data(), targets.size(), &copied);
    if (copied <= total) core.bytes.resize(copied);
    if (copied == kUntouched) core.bytes.clear();
    Answer fifo{refusal(ring, ring.fifo.ready(), VMCI_ERROR_QUEUEPAIR_NODATA), {}};
    if (fifo.result == VMCI_SUCCESS) {
      fifo.bytes = peek ? ring.fifo.peek(total) : ring.fifo.dequeue(total);
      if (!peek) ring.received += fifo.bytes.size();
    }
    return compare(peek ? "peek" : "dequeue", core, fifo);
  }

  // What an operation must answer when nothing can be moved, or success.
  static int refusal(const Ring& ring, std::uint64_t possible, int nothing_to_do) {
    if (ring.size == 0) return VMCI_ERROR_INVALID_SIZE;
    return possible == 0 ? nothing_to_do : VMCI_SUCCESS;
  }

  std::string check_queries(const vmci_ring_pair& producer, const vmci_ring_pair& consumer,
                            const Ring& ring) {
    using Numbers = std::vector<std::uint64_t>;
    const Numbers free{ring.fifo.free()};
    const Numbers ready{ring.fifo.ready()};
    const Numbers indexes{ring.tail(), ring.head()};
    const auto space = [](auto query, const vmci_ring_pair& pair) {
      std::uint64_t n = 0;
      const int result = query(&pair, &n);
      return std::pair(result, Numbers{n});
    };
    const auto both = [](auto query, const vmci_ring_pair& pair) {
      std::uint64_t tail = 0;
      std::uint64_t head = 0;
      const int result = query(&pair, &tail, &head);
      return std::pair(result, Numbers{tail, head});
    };
    struct Check {
      const char* name;
      std::pair<int, Numbers> answer;
      const Numbers& expected;
    };
    for (const Check& check : {
             Check{"produce_free_space", space(core_.produce_free_space, producer), free},
             Check{"produce_buf_ready", space(core_.produce_buf_ready, producer), ready},
             Check{"produce_indexes", both(core_.produce_indexes, producer), indexes},
             Check{"consume_free_space", space(core_.consume_free_space, consumer), free},
             Check{"consume_buf_ready", space(core_.consume_buf_ready, consumer), ready},
             Check{"consume_indexes", both(core_.consume_indexes, consumer), indexes},
         }) {
      const int result = ring.size == 0 ? VMCI_ERROR_INVALID_SIZE : VMCI_SUCCESS;
      if (check.answer.first != result) {
        return fmt::format("{} answered {}, expected {}", check.name, check.answer.first, result);
      }
      if (result == VMCI_SUCCESS && check.answer.second != check.expected) {
        return fmt::format("{} gave {}, the FIFO has {}", check.name, check.answer.second.front(),
                           check.expected.front());
      }
    }
    return {};
  }

  const Core& core_;
  QueueMemory memory_a_;
  QueueMemory memory_b_;
  vmci_ring_pair a_{};
  vmci_ring_pair b_{};
  Ring ring_a_;
  Ring ring_b_;
};

}  // namespace

std::string find_difference(const RingProgram& program, const Core& core) {
  Run run(program, core);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    std::string difference = run.step(program.steps[i]);
    if (difference.empty()) difference = run.check();
    if (!difference.empty()) return fmt::format("step {}: {}", i + 1, difference);
  }
  return {};
}

}  // namespace vmcheck::native
