#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "driver_core/result.h"
#include "tools/replay/guided/lost_operations.h"
#include "tools/replay/packet_trace.h"
#include "tools/replay/recorded/log_importer.h"
#include "tools/replay/recorded/log_reader.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay {
namespace {

using guided::RingPlace;

// As many pairs a trace can have open.
constexpr std::size_t kMostPairs = 16384;

constexpr std::uint64_t kTailOffset = offsetof(vmci_queue_header, producer_tail);
constexpr std::uint64_t kHeadOffset = offsetof(vmci_queue_header, consumer_head);

// One ring, as far as the log tells.
struct Ring {
  RingPlace place;
  bool has_own = true;                // the own index is known
  bool has_room = true;               // and the peer's
  std::optional<std::uint64_t> peer;  // a load of it, of which no store has come yet
};

struct Pair {
  std::uint64_t header = 0;  // addresses
  std::uint64_t peers_header = 0;
  Create create;
  std::array<Ring, 2> rings;  // the one that the machine fills, and the one that it drains
};

// Where it is in a record.
std::size_t word_of(vmci_record_pair_word which) {
  return kRecordedWords + static_cast<std::size_t>(which);
}

class RingImport {
 public:
  RingImport(std::istream& in, const std::string& name, const ImportOptions& options,
             std::ostream& out)
      : log_(in, name), options_(options), out_(out) {}

  std::uint64_t run();

 private:
  // Whose a word is.
  struct Word {
    std::string pair;
    std::size_t ring = 0;
    bool is_own = false;
  };

  void read(const RecordedEntry& entry);
  void name_pair(const RecordedEntry& entry);
  Create read_create(const RecordedEntry& entry) const;
  void open(const std::string& name, Pair pair);
  void close(std::map<std::string, Pair>::iterator pair);
  void lose();
  void load(const Word& word, Ring& ring, std::uint64_t value);
  void store(const Word& word, Ring& ring, std::uint64_t value);
  // A load was all there was.
  void look(const std::string& pair, Ring& ring);
  void operate(const std::string& pair, Ring& ring, std::uint64_t moved);
  void write(const std::string& pair, decltype(RingEvent::action) action);

  LogReader log_;
  const ImportOptions& options_;
  std::ostream& out_;
  std::map<std::string, Pair> pairs_;
  std::map<std::uint64_t, Word> words_;  // by address
  std::uint64_t open_bytes_ = 0;
  std::optional<std::uint64_t> first_ns_;
  std::uint64_t time_ns_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t unnamed_ = 0;
  std::uint64_t swallowed_ = 0;
};

std::uint64_t RingImport::run() {
  out_ << to_header_line({{"ring", options_.source, options_.scenario, std::nullopt}, "guest"})
       << '\n';
  while (const auto entry = log_.next()) {
    if (options_.interrupted != nullptr && *options_.interrupted) throw Interrupted();
    if (!first_ns_) first_ns_ = time_ns_ = entry->time_ns;
    time_ns_ = std::max(time_ns_, entry->time_ns);
    if (entry->missed != 0) lose();
    read(*entry);
  }
  for (auto& [name, pair] : pairs_) {
    for (Ring& ring : pair.rings) look(name, ring);
  }
  out_ << to_end_line(events_) << '\n';
  note_count(options_, unnamed_, "accesses were left out, as nothing says which pair's they are");
  note_count(options_, swallowed_,
             "operations behind gaps were left out, as where they began is "
             "missing");
  return operations_;
}

void RingImport::read(const RecordedEntry& entry) {
  if (entry.kind == VMCI_RECORD_PAIR) return name_pair(entry);
  const bool is_gone = entry.kind == VMCI_RECORD_PAIR_GONE;
  if (!is_gone && entry.kind != VMCI_RECORD_LOAD && entry.kind != VMCI_RECORD_STORE) return;
  const auto found = words_.find(is_gone ? entry.where + kTailOffset : entry.where);
  if (found == words_.end()) {
    ++unnamed_;
    return;
  }
  const Word word = found->second;
  const auto pair = pairs_.find(word.pair);
  if (is_gone) {
    if (pair->second.header == entry.where) close(pair);
    return;
  }
  Ring& ring = pair->second.rings[word.ring];
  if (entry.kind == VMCI_RECORD_STORE) {
    if (word.is_own) store(word, ring, entry.value);
  } else if (!word.is_own) {
    load(word, ring, entry.value);
  }
}

Create RingImport::read_create(const RecordedEntry& entry) const {
  const auto word = [&](vmci_record_pair_word which, std::uint64_t most) {
    const std::uint64_t value = entry.words[which];
    if (value <= most) return value;
    log_.reject(word_of(which), fmt::format("expected at most {}, got {}", most, value));
  };
  const auto index = [&](vmci_record_pair_word which, std::uint64_t size) {
    return word(which, size == 0 ? 0 : size - 1);
  };
  Create create;
  create.produce_size = word(VMCI_RECORD_PRODUCE_SIZE, kMostBytes);
  create.consume_size = word(VMCI_RECORD_CONSUME_SIZE, kMostBytes - create.produce_size);
  if (create.produce_size + create.consume_size == 0) {
    log_.reject(word_of(VMCI_RECORD_CONSUME_SIZE),
                "expected a size above 0, as the other one is 0");
  }
  create.state.produce_tail = index(VMCI_RECORD_PRODUCE_TAIL, create.produce_size);
  create.state.produce_head = index(VMCI_RECORD_PRODUCE_HEAD, create.produce_size);
  create.state.consume_tail = index(VMCI_RECORD_CONSUME_TAIL, create.consume_size);
  create.state.consume_head = index(VMCI_RECORD_CONSUME_HEAD, create.consume_size);
  return create;
}

void RingImport::name_pair(const RecordedEntry& entry) {
  Pair pair;
  pair.header = entry.where;
  pair.peers_header = entry.value;
  pair.create = read_create(entry);
  RingState& state = pair.create.state;
  const RingPlace fills{true, pair.create.produce_size, 0, 0};
  const RingPlace drains{false, pair.create.consume_size, 0, 0};
  pair.rings[0].place = place_of(fills, {state.produce_tail, state.produce_head, true, true});
  pair.rings[1].place = place_of(drains, {state.consume_head, state.consume_tail, true, true});
  const auto counts = [](const RingPlace& place) -> MaybeCounts {
    if (place.size == 0) return std::nullopt;
    const std::uint64_t rest = place.size - 1 - place.room;
    return place.fills ? Counts{place.room, rest} : Counts{rest, place.room};
  };
  state.produce = counts(pair.rings[0].place);
  state.consume = counts(pair.rings[1].place);

  const std::uint64_t handle = entry.words[VMCI_RECORD_HANDLE];
  const std::string name = fmt::format("{}:{:#x}", handle & UINT32_MAX, handle >> 32U);
  const auto found = pairs_.find(name);
  if (found == pairs_.end()) return open(name, std::move(pair));
  Pair& known = found->second;
  const bool is_same = known.header == pair.header && known.peers_header == pair.peers_header &&
                       known.create.produce_size == pair.create.produce_size &&
                       known.create.consume_size == pair.create.consume_size;
  if (!is_same) {
    close(found);
    return open(name, std::move(pair));
  }
  for (std::size_t i = 0; i < known.rings.size(); ++i) {
    if (!known.rings[i].has_own) known.rings[i] = pair.rings[i];
  }
}

void RingImport::open(const std::string& name, Pair pair) {
  if (pair.header == pair.peers_header) {
    log_.reject(kRecordedValue, "expected another header than the pair's own");
  }
  const std::uint64_t bytes = pair.create.produce_size + pair.create.consume_size;
  if (pairs_.size() == kMostPairs || bytes > kMostBytes - open_bytes_) {
    log_.reject(kRecordedWords, fmt::format("expected at most {} pairs with {} bytes in all",
                                            kMostPairs, kMostBytes));
  }
  // Memory that another pair had whose end is missing is this one's now.
  for (const std::uint64_t header : {pair.header, pair.peers_header}) {
    for (const std::uint64_t offset : {kTailOffset, kHeadOffset}) {
      if (const auto other = words_.find(header + offset); other != words_.end()) {
        close(pairs_.find(other->second.pair));
      }
    }
  }
  words_[pair.header + kTailOffset] = {name, 0, true};
  words_[pair.header + kHeadOffset] = {name, 1, true};
  words_[pair.peers_header + kHeadOffset] = {name, 0, false};
  words_[pair.peers_header + kTailOffset] = {name, 1, false};
  open_bytes_ += bytes;
  write(name, pair.create);
  pairs_.emplace(name, std::move(pair));
}

void RingImport::close(std::map<std::string, Pair>::iterator pair) {
  for (Ring& ring : pair->second.rings) look(pair->first, ring);
  open_bytes_ -= pair->second.create.produce_size + pair->second.create.consume_size;
  for (const std::uint64_t header : {pair->second.header, pair->second.peers_header}) {
    for (const std::uint64_t offset : {kTailOffset, kHeadOffset}) words_.erase(header + offset);
  }
  write(pair->first, Destroy{});
  pairs_.erase(pair);
}

void RingImport::lose() {
  for (auto& [name, pair] : pairs_) {
    for (Ring& ring : pair.rings) {
      look(name, ring);
      ring.has_own = ring.has_room = false;
    }
  }
  if (events_ != 0) write("", Gap{std::nullopt});
}

void RingImport::load(const Word& word, Ring& ring, std::uint64_t value) {
  look(word.pair, ring);
  ring.peer = value;
}

void RingImport::store(const Word& word, Ring& ring, std::uint64_t value) {
  RingPlace& place = ring.place;
  if (place.size == 0) return;
  if (value >= place.size) {
    log_.reject(kRecordedValue, fmt::format("expected an index below {}, the ring's size, got {}",
                                            place.size, value));
  }
  if (ring.has_own && !ring.peer) {
    if (value == place.own) return;  // the pair begins, or goes on
    lose();                          // a load is missing for which there was no room
  }
  if (!ring.has_own) {
    ring = {{place.fills, place.size, value, 0}, true, false, std::nullopt};
    ++swallowed_;
    return;
  }
  operate(word.pair, ring, (value + place.size - place.own) % place.size);
}

void RingImport::look(const std::string& pair, Ring& ring) {
  if (ring.peer && ring.has_own && ring.has_room && ring.place.size != 0) operate(pair, ring, 0);
  ring.peer.reset();
}

void RingImport::operate(const std::string& pair, Ring& ring, std::uint64_t moved) {
  RingPlace& place = ring.place;
  const std::uint64_t peer = *std::exchange(ring.peer, std::nullopt);
  const auto room = room_by(place, peer);
  Transfer transfer;
  transfer.kind = place.fills ? TransferKind::enqueue : TransferKind::dequeue;
  transfer.own = {place.own, (place.own + moved) % place.size};
  transfer.peer = peer;
  transfer.moved = moved;
  if (moved == 0) transfer.asked = 0;
  const bool is_believed = room && (!ring.has_room || *room >= place.room);
  if (!is_believed && moved == 0) {
    transfer.result = VMCI_ERROR_INVALID_SIZE;
  } else if (room) {
    place.room = *room;
    const std::uint64_t rest = place.size - 1 - place.room;
    transfer.counts = place.fills ? Counts{place.room, rest} : Counts{rest, place.room};
    if (moved == 0 && place.room == 0) {
      transfer.result = place.fills ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
    }
    place.room -= std::min(place.room, moved);
    ring.has_room = true;
  }
  place.own = transfer.own[1];
  ++operations_;
  write(pair, transfer);
}

void RingImport::write(const std::string& pair, decltype(RingEvent::action) action) {
  ++events_;
  out_ << to_line({events_, (time_ns_ - *first_ns_) / 1000, pair, std::move(action)}) << '\n';
}

}  // namespace

std::uint64_t import_recorded_rings(std::istream& in, const std::string& name,
                                    const ImportOptions& options, std::ostream& out) {
  return RingImport(in, name, options, out).run();
}

}  // namespace vmcheck::replay
