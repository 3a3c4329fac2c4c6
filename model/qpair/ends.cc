#include "model/qpair/ends.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>

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

}  // namespace

void Sender::enqueuev(const std::vector<std::uint32_t>& lengths) {
  Machine& machine = Machine::current();
  const std::uint64_t wanted = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
  machine.note([&] { return fmt::format("enqueue {}", fmt::join(lengths, "+")); });

  std::vector<std::uint8_t> bytes;
  for (std::uint64_t i = 0; i < wanted; ++i) bytes.push_back(stream_byte(sent_ + i, seed_));
  std::vector<simulated::vmci_source> sources;
  const std::uint8_t* next = bytes.data();
  for (const std::uint32_t length : lengths) {
    sources.push_back({next, length});
    next += length;
  }

  const std::uint64_t before = pair_.produce.tail;
  std::uint64_t copied = kUntouched;
  const int result = lengths.size() == 1
                         ? core_.enqueue(&pair_, bytes.data(), wanted, &copied)
                         : core_.enqueuev(&pair_, sources.data(), sources.size(), &copied);
  check_answer("enqueue", result, simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE, wanted, copied,
               trouble_);
  machine.sometimes(property::kFull, result == simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE);
  if (result != simulated::VMCI_SUCCESS) {
    check_unpublished(before, pair_.produce.tail);
    return;
  }
  machine.sometimes(property::kWrapped, before + copied >= pair_.produce.bytes.size);
  sent_ += copied;
}

bool Receiver::dequeuev(const std::vector<std::uint32_t>& lengths) {
  return take(lengths, false);
}

void Receiver::peekv(const std::vector<std::uint32_t>& lengths) {
  take(lengths, true);
}

bool Receiver::take(const std::vector<std::uint32_t>& lengths, bool peek) {
  Machine& machine = Machine::current();
  const std::uint64_t wanted = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
  const char* operation = peek ? "peek" : "dequeue";
  machine.note([&] { return fmt::format("{} {}", operation, fmt::join(lengths, "+")); });

  std::vector<std::uint8_t> bytes(wanted);
  std::vector<simulated::vmci_target> targets;
  std::uint8_t* next = bytes.data();
  for (const std::uint32_t length : lengths) {
    targets.push_back({next, length});
    next += length;
  }

  const std::uint64_t before = pair_.produce.head;
  std::uint64_t copied = kUntouched;
  const auto whole = peek ? core_.peek : core_.dequeue;
  const auto vectored = peek ? core_.peekv : core_.dequeuev;
  const int result = lengths.size() == 1
                         ? whole(&pair_, bytes.data(), wanted, &copied)
                         : vectored(&pair_, targets.data(), targets.size(), &copied);
  check_answer(operation, result, simulated::VMCI_ERROR_QUEUEPAIR_NODATA, wanted, copied, trouble_);
  machine.sometimes(property::kEmpty, result == simulated::VMCI_ERROR_QUEUEPAIR_NODATA);
  if (result != simulated::VMCI_SUCCESS || peek) {
    check_unpublished(before, pair_.produce.head);
    if (result != simulated::VMCI_SUCCESS) return false;
  }
  // A peer that lies may also have written the bytes: what they are is then nobody's promise.
  for (std::uint64_t i = 0; i < copied && !trouble_.lying_peer; ++i) {
    const std::uint8_t expected = stream_byte(received_ + i, seed_);
    machine.always(peek ? property::kPeek : property::kFifo, bytes[i] == expected, [&] {
      return fmt::format("{} gave {} as byte {} of the stream, which is {}", operation, bytes[i],
                         received_ + i, expected);
    });
  }
  if (peek) return true;
  machine.sometimes(property::kWrapped, before + copied >= pair_.consume.bytes.size);
  received_ += copied;
  return true;
}

}  // namespace vmcheck::qpair
