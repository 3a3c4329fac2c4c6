#include "tools/replay/trace_generator.h"

#include <algorithm>
#include <random>
#include <sstream>
#include <utility>

#include "driver_core/result.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/ring_model.h"

namespace vmcheck::replay {
namespace {

constexpr const char* kPair = "made:up";

MaybeCounts counts_of(const RingModel& ring) {
  if (ring.size() == 0) return std::nullopt;
  return Counts{ring.free(), ring.ready()};
}

class Generator {
 public:
  Generator(const GeneratorOptions& options, std::ostream& out)
      : options_(options),
        out_(out),
        random_(options.seed),
        produce_(random_ring(options.produce_size)),
        consume_(random_ring(options.consume_size)) {}

  void run();

 private:
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : random_() % bound; }
  RingModel random_ring(std::uint64_t size) { return {size, below(size), below(size)}; }

  RingState state() const;
  Transfer transfer(TransferKind kind);
  // Moves a ring's peer forward at random. False when it shows an index that it cannot have
  // instead.
  bool move_peer(bool fills, RingModel& ring, std::uint64_t& shown);
  void write(decltype(RingEvent::action) action);

  GeneratorOptions options_;
  std::ostream& out_;
  std::mt19937_64 random_;
  RingModel produce_;
  RingModel consume_;
  std::uint64_t events_ = 0;
};

void Generator::run() {
  out_ << to_header_line({{"ring", "made by a test", "random", options_.seed}, "guest"}) << '\n';
  write(Create{options_.produce_size, options_.consume_size, state()});
  constexpr TransferKind kKinds[] = {TransferKind::enqueue, TransferKind::dequeue,
                                     TransferKind::peek};
  while (events_ <= options_.events) {
    if (below(8) == 0) {
      write(Snapshot{state()});
    } else {
      write(transfer(kKinds[below(3)]));
    }
  }
  write(Destroy{});
  out_ << to_end_line(events_) << '\n';
}

RingState Generator::state() const {
  return {produce_.tail(), produce_.head(),     consume_.tail(),
          consume_.head(), counts_of(produce_), counts_of(consume_)};
}

bool Generator::move_peer(bool fills, RingModel& ring, std::uint64_t& shown) {
  if (options_.hostile && below(16) == 0) {
    const std::uint64_t candidates[] = {random_(), below(ring.size()), ring.size()};
    shown = candidates[below(3)];
    if (!(fills ? ring.can_have_head(shown) : ring.can_have_tail(shown))) return false;
  }
  if (fills) {
    shown = ring.index_of(ring.read() + below(ring.ready() + 1));
    ring.move_head(shown);
  } else {
    shown = ring.index_of(ring.written() + below(ring.free() + 1));
    ring.move_tail(shown);
  }
  return ring.size() > 0;
}

Transfer Generator::transfer(TransferKind kind) {
  const bool fills = kind == TransferKind::enqueue;
  RingModel& ring = fills ? produce_ : consume_;
  Transfer made;
  made.kind = kind;
  made.asked = below(ring.size() + 3);
  const bool believed = move_peer(fills, ring, made.peer);
  const std::uint64_t most = fills ? ring.free() : ring.ready();
  const std::uint64_t own = fills ? ring.tail() : ring.head();
  made.own = {own, own};
  if (!believed) {
    made.result = VMCI_ERROR_INVALID_SIZE;
    return made;
  }
  made.counts = counts_of(ring);
  if (most == 0) {
    made.result = fills ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
    return made;
  }
  made.moved = std::min(*made.asked, most);
  if (fills) {
    ring.move_tail(ring.index_of(ring.written() + made.moved));
    made.own[1] = ring.tail();
  } else if (kind == TransferKind::dequeue) {
    ring.move_head(ring.index_of(ring.read() + made.moved));
    made.own[1] = ring.head();
  }
  return made;
}

void Generator::write(decltype(RingEvent::action) action) {
  ++events_;
  out_ << to_line({events_, 10 * events_, kPair, std::move(action)}) << '\n';
}

}  // namespace

void write_ring_trace(const GeneratorOptions& options, std::ostream& out) {
  Generator(options, out).run();
}

std::string generate_ring_trace(const GeneratorOptions& options) {
  std::ostringstream out;
  write_ring_trace(options, out);
  return out.str();
}

}  // namespace vmcheck::replay
