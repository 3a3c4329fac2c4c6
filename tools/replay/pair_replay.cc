#include "tools/replay/pair_replay.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace vmcheck::replay {
namespace {

// Behind the caller's memory: to see that no more is written than was said, and so that a core that
// goes too far stays in ours.
constexpr std::uint64_t kGuard = 64;
constexpr unsigned char kGuardByte = 0x5a;

// Whether all bytes are the guard's: the first one is, and each is like the one before.
bool is_guard(std::span<const unsigned char> bytes) {
  return bytes.empty() || (bytes.front() == kGuardByte &&
                           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

using Query = int (*)(const vmci_ring_pair*, vmci_u64*);

MaybeCounts query(const vmci_ring_pair& pair, Query free_space, Query buf_ready) {
  Counts counts;
  const bool has_free = free_space(&pair, &counts.free) == VMCI_SUCCESS;
  const bool has_ready = buf_ready(&pair, &counts.ready) == VMCI_SUCCESS;
  if (!has_free || !has_ready) return std::nullopt;
  return counts;
}

void compare_counts(std::string_view ring, const MaybeCounts& recorded, const MaybeCounts& core,
                    Findings& findings) {
  const auto free = [](const Counts& counts) { return counts.free; };
  const auto ready = [](const Counts& counts) { return counts.ready; };
  const auto part = [](const MaybeCounts& counts, auto get) {
    return counts ? std::optional(get(*counts)) : std::nullopt;
  };
  findings.compare_in(ring, "free", part(recorded, free), part(core, free));
  findings.compare_in(ring, "ready", part(recorded, ready), part(core, ready));
}

void compare(const Transfer& recorded, const Transfer& core, Findings& findings) {
  const bool fills = recorded.kind == TransferKind::enqueue;
  compare_counts("", recorded.counts, core.counts, findings);
  findings.compare_signed("result", recorded.result, core.result);
  findings.compare("moved", recorded.moved, core.moved);
  findings.compare(fills ? "tail[0]" : "head[0]", recorded.own[0], core.own[0]);
  findings.compare(fills ? "tail[1]" : "head[1]", recorded.own[1], core.own[1]);
}

// That the core's counts are the model's, and that it has none if the peer's index cannot be.
void require_counts(const RingModel& model, bool believable, const MaybeCounts& core,
                    Findings& findings) {
  findings.require(core.has_value() == believable,
                   believable ? "the core refuses an index that the peer can have"
                              : "the peer's index, which the core believes, moved backwards or "
                                "too far");
  if (!core) return;
  findings.require(core->free + core->ready == model.size() - 1, "free + ready = size - 1");
  findings.require(core->ready == model.ready(), "ready = bytes written and not yet read");
}

}  // namespace

PairReplay::PairReplay(const native::Core& core, StreamBytes& streams, const Create& create,
                       Findings& findings)
    : core_(core),
      streams_(streams),
      produce_memory_(create.produce_size),
      consume_memory_(create.consume_size),
      produce_(create.produce_size, create.state.produce_tail, create.state.produce_head),
      consume_(create.consume_size, create.state.consume_tail, create.state.consume_head) {
  const RingState& state = create.state;
  core_.header_init(&produce_memory_.header(), {});
  core_.header_init(&consume_memory_.header(), {});
  pair_.produce.header = &produce_memory_.header();
  pair_.produce.bytes = produce_memory_.bytes();
  pair_.consume.header = &consume_memory_.header();
  pair_.consume.bytes = consume_memory_.bytes();

  // What was in the rings before the trace begins.
  produce_memory_.write(produce_.head(), streams.piece(Stream::produced, 0, produce_.written()));
  consume_memory_.write(consume_.head(), streams.piece(Stream::consumed, 0, consume_.written()));
  set_peer_head(state.produce_head);
  set_peer_tail(state.consume_tail);

  const vmci_ring_indexes indexes{state.produce_tail, state.produce_head, state.consume_tail,
                                  state.consume_head};
  const bool fresh =
      produce_.tail() == 0 && produce_.head() == 0 && consume_.tail() == 0 && consume_.head() == 0;
  const int result = fresh ? core_.init(&pair_) : core_.resume(&pair_, &indexes);
  findings.require(result == VMCI_SUCCESS, "the core begins with the recorded indices");
  if (result != VMCI_SUCCESS) return;
  compare_state(state, findings);
  check_invariants(findings);
}

std::uint64_t PairReplay::published_tail() const {
  return vmci_hal_load(&produce_memory_.header().producer_tail);
}

std::uint64_t PairReplay::published_head() const {
  return vmci_hal_load(&produce_memory_.header().consumer_head);
}

void PairReplay::set_peer_head(std::uint64_t index) {
  vmci_hal_store_release(&consume_memory_.header().consumer_head, index);
}

void PairReplay::set_peer_tail(std::uint64_t index) {
  vmci_hal_store_release(&consume_memory_.header().producer_tail, index);
}

bool PairReplay::holds_stream(std::uint64_t at, std::uint64_t from, std::uint64_t to) {
  return produce_memory_.holds(at, streams_.piece(Stream::produced, from, to - from));
}

void PairReplay::peer_reads(std::uint64_t head, Findings& findings) {
  set_peer_head(head);
  if (!produce_.can_have_head(head)) return;
  const std::uint64_t from = produce_.read();
  const std::uint64_t at = produce_.head();
  produce_.move_head(head);
  findings.require(holds_stream(at, from, produce_.read()),
                   "the peer reads the bytes that were enqueued");
}

void PairReplay::peer_writes(std::uint64_t tail) {
  set_peer_tail(tail);
  if (!consume_.can_have_tail(tail)) return;
  const std::uint64_t from = consume_.written();
  const std::uint64_t at = consume_.tail();
  consume_.move_tail(tail);
  consume_memory_.write(at, streams_.piece(Stream::consumed, from, consume_.written() - from));
}

MaybeCounts PairReplay::produce_counts() const {
  return query(pair_, core_.produce_free_space, core_.produce_buf_ready);
}

MaybeCounts PairReplay::consume_counts() const {
  return query(pair_, core_.consume_free_space, core_.consume_buf_ready);
}

void PairReplay::transfer(const Transfer& recorded, Findings& findings) {
  const Transfer core = recorded.kind == TransferKind::enqueue ? enqueue(recorded, findings)
                                                               : take(recorded, findings);
  check_invariants(findings);
  if (core != recorded || !findings.good()) compare(recorded, core, findings);
}

Transfer PairReplay::enqueue(const Transfer& recorded, Findings& findings) {
  peer_reads(recorded.peer, findings);
  Transfer core = recorded;
  core.counts = produce_counts();
  core.own[0] = published_tail();

  const std::uint64_t asked = recorded.asked.value_or(recorded.moved);
  const std::uint64_t written = produce_.written();
  const std::uint64_t length = std::min(asked, produce_.size());
  const std::span<const unsigned char> source =
      streams_.piece(Stream::produced, written, length + kGuard);
  vmci_u64 moved = 0;
  core.result = core_.enqueue(&pair_, source.data(), asked, &moved);
  core.moved = moved;
  core.own[1] = published_tail();
  if (moved > produce_.free()) {
    findings.require(false, "no more is enqueued than was free");
    return core;
  }
  const std::uint64_t at = produce_.tail();
  produce_.move_tail(produce_.index_of(written + moved));
  findings.require(holds_stream(at, written, written + moved),
                   "the ring holds the bytes that were enqueued");
  return core;
}

Transfer PairReplay::take(const Transfer& recorded, Findings& findings) {
  peer_writes(recorded.peer);
  Transfer core = recorded;
  core.counts = consume_counts();
  core.own[0] = published_head();

  const std::uint64_t asked = recorded.asked.value_or(recorded.moved);
  const std::uint64_t most = std::min(asked, consume_.ready());
  const std::uint64_t room = std::min(asked, consume_.size()) + kGuard;
  if (target_.size() < room) target_.resize(room);
  const std::span<unsigned char> target = std::span(target_).first(most + kGuard);
  std::fill(target.begin(), target.end(), kGuardByte);
  const bool peeks = recorded.kind == TransferKind::peek;
  vmci_u64 moved = 0;
  core.result = (peeks ? core_.peek : core_.dequeue)(&pair_, target.data(), asked, &moved);
  core.moved = moved;
  core.own[1] = published_head();
  if (moved > most) {
    findings.require(false, "no more is dequeued than was asked for, and ready");
    return core;
  }
  const std::span<const unsigned char> sent =
      streams_.piece(Stream::consumed, consume_.read(), moved);
  findings.require(std::equal(sent.begin(), sent.end(), target.begin()),
                   "the bytes dequeued are the ones that the peer sent");
  findings.require(is_guard(target.subspan(moved)), "nothing is written behind the bytes dequeued");
  if (!peeks) consume_.move_head(consume_.index_of(consume_.read() + moved));
  return core;
}

void PairReplay::snapshot(const Snapshot& recorded, Findings& findings) {
  peer_reads(recorded.state.produce_head, findings);
  peer_writes(recorded.state.consume_tail);
  compare_state(recorded.state, findings);
  check_invariants(findings);
}

void PairReplay::compare_state(const RingState& recorded, Findings& findings) {
  vmci_u64 tail = 0;
  vmci_u64 head = 0;
  findings.compare("produce_tail", recorded.produce_tail, published_tail());
  if (core_.produce_indexes(&pair_, &tail, &head) == VMCI_SUCCESS) {
    findings.require(tail == published_tail(), "the tail published is the one that is queried");
    findings.compare("produce_head", recorded.produce_head, head);
  }
  compare_counts("produce_", recorded.produce, produce_counts(), findings);
  findings.compare("consume_head", recorded.consume_head, published_head());
  if (core_.consume_indexes(&pair_, &tail, &head) == VMCI_SUCCESS) {
    findings.compare("consume_tail", recorded.consume_tail, tail);
    findings.require(head == published_head(), "the head published is the one that is queried");
  }
  compare_counts("consume_", recorded.consume, consume_counts(), findings);
}

void PairReplay::check_invariants(Findings& findings) const {
  const vmci_queue_header& peers = consume_memory_.header();
  require_counts(produce_, produce_.can_have_head(vmci_hal_load(&peers.consumer_head)),
                 produce_counts(), findings);
  require_counts(consume_, consume_.can_have_tail(vmci_hal_load(&peers.producer_tail)),
                 consume_counts(), findings);
  findings.require(published_tail() == produce_.tail(),
                   "our tail is in the ring, as many bytes on as we enqueued");
  findings.require(published_head() == consume_.head(),
                   "our head is in the ring, as many bytes on as we dequeued");
  findings.require(produce_memory_.edge_intact() && consume_memory_.edge_intact(),
                   "nothing is written behind the ends of the rings");
}

void PairReplay::destroy(Findings& findings) {
  findings.require(produce_memory_.slack_intact() && consume_memory_.slack_intact(),
                   "nothing is written outside the rings");
  findings.require(holds_stream(produce_.head(), produce_.read(), produce_.written()),
                   "the ring holds the bytes that the peer has not read");
  check_invariants(findings);
}

std::string PairReplay::describe() const {
  std::string text =
      fmt::format("  {:<16}{:>12}{:>12}{:>12}{:>12}\n", "ring", "size", "tail", "head", "ready");
  const auto row = [&](std::string_view name, std::uint64_t size, std::uint64_t tail,
                       std::uint64_t head, std::string ready) {
    text += fmt::format("  {:<16}{:>12}{:>12}{:>12}{:>12}\n", name, size, tail, head, ready);
  };
  const auto ready = [](const MaybeCounts& counts) {
    return counts ? std::to_string(counts->ready) : "refused";
  };
  row("produce, core", produce_.size(), pair_.produce.tail, pair_.consume.head,
      ready(produce_counts()));
  row("produce, model", produce_.size(), produce_.tail(), produce_.head(),
      std::to_string(produce_.ready()));
  row("consume, core", consume_.size(), pair_.consume.tail, pair_.produce.head,
      ready(consume_counts()));
  row("consume, model", consume_.size(), consume_.tail(), consume_.head(),
      std::to_string(consume_.ready()));
  return text;
}

}  // namespace vmcheck::replay
