#include "model/qpair/ends.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <stdexcept>

#include "model/qpair/fifo.h"
#include "model/qpair/properties.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;

constexpr std::uint64_t kUntouched = UINT64_MAX;

// The answer of an operation that was to move `wanted` bytes: allowed, and plausible.
void check_answer(const char* operation, int result, int nothing_to_do, std::uint64_t wanted,
                  std::uint64_t copied, const Trouble& trouble) {
  bool allowed = false;
  if (result == simulated::VMCI_SUCCESS) {
    allowed = copied <= wanted && (copied > 0 || wanted == 0);
  } else {
    const bool listed = result == nothing_to_do ||
                        (trouble.lying_peer && result == simulated::VMCI_ERROR_INVALID_SIZE) ||
                        (trouble.copy_faults && result == simulated::VMCI_ERROR_INVALID_ARGS);
    allowed = listed && copied == kUntouched;
  }
  Machine& machine = Machine::current();
  machine.always(property::kResult, allowed, [&] {
    return copied == kUntouched
               ? fmt::format("{} of {} bytes answered {}", operation, wanted, result)
               : fmt::format("{} of {} bytes answered {} and {} bytes", operation, wanted, result,
                             copied);
  });
  machine.sometimes(property::kShort, result == simulated::VMCI_SUCCESS && copied < wanted);
  machine.sometimes(property::kRefused, result == simulated::VMCI_ERROR_INVALID_SIZE);
  machine.sometimes(property::kFault, result == simulated::VMCI_ERROR_INVALID_ARGS);
}

void check_unpublished(std::uint64_t before, std::uint64_t after) {
  Machine::current().always(property::kNotPublished, before == after, [&] {
    return fmt::format("an operation without success moved its index from {} to {}", before, after);
  });
}

// The caller's side of one operation: its bytes, and the pieces that they lie in. On the stack, as
// a task keeps no memory from the heap.
template <typename Piece>
struct Buffer {
  std::array<std::uint8_t, 8> bytes{};
  std::array<Piece, 4> pieces{};
  std::uint64_t length = 0;  // of all pieces
  std::uint64_t count = 0;   // of pieces

  explicit Buffer(Lengths lengths) {
    for (const std::uint32_t piece : lengths) {
      if (count == pieces.size() || length + piece > bytes.size()) {
        throw std::invalid_argument(
            fmt::format("an operation on pieces of {} bytes: at most {} bytes in {} pieces",
                        fmt::join(lengths, "+"), bytes.size(), pieces.size()));
      }
      pieces[count++] = {bytes.data() + length, piece};
      length += piece;
    }
  }

  bool is_whole() const { return count == 1; }
};

// Begins again with the indices that the endpoint has, its head in the ring it drains at `head`.
void resume_endpoint(Endpoint& endpoint, std::uint64_t head) {
  Machine& machine = Machine::current();
  machine.note([] { return std::string("resume"); });
  auto& [core, pair] = endpoint;
  const simulated::vmci_ring_indexes kept{.produce_tail = pair.produce.tail,
                                          .produce_head = pair.consume.head,
                                          .consume_tail = pair.consume.tail,
                                          .consume_head = head};
  // What is private to the core does not outlast a suspension.
  pair.produce.tail = pair.produce.head = pair.consume.tail = pair.consume.head = kUntouched;
  const int result = core.resume(&pair, &kept);
  machine.always(property::kResult, result == simulated::VMCI_SUCCESS,
                 [&] { return fmt::format("resume answered {}", result); });
}

}  // namespace

void Sender::enqueuev(Lengths lengths) {
  Machine& machine = Machine::current();
  machine.note([&] { return fmt::format("enqueue {}", fmt::join(lengths, "+")); });

  Buffer<simulated::vmci_source> buffer(lengths);
  const std::uint64_t wanted = buffer.length;
  for (std::uint64_t i = 0; i < wanted; ++i) buffer.bytes[i] = stream_byte(sent_ + i, seed_);

  auto& [core, pair] = endpoint_;
  const std::uint64_t before = pair.produce.tail;
  std::uint64_t copied = kUntouched;
  const int result = buffer.is_whole()
                         ? core.enqueue(&pair, buffer.bytes.data(), wanted, &copied)
                         : core.enqueuev(&pair, buffer.pieces.data(), buffer.count, &copied);
  outcome_ = {result, copied};
  check_answer("enqueue", result, simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE, wanted, copied,
               trouble_);
  machine.sometimes(property::kFull, result == simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE);
  if (result != simulated::VMCI_SUCCESS) {
    check_unpublished(before, pair.produce.tail);
    return;
  }
  machine.sometimes(property::kWrapped, before + copied >= pair.produce.bytes.size);
  sent_ += copied;
}

void Sender::resume() {
  resume_endpoint(endpoint_, endpoint_.pair.produce.head);
}

std::uint64_t Receiver::take(Lengths lengths, bool peek) {
  Machine& machine = Machine::current();
  const char* operation = peek ? "peek" : "dequeue";
  machine.note([&] { return fmt::format("{} {}", operation, fmt::join(lengths, "+")); });

  Buffer<simulated::vmci_target> buffer(lengths);
  const std::uint64_t wanted = buffer.length;
  auto& [core, pair] = endpoint_;
  const std::uint64_t before = pair.produce.head;
  std::uint64_t copied = kUntouched;
  const auto whole = peek ? core.peek : core.dequeue;
  const auto vectored = peek ? core.peekv : core.dequeuev;
  const int result = buffer.is_whole()
                         ? whole(&pair, buffer.bytes.data(), wanted, &copied)
                         : vectored(&pair, buffer.pieces.data(), buffer.count, &copied);
  outcome_ = {result, copied};
  check_answer(operation, result, simulated::VMCI_ERROR_QUEUEPAIR_NODATA, wanted, copied, trouble_);
  machine.sometimes(property::kEmpty, result == simulated::VMCI_ERROR_QUEUEPAIR_NODATA);
  if (result != simulated::VMCI_SUCCESS || peek) {
    check_unpublished(before, pair.produce.head);
    if (result != simulated::VMCI_SUCCESS) return 0;
  }
  // A peer that lies may also have written the bytes: what they are is then nobody's promise.
  for (std::uint64_t i = 0; i < copied && !trouble_.lying_peer; ++i) {
    const std::uint8_t expected = stream_byte(received_ + i, seed_);
    machine.always(peek ? property::kPeek : property::kFifo, buffer.bytes[i] == expected, [&] {
      return fmt::format("{} gave {} as byte {} of the stream, which is {}", operation,
                         buffer.bytes[i], received_ + i, expected);
    });
  }
  if (peek) return copied;
  machine.sometimes(property::kWrapped, before + copied >= pair.consume.bytes.size);
  received_ += copied;
  return copied;
}

void Receiver::resume(std::uint64_t peeked) {
  const auto& pair = endpoint_.pair;
  resume_endpoint(endpoint_, (pair.produce.head + peeked) % pair.consume.bytes.size);
  received_ += peeked;
}

}  // namespace vmcheck::qpair
