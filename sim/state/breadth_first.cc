#include "sim/state/breadth_first.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "sim/state/fingerprint.h"
#include "sim/state/successors.h"
#include "sim/state/telling.h"

namespace vmcheck::state {
namespace {

// The states of a batch fit in a core's cache, as do those that they lead to.
constexpr std::uint64_t kBatchBytes = std::uint64_t{1} << 19;
constexpr std::uint64_t kMostInBatch = std::uint64_t{1} << 11;  // states
constexpr std::uint32_t kPiecesPerWorker = 8;  // if there are several: some take longer than others
constexpr std::uint64_t kLeastInPiece = 8;     // states
constexpr std::uint32_t kLatest = 16;          // successors that are looked for at a time
constexpr std::size_t kAhead = 8;              // lookups that are prepared while one is done

constexpr std::uint32_t kMostSuccessors = 1U << 26;
constexpr std::uint32_t kMostInShard = (1U << (32 - kShardBits)) - 1;
constexpr Place kNowhere{kShards - 1, kMostInShard};  // where initial states come from

bool is_nowhere(Place place) {
  return place.shard == kNowhere.shard && place.number == kNowhere.number;
}

Ordinal make_ordinal(std::uint32_t actor, std::uint32_t behind) {
  if (behind >= kMostSuccessors) throw std::length_error("a state has more than 2^26 successors");
  return {behind, actor == Turns::kEverybody ? 0 : actor};
}

void add(std::vector<explore::Coverage>& sum, const Observer& more, const Observer& repeated) {
  const std::vector<explore::Coverage>& all = more.coverage();
  if (sum.empty()) sum.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::uint64_t once = all[i].count - repeated.coverage()[i].count;
    sum[i] = {all[i].property, sum[i].count + once};
  }
}

}  // namespace

bool BreadthFirst::Blame::operator<(const Blame& other) const {
  return std::tie(steps, piece, index) < std::tie(other.steps, other.piece, other.index);
}

void BreadthFirst::Worker::put_blame(const Blame& other) {
  if (!blame || other < *blame) blame = other;
}

BreadthFirst::BreadthFirst(const System& model, const Options& options)
    : model_(model),
      options_(options),
      packing_(initial_state(model)),
      threads_(options.workers),
      found_(kPiecesPerWorker * threads_.count(), {Candidates(packing_), 0}) {
  const std::size_t bytes = model.state_bytes();
  for (std::uint32_t i = 0; i < threads_.count(); ++i) {
    workers_.push_back({Blocks(bytes),
                        {},
                        Observer(model.properties()),
                        Observer(model.properties()),
                        PartialOrder(model, options),
                        Latest(bytes),
                        {},
                        0,
                        0,
                        0,
                        {}});
  }
  const auto pages = std::make_shared<LargePages>();
  for (std::uint32_t i = 0; i < kShards; ++i) {
    shards_.push_back({StateSet(packing_, options.keep, pages), Records(sizeof(Origin)), 0, 0});
  }
}

Result BreadthFirst::run() {
  if (!options_.save.empty() || !options_.resume.empty()) kind_ = kind();
  if (options_.resume.empty()) {
    find_initial_states();
    begin_level();
  } else {
    resume();
  }
  while (!blame_ && !incomplete_) {
    expand_level();
    if (incomplete_ || !begin_level()) break;
    ++depth_;
  }
  return result();
}

Reached BreadthFirst::reached() const {
  std::vector<const StateSet*> sets;
  for (const Shard& shard : shards_) sets.push_back(&shard.states);
  return Reached(std::move(sets));
}

// They are made of zeros.
void BreadthFirst::find_initial_states() {
  Worker& worker = workers_.front();
  std::byte* zeros = worker.latest.begin_parent();
  std::memset(zeros, 0, model_.state_bytes());
  const std::uint64_t hash = fingerprint(zeros, model_.state_bytes());
  for_each_successor_in_place(model_, nullptr, worker.state.data(), worker.choices, worker.observer,
                              [&](std::uint32_t ordinal) {
                                const Ordinal all = make_ordinal(Turns::kEverybody, ordinal);
                                add_successor(hash, {kNowhere, all}, worker);
                              });
  end_piece(0, worker);
  look_up_all(1);
}

// Goes on to the states that were found while a level was expanded. False if there are none.
bool BreadthFirst::begin_level() {
  for (Shard& shard : shards_) {
    shard.level_begin = shard.level_end;
    shard.level_end = shard.states.size();
  }
  level_ = Level(shards_);
  next_ = 0;
  return level_.size() > 0;
}

// A level is done to its end even if something is broken: a shorter way to a breach may follow.
void BreadthFirst::expand_level() {
  const std::uint64_t most =
      std::clamp<std::uint64_t>(kBatchBytes / model_.state_bytes(), 1, kMostInBatch);
  steps_ = depth_ + 1;
  while (next_ < level_.size() && !incomplete_) {
    const std::uint64_t count = std::min(most, level_.size() - next_);
    const std::uint32_t pieces = pieces_of(count);
    threads_.each(pieces, [&](std::uint32_t piece, std::uint32_t worker) {
      const std::uint64_t first = next_ + count * piece / pieces;
      const std::uint64_t last = next_ + count * (piece + 1) / pieces;
      expand(first, last, piece, workers_[worker]);
    });
    look_up_all(pieces);
    next_ += count;
    expanded_ += count;
    forget_before(next_);
    if (!incomplete_ && is_stopped()) incomplete_ = Incomplete::stopped;
  }
}

// In how many pieces so many states are shared out.
std::uint32_t BreadthFirst::pieces_of(std::uint64_t states) const {
  if (threads_.count() == 1) return 1;
  const std::uint64_t most = kPiecesPerWorker * threads_.count();
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(states / kLeastInPiece, 1, most));
}

// Expands states of the level from one number to before another, at least one.
void BreadthFirst::expand(std::uint64_t first, std::uint64_t last, std::uint32_t piece,
                          Worker& worker) {
  found_[piece].candidates.clear();
  Place next = level_[first];
  while (first < last) {
    const Place place = next;
    if (++first < last) {
      next = level_[first];
      shards_[next.shard].states.prefetch(next.number);
    }
    expand_state(place, piece, worker);
    if (worker.latest.size() >= kLatest) sift(piece, worker);
  }
  end_piece(piece, worker);
}

void BreadthFirst::expand_state(Place place, std::uint32_t piece, Worker& worker) {
  const StateSet& states = shards_[place.shard].states;
  const std::uint64_t hash = states.hash(place.number);
  std::byte* parent = worker.latest.begin_parent();
  states.unpack(place.number, parent);
  begin_step(model_, parent, worker.state.data());
  const std::uint32_t before = worker.successors;
  Turns turns = worker.partial_order.turns(parent);
  while (turns.next()) {
    let_step(turns.actor(), model_, worker.choices);
    for_each_successor_in_place(
        model_, parent, worker.state.data(), worker.choices, worker.observer,
        [&](std::uint32_t behind) {
          const Ordinal ordinal = make_ordinal(turns.actor(), behind);
          if (worker.observer.take_broken()) {
            worker.put_blame({steps_, piece, worker.successors, place, ordinal});
          }
          add_successor(hash, {place, ordinal}, worker);
          if (turns.asks() && !is_known(worker, worker.latest.size() - 1)) turns.leads_on();
        });
  }
  if (turns.is_partial()) ++worker.partial;
  if (worker.successors == before && !model_.may_end(parent)) {
    worker.put_blame({depth_, piece, before, place, std::nullopt});
  }
}

// The states of the level before this one will not be expanded again.
void BreadthFirst::forget_before(std::uint64_t number) {
  const Place place = level_[number];
  for (std::uint32_t i = 0; i < place.shard; ++i) {
    shards_[i].states.forget_before(shards_[i].level_end);
  }
  shards_[place.shard].states.forget_before(place.number);
}

// What memory a search for it asks for comes while others are found.
void BreadthFirst::add_successor(std::uint64_t parent_hash, Origin origin, Worker& worker) const {
  const std::uint64_t hash =
      worker.latest.take(worker.state.data(), parent_hash, origin, worker.successors++);
  states_like(hash).prefetch_slot(hash);
}

// Keeps of the successors found last those that are not known, and checks them.
void BreadthFirst::sift(std::uint32_t piece, Worker& worker) {
  Latest& latest = worker.latest;
  Candidates& found = found_[piece].candidates;
  for (std::uint32_t i = 0; i < latest.size(); ++i) {
    states_like(latest[i].hash).prefetch_state(latest[i].hash);
  }
  for (std::uint32_t i = 0; i < latest.size(); ++i) {
    if (is_known(worker, i)) continue;
    latest.with_state(i, [&](const std::byte* state) {
      check(state, latest[i], piece, worker);
      found.add(latest[i], state);
    });
  }
  latest.clear();
}

void BreadthFirst::check(const std::byte* state, const Candidate& candidate, std::uint32_t piece,
                         Worker& worker) const {
  model_.check(state, worker.observer);
  if (worker.observer.take_broken()) {
    const auto& [parent, ordinal] = candidate.origin;
    worker.put_blame({steps_, piece, candidate.number, parent, ordinal});
  }
}

void BreadthFirst::end_piece(std::uint32_t piece, Worker& worker) {
  sift(piece, worker);
  found_[piece].candidates.divide();
  found_[piece].successors = std::exchange(worker.successors, 0);
}

// Whether a successor found last was known before the batch. Nothing is added to the shards
// meanwhile.
bool BreadthFirst::is_known(Worker& worker, std::uint32_t index) const {
  const std::uint64_t hash = worker.latest[index].hash;
  return states_like(hash).contains(hash, [&](const std::byte* packed) {
    bool same = false;
    worker.latest.with_state(index,
                             [&](const std::byte* state) { same = packing_.is(packed, state); });
    return same;
  });
}

void BreadthFirst::look_up_all(std::uint32_t pieces) {
  if (has_room(pieces)) {
    const std::uint32_t tasks = pieces_of(kShards * kLeastInPiece);
    threads_.each(tasks, [&](std::uint32_t task, std::uint32_t worker) {
      look_up(kShards * task / tasks, kShards * (task + 1) / tasks, pieces, workers_[worker]);
    });
    for (const Found& found : std::span(found_).first(pieces)) {
      if (steps_ > 0) transitions_ += found.successors;
      revisited_ += found.successors - found.candidates.size();
    }
    if (states() > options_.states) incomplete_ = Incomplete::states_bound;
  } else {
    incomplete_ = Incomplete::memory_bound;
  }
  settle_blame();
}

// Looks up what the pieces lead to, as far as it belongs to shards from one to before another. What
// memory is asked for comes while others are looked up.
void BreadthFirst::look_up(std::uint32_t shard, std::uint32_t end, std::uint32_t pieces,
                           Worker& worker) {
  std::vector<Lead>& mine = worker.leads;
  mine.clear();
  for (std::uint32_t piece = 0; piece < pieces; ++piece) {
    const Candidates& found = found_[piece].candidates;
    for (const std::uint32_t index : found.of(shard, end)) {
      found.prefetch(index);
      mine.push_back({piece, index});
    }
  }
  const auto hash = [&](Lead lead) { return found_[lead.piece].candidates[lead.index].hash; };
  for (std::size_t i = 0; i < mine.size() + 2 * kAhead; ++i) {
    if (i < mine.size()) {
      states_like(hash(mine[i])).prefetch_slot(hash(mine[i]));
      found_[mine[i].piece].candidates.prefetch_state(mine[i].index);
    }
    const std::size_t second = i - kAhead;
    if (second < mine.size()) states_like(hash(mine[second])).prefetch_state(hash(mine[second]));
    const std::size_t third = i - 2 * kAhead;
    if (third < mine.size()) look_up_one(mine[third], worker);
  }
}

void BreadthFirst::look_up_one(Lead lead, Worker& worker) {
  const Candidates& found = found_[lead.piece].candidates;
  const Candidate& candidate = found[lead.index];
  const std::span<const std::byte> packed = found.state(lead.index);
  Shard& shard = shards_[shard_of(candidate.hash)];
  if (shard.states.insert(candidate.hash, packed)) {
    shard.origins.append(reinterpret_cast<const std::byte*>(&candidate.origin));
  } else {
    ++worker.revisited;
    packing_.unpack(packed.data(), worker.state.data());
    model_.check(worker.state.data(), worker.repeated);
  }
}

// The least blame of the batch, unless what came before is no longer.
void BreadthFirst::settle_blame() {
  std::optional<Blame> least;
  for (Worker& worker : workers_) {
    if (worker.blame && (!least || *worker.blame < *least)) least = worker.blame;
    worker.blame.reset();
  }
  if (least && (!blame_ || least->steps < blame_->steps)) blame_ = least;
}

bool BreadthFirst::is_stopped() const {
  const std::uint64_t found = states();
  return options_.stop({found, transitions_, depth_, found - expanded_, bytes(), std::nullopt});
}

// Whether all that the pieces lead to can be kept.
bool BreadthFirst::has_room(std::uint32_t pieces) const {
  std::uint64_t bytes = 0;
  for (std::uint32_t i = 0; i < kShards; ++i) {
    const Shard& shard = shards_[i];
    std::uint64_t more = 0;
    for (std::uint32_t piece = 0; piece < pieces; ++piece)
      more += found_[piece].candidates.of(i, i + 1).size();
    if (shard.states.size() + more > kMostInShard || !shard.states.fits(more)) return false;
    bytes += shard.states.bytes_with(more) + shard.origins.bytes_with(more);
  }
  return bytes <= options_.bytes;
}

std::uint64_t BreadthFirst::states() const {
  std::uint64_t count = 0;
  for (const Shard& shard : shards_) count += shard.states.size();
  return count;
}

std::uint64_t BreadthFirst::bytes() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.states.bytes() + shard.origins.bytes();
  return sum;
}

Origin BreadthFirst::origin(Place place) const {
  Origin origin;
  std::memcpy(&origin, shards_[place.shard].origins.at(place.number), sizeof origin);
  return origin;
}

std::vector<Ordinal> BreadthFirst::steps_to(const Blame& blame) const {
  std::vector<Ordinal> ordinals;
  if (blame.ordinal) ordinals.push_back(*blame.ordinal);
  for (Place at = blame.parent; !is_nowhere(at); at = origin(at).parent) {
    ordinals.push_back(origin(at).ordinal);
  }
  std::reverse(ordinals.begin(), ordinals.end());
  return ordinals;
}

Result BreadthFirst::result() const {
  Result result;
  result.states = states();
  result.transitions = transitions_;
  const bool is_deeper = std::any_of(shards_.begin(), shards_.end(), [](const Shard& shard) {
    return shard.states.size() > shard.level_end;
  });
  result.depth = is_deeper ? depth_ + 1 : depth_;
  result.bytes = bytes();
  result.revisited = revisited_;
  result.partial = partial_;
  result.coverage = coverage_;
  for (const Worker& worker : workers_) {
    result.revisited += worker.revisited;
    result.partial += worker.partial;
    add(result.coverage, worker.observer, worker.repeated);
  }
  if (blame_) {
    result.verdict = explore::Verdict::violated;
    result.violation = tell(model_, choices_of(model_, steps_to(*blame_)));
  } else if (incomplete_) {
    result.incomplete = incomplete_;
  } else {
    result.verdict = explore::Verdict::holds;
  }
  return result;
}

}  // namespace vmcheck::state
