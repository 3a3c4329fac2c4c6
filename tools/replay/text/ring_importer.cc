#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "driver_core/result.h"
#include "tools/replay/packet_trace.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/text/event_fields.h"
#include "tools/replay/text/log_notes.h"
#include "tools/replay/text/recorder_events.h"
#include "tools/replay/text/text_importer.h"
#include "tools/replay/text/trace_log.h"

namespace vmcheck::replay {
namespace {

// Calls that have begun cost memory; a machine has no reason for more.
constexpr std::size_t kMostCalls = 1 << 16;

// Pairs that a trace may have open.
constexpr std::size_t kMostPairs = 16384;

struct Operation {
  const char* event;
  TransferKind kind;
};

constexpr std::array<Operation, 3> kOperations{{{kEnqueueEvent, TransferKind::enqueue},
                                                {kDequeueEvent, TransferKind::dequeue},
                                                {kPeekEvent, TransferKind::peek}}};

// A call at its entry.
struct Call {
  std::string pair;
  std::uint32_t cpu = 0;
  std::uint64_t asked = 0;
  Create rings;  // the sizes, and the indices that were found
};

// A ring as a call finds it.
struct Ring {
  std::uint64_t size = 0;
  std::uint64_t tail = 0;
  std::uint64_t head = 0;

  bool is_good() const { return tail < size && head < size; }
  std::uint64_t ready() const { return (tail + size - head) % size; }
};

MaybeCounts counts_of(const Ring& ring) {
  if (!ring.is_good()) return std::nullopt;
  return Counts{ring.size - 1 - ring.ready(), ring.ready()};
}

Ring ring_of(const Call& call, TransferKind kind) {
  const RingState& state = call.rings.state;
  if (kind == TransferKind::enqueue) {
    return {call.rings.produce_size, state.produce_tail, state.produce_head};
  }
  return {call.rings.consume_size, state.consume_tail, state.consume_head};
}

std::string handle_of(const EventFields& fields) {
  return fmt::format("{}:{:#x}", fields.natural_32("cid"), fields.natural_32("rid"));
}

// The end's own indices lie in the ring; the peer's may be anything.
std::uint64_t own_index(const EventFields& fields, std::string_view name, std::uint64_t size) {
  return fields.natural(name, size == 0 ? 0 : size - 1);
}

Call read_call(const EventFields& fields) {
  Call call;
  call.pair = handle_of(fields);
  call.asked = fields.natural("asked");
  Create& rings = call.rings;
  rings.produce_size = fields.natural("produce_size", kMostBytes);
  rings.consume_size = fields.natural("consume_size", kMostBytes - rings.produce_size);
  rings.state.produce_tail = own_index(fields, "produce_tail", rings.produce_size);
  rings.state.consume_head = own_index(fields, "consume_head", rings.consume_size);
  rings.state.produce_head = fields.natural("produce_head");
  rings.state.consume_tail = fields.natural("consume_tail");
  rings.state.produce = counts_of(ring_of(call, TransferKind::enqueue));
  rings.state.consume = counts_of(ring_of(call, TransferKind::dequeue));
  return call;
}

class RingImport {
 public:
  RingImport(const std::string& name, std::istream& in, const ImportOptions& options,
             std::ostream& out)
      : log_(in, name, options.interrupted), options_(options), out_(out) {}

  std::uint64_t run();

 private:
  void read(const LogEntry& entry);
  void begin(const LogEntry& entry, const Operation& operation, const EventFields& fields);
  void end(const LogEntry& entry, const Operation& operation, const EventFields& fields);
  // Sees to it that the trace has the pair, if it can begin with what the call found.
  bool open(const Call& call);
  void close(const std::string& pair);
  void forget_calls(std::uint32_t cpu);
  void write(const std::string& pair, decltype(RingEvent::action) action);

  TraceLog log_;
  const ImportOptions& options_;
  std::ostream& out_;
  std::map<std::pair<std::uint32_t, TransferKind>, Call> calls_;         // by task
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> open_;  // sizes, by pair
  std::uint64_t open_bytes_ = 0;
  std::uint64_t time_ns_ = 0;
  std::optional<std::uint64_t> first_ns_;
  std::uint64_t events_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t halves_ = 0;
  std::uint64_t failed_ = 0;
};

std::uint64_t RingImport::run() {
  out_ << to_header_line({{"ring", options_.source, options_.scenario, std::nullopt}, "guest"})
       << '\n';
  while (const auto entry = log_.next()) {
    time_ns_ = entry->time_ns;
    if (!first_ns_) first_ns_ = time_ns_;
    read(*entry);
  }
  out_ << to_end_line(events_) << '\n';
  note_count(options_, halves_ + calls_.size(),
             "calls were left out, as one end of them is missing");
  note_count(
      options_, failed_,
      "calls were left out, as they failed otherwise, or on a pair that a trace cannot have");
  note_end(options_, log_);
  return operations_;
}

void RingImport::read(const LogEntry& entry) {
  if (entry.event.empty()) {
    note_lost(options_, log_, entry);
    while (!open_.empty()) close(std::string(open_.begin()->first));
    if (!entry.is_known) forget_calls(entry.cpu);
    return;
  }
  const Place place = log_.place_of(entry);
  const EventFields fields(entry.message, place);
  if (entry.event == kDetachEvent) close(handle_of(fields));
  for (const Operation& operation : kOperations) {
    if (entry.event == operation.event) begin(entry, operation, fields);
    if (entry.event == std::string(operation.event) + kReturnSuffix) end(entry, operation, fields);
  }
}

void RingImport::begin(const LogEntry& entry, const Operation& operation,
                       const EventFields& fields) {
  Call call = read_call(fields);
  call.cpu = entry.cpu;
  if (ring_of(call, operation.kind).size == 0) {
    fields.reject(operation.kind == TransferKind::enqueue ? "produce_size" : "consume_size",
                  "a size above 0, as the ring is used");
  }
  if (calls_.size() == kMostCalls) calls_.clear();
  if (!calls_.insert_or_assign({entry.pid, operation.kind}, std::move(call)).second) ++halves_;
}

void RingImport::end(const LogEntry& entry, const Operation& operation, const EventFields& fields) {
  const auto found = calls_.extract({entry.pid, operation.kind});
  if (found.empty()) {
    ++halves_;
    return;
  }
  const Call& call = found.mapped();
  const bool fills = operation.kind == TransferKind::enqueue;
  const std::int64_t result = fields.integer("result");
  const std::int64_t exhausted = fills ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
  const bool is_known = result >= 0 || result == VMCI_ERROR_INVALID_SIZE || result == exhausted;
  if (!is_known || !open(call)) {
    ++failed_;
    return;
  }
  Ring ring = ring_of(call, operation.kind);
  Transfer transfer;
  transfer.kind = operation.kind;
  transfer.asked = call.asked;
  transfer.result = std::min<std::int64_t>(result, 0);
  if (result > 0) {
    const std::uint64_t most = std::min(call.asked, ring.size - 1);
    if (static_cast<std::uint64_t>(result) > most) {
      fields.reject("result", fmt::format("at most {}, as many bytes can be moved", most));
    }
    transfer.moved = static_cast<std::uint64_t>(result);
  }
  // The peer may have gone on between the entry and the moment at which its index was read.
  if (ring.is_good() && fills && ring.size - 1 - ring.ready() < transfer.moved) {
    ring.head = (ring.tail + 1 + transfer.moved) % ring.size;
  } else if (ring.is_good() && !fills && ring.ready() < transfer.moved) {
    ring.tail = (ring.head + transfer.moved) % ring.size;
  }
  const std::uint64_t own = fills ? ring.tail : ring.head;
  const bool moves = operation.kind != TransferKind::peek;
  transfer.own = {own, moves ? (own + transfer.moved) % ring.size : own};
  transfer.peer = fills ? ring.head : ring.tail;
  if (result != VMCI_ERROR_INVALID_SIZE) transfer.counts = counts_of(ring);
  ++operations_;
  write(call.pair, transfer);
}

bool RingImport::open(const Call& call) {
  const std::pair sizes{call.rings.produce_size, call.rings.consume_size};
  const auto found = open_.find(call.pair);
  if (found != open_.end() && found->second == sizes) return true;
  close(call.pair);
  const RingState& state = call.rings.state;
  const bool is_good = (sizes.first == 0 ? state.produce_head == 0 : state.produce.has_value()) &&
                       (sizes.second == 0 ? state.consume_tail == 0 : state.consume.has_value());
  const std::uint64_t bytes = sizes.first + sizes.second;
  if (!is_good || open_.size() == kMostPairs || bytes > kMostBytes - open_bytes_) return false;
  open_[call.pair] = sizes;
  open_bytes_ += bytes;
  write(call.pair, call.rings);
  return true;
}

void RingImport::close(const std::string& pair) {
  const auto found = open_.find(pair);
  if (found == open_.end()) return;
  open_bytes_ -= found->second.first + found->second.second;
  open_.erase(found);
  write(pair, Destroy{});
}

// A return that comes behind what a CPU has lost may be of a later call than the one that began
// there.
void RingImport::forget_calls(std::uint32_t cpu) {
  halves_ += std::erase_if(calls_, [&](const auto& each) { return each.second.cpu == cpu; });
}

void RingImport::write(const std::string& pair, decltype(RingEvent::action) action) {
  ++events_;
  out_ << to_line({events_, (time_ns_ - *first_ns_) / 1000, pair, std::move(action)}) << '\n';
}

}  // namespace

std::uint64_t import_log_rings(std::istream& in, const std::string& name,
                               const ImportOptions& options, std::ostream& out) {
  return RingImport(name, in, options, out).run();
}

}  // namespace vmcheck::replay
