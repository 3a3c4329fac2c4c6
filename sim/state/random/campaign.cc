#include "sim/state/random/campaign.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "sim/state/random/generator.h"
#include "sim/state/random/recovery.h"
#include "sim/state/random/seed.h"
#include "sim/state/telling.h"
#include "sim/state/workers.h"

namespace vmcheck::state::random {
namespace {

// A row of runs is made without a look at what they found.
constexpr std::uint64_t kRowSteps = std::uint64_t{1} << 20;
constexpr std::uint64_t kRowRuns = 1 << 14;
constexpr std::uint64_t kPieces = 8;  // that a worker does of it one after the other

bool fails(Ending ending) {
  return ending == Ending::broken || ending == Ending::stuck || ending == Ending::no_recovery;
}

// Some of the runs of a row, one behind the other.
struct Piece {
  std::uint64_t first = 0;
  std::uint64_t runs = 0;  // those made: the last one may have failed
  std::uint64_t steps = 0;
  std::uint64_t over = 0;
  bool failed = false;
  std::vector<std::uint64_t> counts;  // for each property
};

class Campaign {
 public:
  Campaign(const System& model, const Options& options)
      : model_(model), options_(options), threads_(options.workers) {
    for (std::uint32_t i = 0; i < threads_.count(); ++i) {
      walks_.push_back(std::make_unique<Walk>(model, options.bounds, options.strategy));
    }
    for (const run::Property& property : model.properties()) {
      result_.coverage.push_back({property, 0});
    }
  }

  Result run() {
    const std::uint64_t length = std::min(options_.bounds.steps, kRowSteps) +
                                 std::min(options_.bounds.recovery, kRowSteps) + 1;
    const std::uint64_t row = std::clamp<std::uint64_t>(kRowSteps / length, 1, kRowRuns);
    while (!result_.failure && result_.runs < options_.runs) {
      if (options_.stop({result_.runs, result_.steps})) break;
      make_row(
          std::min(std::max<std::uint64_t>(row, threads_.count()), options_.runs - result_.runs));
    }
    return std::move(result_);
  }

 private:
  // Makes so many more runs.
  void make_row(std::uint64_t runs) {
    const std::uint64_t share = std::max<std::uint64_t>(runs / (kPieces * threads_.count()), 1);
    std::vector<Piece> pieces;
    for (std::uint64_t first = 0; first < runs; first += share) {
      Piece piece;
      piece.first = options_.first + result_.runs + first;
      piece.runs = std::min(share, runs - first);
      pieces.push_back(piece);
    }
    threads_.each(static_cast<std::uint32_t>(pieces.size()),
                  [&](std::uint32_t i, std::uint32_t worker) { make(pieces[i], *walks_[worker]); });
    for (const Piece& piece : pieces) {
      add(piece);
      if (piece.failed) break;
    }
  }

  void make(Piece& piece, Walk& walk) const {
    for (const explore::Coverage& entry : walk.coverage()) piece.counts.push_back(0 - entry.count);
    for (std::uint64_t i = 0; i < piece.runs && !piece.failed; ++i) {
      const Outcome outcome = walk.run(run_seed(options_.seed, piece.first + i));
      piece.steps += outcome.steps;
      if (outcome.ending == Ending::over) ++piece.over;
      if (!fails(outcome.ending)) continue;
      piece.failed = true;
      piece.runs = i + 1;
    }
    for (std::size_t i = 0; i < piece.counts.size(); ++i)
      piece.counts[i] += walk.coverage()[i].count;
  }

  void add(const Piece& piece) {
    result_.runs += piece.runs;
    result_.steps += piece.steps;
    result_.over += piece.over;
    for (std::size_t i = 0; i < piece.counts.size(); ++i) {
      result_.coverage[i].count += piece.counts[i];
    }
    if (piece.failed) tell(piece.first + piece.runs - 1);
  }

  // Makes the run that failed again, and keeps its steps.
  void tell(std::uint64_t run) {
    const std::uint64_t seed = run_seed(options_.seed, run);
    Walk walk(model_, options_.bounds, options_.strategy);
    walk.record(true);
    const Outcome outcome = walk.run(seed);
    const bool recovers = outcome.ending == Ending::no_recovery;
    result_.failure = Failure{run, seed, walk.plan(), outcome.recovery,
                              recovers ? tell_no_recovery(model_, walk.steps(), outcome.recovery)
                                       : state::tell(model_, walk.steps())};
  }

  const System& model_;
  const Options& options_;
  Workers threads_;
  std::vector<std::unique_ptr<Walk>> walks_;  // one for each worker
  Result result_;
};

}  // namespace

Plan plan_of(const Options& options, std::uint64_t run) {
  Generator random(run_seed(options.seed, run));
  return draw_plan(options.strategy, options.bounds.steps, random);
}

Result explore_randomly(const System& model, const Options& options) {
  return Campaign(model, options).run();
}

}  // namespace vmcheck::state::random
