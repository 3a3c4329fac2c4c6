// The ring's operations as C++ functions over vectors, for tests.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "driver_core/tests/endpoints.h"

namespace vmcheck::core {

inline Outcome Enqueue(vmci_ring_pair& end, const std::string& bytes) {
  uint64_t copied = kUntouched;
  int result = vmci_ring_enqueue(&end, bytes.data(), bytes.size(), &copied);
  return {result, copied};
}

inline Outcome EnqueueV(vmci_ring_pair& end, const std::vector<std::string>& pieces) {
  std::vector<vmci_source> sources;
  for (const std::string& piece : pieces) {
    sources.push_back({.base = piece.data(), .length = piece.size()});
  }
  uint64_t copied = kUntouched;
  int result = vmci_ring_enqueuev(&end, sources.data(), sources.size(), &copied);
  return {result, copied};
}

// Bytes read, with the outcome.
struct Read {
  Outcome outcome;
  std::string bytes;

  bool operator==(const Read&) const = default;
};

inline Read Got(const std::string& bytes) {
  return {Copied(bytes.size()), bytes};
}
inline Read NotRead(int result) {
  return {Error(result), ""};
}

template <typename Stream>
Stream& operator<<(Stream& out, const Read& read) {
  out << read.outcome << ", bytes \"" << read.bytes << "\"";
  return out;
}

namespace internal {

using ReadFunction = int (*)(vmci_ring_pair*, void*, vmci_u64, vmci_u64*);
using ReadVFunction = int (*)(vmci_ring_pair*, const vmci_target*, vmci_u64, vmci_u64*);

inline Read ReadInto(std::string target, Outcome outcome) {
  target.resize(outcome.copied == kUntouched ? 0 : outcome.copied);
  return {outcome, target};
}

inline Read ReadBytes(ReadFunction read, vmci_ring_pair& end, uint64_t length) {
  std::string target(length, '?');
  uint64_t copied = kUntouched;
  int result = read(&end, target.data(), length, &copied);
  return ReadInto(target, {result, copied});
}

inline Read ReadBytesV(ReadVFunction read, vmci_ring_pair& end,
                       const std::vector<uint64_t>& lengths) {
  std::string target(std::accumulate(lengths.begin(), lengths.end(), uint64_t{0}), '?');
  std::vector<vmci_target> targets;
  uint64_t at = 0;
  for (uint64_t length : lengths) {
    targets.push_back({.base = target.data() + at, .length = length});
    at += length;
  }
  uint64_t copied = kUntouched;
  int result = read(&end, targets.data(), targets.size(), &copied);
  return ReadInto(target, {result, copied});
}

}  // namespace internal

inline Read Dequeue(vmci_ring_pair& end, uint64_t length) {
  return internal::ReadBytes(vmci_ring_dequeue, end, length);
}
inline Read Peek(vmci_ring_pair& end, uint64_t length) {
  return internal::ReadBytes(vmci_ring_peek, end, length);
}
inline Read DequeueV(vmci_ring_pair& end, const std::vector<uint64_t>& lengths) {
  return internal::ReadBytesV(vmci_ring_dequeuev, end, lengths);
}
inline Read PeekV(vmci_ring_pair& end, const std::vector<uint64_t>& lengths) {
  return internal::ReadBytesV(vmci_ring_peekv, end, lengths);
}

// The result of a query and its one or two numbers.
struct Answer {
  int result;
  uint64_t first;
  uint64_t second = kUntouched;

  bool operator==(const Answer&) const = default;
};

inline Answer Refused(int result) {
  return {result, kUntouched, kUntouched};
}

template <typename Stream>
Stream& operator<<(Stream& out, const Answer& answer) {
  out << "result " << answer.result << ", " << answer.first << ", " << answer.second;
  return out;
}

inline Answer Ask(int (*query)(const vmci_ring_pair*, vmci_u64*), const vmci_ring_pair& end) {
  uint64_t number = kUntouched;
  int result = query(&end, &number);
  return {result, number};
}

inline Answer Ask(int (*query)(const vmci_ring_pair*, vmci_u64*, vmci_u64*),
                  const vmci_ring_pair& end) {
  uint64_t tail = kUntouched;
  uint64_t head = kUntouched;
  int result = query(&end, &tail, &head);
  return {result, tail, head};
}

}  // namespace vmcheck::core
