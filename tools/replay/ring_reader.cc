#include "tools/replay/ring_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "driver_core/result.h"
#include "tools/replay/events.h"
#include "tools/replay/quote.h"
#include "tools/replay/ring_line.h"

namespace vmcheck::replay {
namespace {

constexpr std::size_t kLongestName = 64;

// Pairs open at the same time, as many as VMCI grants one machine.
constexpr std::size_t kMostPairs = 16384;

// The greatest index of a ring, and the most bytes in it. 0 in a ring of size 0.
std::uint64_t greatest(std::uint64_t size) {
  return size == 0 ? 0 : size - 1;
}

// Both counts, or null for both. `prefix` names the ring, as in the fields' names.
MaybeCounts read_counts(Record& line, const std::string& prefix, std::uint64_t size) {
  const auto free = line.natural_or_null(prefix + "free", greatest(size));
  const auto ready = line.natural_or_null(prefix + "ready", greatest(size));
  if (free.has_value() != ready.has_value()) {
    line.reject(prefix + "ready",
                free ? "a number, as the other count is one" : "null, as the other count is null");
  }
  if (!free) return std::nullopt;
  return Counts{*free, *ready};
}

RingState read_state(Record& line, std::uint64_t produce_size, std::uint64_t consume_size) {
  RingState state;
  state.produce_tail = line.natural("produce_tail", 0, greatest(produce_size));
  state.produce_head = line.natural("produce_head");
  state.produce = read_counts(line, "produce_", produce_size);
  state.consume_tail = line.natural("consume_tail");
  state.consume_head = line.natural("consume_head", 0, greatest(consume_size));
  state.consume = read_counts(line, "consume_", consume_size);
  return state;
}

// The error of a ring that has no space, or no data.
std::int64_t exhausted_result(TransferKind kind) {
  return kind == TransferKind::enqueue ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
}

Transfer read_transfer(Record& line, TransferKind kind, std::uint64_t size) {
  const bool fills = kind == TransferKind::enqueue;
  Transfer transfer;
  transfer.kind = kind;
  transfer.asked = line.natural_or_null("asked");
  transfer.result =
      line.one_of("result", {VMCI_SUCCESS, VMCI_ERROR_INVALID_SIZE, exhausted_result(kind)});
  transfer.moved = line.natural("moved", 0, transfer.result < 0 ? 0 : greatest(size));
  transfer.own = line.two_naturals(fills ? "tail" : "head", greatest(size));
  transfer.peer = line.natural(fills ? "head" : "tail");
  transfer.counts = read_counts(line, "", size);
  if (!transfer.asked && transfer.moved == 0) {
    line.reject("asked", "a number, as no bytes were moved");
  }
  if (transfer.asked && *transfer.asked < transfer.moved) {
    line.reject("moved", fmt::format("at most the {} that were asked for", *transfer.asked));
  }
  return transfer;
}

bool is_good(const MaybeCounts& counts, std::uint64_t size) {
  return !counts || (counts->free <= greatest(size) && counts->ready <= greatest(size));
}

// Whether read_transfer() takes it.
bool is_good(const Transfer& transfer, std::uint64_t size) {
  const std::int64_t exhausted = exhausted_result(transfer.kind);
  const bool is_known = transfer.result == VMCI_SUCCESS ||
                        transfer.result == VMCI_ERROR_INVALID_SIZE || transfer.result == exhausted;
  return is_known && transfer.moved <= (transfer.result < 0 ? 0 : greatest(size)) &&
         transfer.own[0] <= greatest(size) && transfer.own[1] <= greatest(size) &&
         is_good(transfer.counts, size) && (transfer.asked || transfer.moved != 0) &&
         transfer.asked.value_or(transfer.moved) >= transfer.moved;
}

// Whether read_state() takes it.
bool is_good(const RingState& state, std::uint64_t produce_size, std::uint64_t consume_size) {
  return state.produce_tail <= greatest(produce_size) &&
         state.consume_head <= greatest(consume_size) && is_good(state.produce, produce_size) &&
         is_good(state.consume, consume_size);
}

std::optional<TransferKind> transfer_kind(const std::string& op) {
  if (op == "enqueue") return TransferKind::enqueue;
  if (op == "dequeue") return TransferKind::dequeue;
  if (op == "peek") return TransferKind::peek;
  return std::nullopt;
}

}  // namespace

RingHeader take_ring_header(const Header& common, Record& line) {
  RingHeader header{common, line.one_of("role", {"guest", "host"})};
  line.finish("the header of a ring trace");
  return header;
}

const RingEvent* RingReader::next() {
  const std::string_view text = next_text(lines_);
  if (scan_ring_line(text, scanned_) && accept(scanned_)) return &scanned_;
  return parse(text) ? &parsed_ : nullptr;
}

bool RingReader::parse(std::string_view text) {
  Record line = Record::parse(text, place());
  const std::string op = line.one_of(
      "op", {"create", "enqueue", "dequeue", "peek", "snapshot", "destroy", "gap", "end"});
  if (op == "end") {
    take_end(line, lines_, events_);
    return false;
  }
  parsed_ = read_event(line, op);
  line.finish(fmt::format("a line with the op {}", quote(op)));
  ++events_;
  return true;
}

// What read_event() would find to be good, without saying what is wrong with the rest.
bool RingReader::accept(const RingEvent& event) {
  const auto found = find(event.pair);
  const bool follows = (!last_step_ || event.step > *last_step_) && event.t_us >= last_time_;
  if (!follows || found == open_.end()) return false;
  const auto [produce_size, consume_size, gaps] = found->second;
  if (const auto* transfer = std::get_if<Transfer>(&event.action)) {
    const bool fills = transfer->kind == TransferKind::enqueue;
    if (!is_good(*transfer, fills ? produce_size : consume_size)) return false;
  } else if (!is_good(std::get<Snapshot>(event.action).state, produce_size, consume_size)) {
    return false;
  }
  found->second.gaps = gaps_;
  last_step_ = event.step;
  last_time_ = event.t_us;
  ++events_;
  return true;
}

RingReader::Open::iterator RingReader::find(const std::string& pair) {
  if (recent_ == open_.end() || recent_->first != pair) recent_ = open_.find(pair);
  return recent_;
}

RingEvent RingReader::read_event(Record& line, const std::string& op) {
  RingEvent event;
  event.step = line.natural("step");
  if (last_step_ && event.step <= *last_step_) {
    line.reject("step", fmt::format("more than {}, the step before", *last_step_));
  }
  last_step_ = event.step;
  event.t_us = line.natural("t_us");
  if (event.t_us < last_time_) {
    line.reject("t_us", fmt::format("at least {}, the time before", last_time_));
  }
  last_time_ = event.t_us;
  if (op == "gap") {
    ++gaps_;
    event.action = Gap{line.natural_or_null("lost")};
    return event;
  }
  event.pair = line.text("pair", kLongestName);
  if (op == "create") {
    event.action = read_create(line, event.pair);
    return event;
  }

  const auto found = find(event.pair);
  if (found == open_.end()) {
    line.reject("pair", gaps_ == 0
                            ? "a pair that is open"
                            : "a pair that is open: of one that came in a gap, its \"create\" "
                              "first, as nothing else tells its sizes");
  }
  found->second.gaps = gaps_;
  const Sizes sizes = found->second;
  if (const auto kind = transfer_kind(op)) {
    event.action =
        read_transfer(line, *kind, *kind == TransferKind::enqueue ? sizes.produce : sizes.consume);
  } else if (op == "snapshot") {
    event.action = Snapshot{read_state(line, sizes.produce, sizes.consume)};
  } else {
    event.action = Destroy{};
    close(found);
  }
  return event;
}

void RingReader::close(Open::iterator pair) {
  open_bytes_ -= pair->second.produce + pair->second.consume;
  open_.erase(pair);
  recent_ = open_.end();
}

Create RingReader::read_create(Record& line, const std::string& pair) {
  if (const auto found = open_.find(pair); found != open_.end()) {
    if (found->second.gaps == gaps_) line.reject("pair", "a pair that is not open yet");
    close(found);
  }
  if (open_.size() == kMostPairs) {
    line.reject("pair", fmt::format("at most {} open pairs", kMostPairs));
  }
  Create create;
  const std::uint64_t room = kMostBytes - open_bytes_;
  create.produce_size = line.natural("produce_size", 0, room);
  create.consume_size = line.natural("consume_size", 0, room - create.produce_size);
  if (create.produce_size + create.consume_size == 0) {
    line.reject("consume_size", "a size above 0, as the other one is 0");
  }
  create.state = read_state(line, create.produce_size, create.consume_size);
  line.natural("produce_head", 0, greatest(create.produce_size));
  line.natural("consume_tail", 0, greatest(create.consume_size));
  open_[pair] = {create.produce_size, create.consume_size, gaps_};
  open_bytes_ += create.produce_size + create.consume_size;
  return create;
}

}  // namespace vmcheck::replay
