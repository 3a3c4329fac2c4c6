#include "sim/explore/graphs.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "sim/explore/estimate.h"
#include "sim/explore/forward_run.h"
#include "sim/explore/graph_machine.h"
#include "sim/explore/graph_search.h"
#include "sim/explore/recorder.h"
#include "sim/explore/vacuous.h"
#include "sim/explore/witness.h"
#include "sim/explore/work_list.h"

namespace vmcheck::explore {
namespace {

using Item = WorkList::Item;

// The programs that a scenario builds, one for each way to choose the values that it leaves open.
std::vector<Part> whole(const run::Scenario& scenario, const memory::Model& model) {
  std::vector<Part> parts;
  GraphMachine machine(scenario);
  run::DepthFirst setup;
  do {
    setup.begin();
    machine.build(setup, model.knowledge());
    parts.push_back({setup.path(), {}, 0, false});
  } while (setup.next());
  return parts;
}

class Exploration {
 public:
  Exploration(const run::Scenario& scenario, const memory::Model& model, const Limits& limits)
      : scenario_(scenario),
        model_(model),
        limits_(limits),
        list_(limits.parts.empty() ? whole(scenario, model) : limits.parts) {}

  Result run() {
    // The number of executions is exact only if one thread counts them.
    const std::uint32_t workers = limits_.executions == UINT64_MAX ? limits_.workers : 1;
    std::vector<std::thread> threads;
    for (std::uint32_t i = 1; i < workers; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    if (error_) std::rethrow_exception(error_);
    return result();
  }

 private:
  // What each thread does.
  void work() {
    try {
      GraphMachine machine(scenario_);
      std::uint64_t untold = 0;  // executions
      while (Item* item = list_.take()) {
        run::Replay setup(item->part.setup);
        machine.build(setup, model_.knowledge());
        GraphSearch search(machine, model_);
        if (item->part.begun) search.resume(item->part.position, item->part.kept);
        const Item::State state = search_item(*item, machine, search, untold);
        item->tally.steps = search.steps();
        list_.finish(*item, state);
      }
      add_coverage(machine.coverage());
    } catch (...) {
      const std::lock_guard lock(mutex_);
      error_ = std::current_exception();
      list_.stop();
    }
  }

  Item::State search_item(Item& item, GraphMachine& machine, GraphSearch& search,
                          std::uint64_t& untold) {
    constexpr std::uint64_t kAskEvery = 1024;
    while (search.next()) {
      const bool blocked = search.end() == GraphBuilder::End::blocked && !machine.broken();
      ++(blocked ? item.tally.blocked : item.tally.executions);
      item.part.begun = true;
      if (machine.broken()) {
        item.part.position = search.position();
        item.witness = make_witness(machine, item.part.setup);
        return Item::State::violated;
      }
      if (++untold == kAskEvery) ask(std::exchange(untold, 0));
      if (list_.stopped() || item.superfluous.load(std::memory_order_relaxed) ||
          (limits_.executions != UINT64_MAX && ++counted_ >= limits_.executions)) {
        item.part.position = search.position();
        item.part.kept = static_cast<std::uint32_t>(search.kept_decisions());
        if (limits_.executions != UINT64_MAX) list_.stop();
        return Item::State::stopped;
      }
      if (list_.is_short()) give_away(item, search);
    }
    return Item::State::done;
  }

  void give_away(const Item& item, GraphSearch& search) {
    std::optional<GraphSearch::Position> position = search.split();
    if (!position) return;
    const auto kept = static_cast<std::uint32_t>(position->size() - 1);
    list_.add_behind(item, {item.part.setup, *std::move(position), kept, true});
  }

  // Tells how far the search is, and hears whether it is to stop.
  void ask(std::uint64_t more) {
    const std::lock_guard lock(mutex_);
    visited_ += more;
    if (!list_.stopped() && limits_.stop({visited_, [this] { return estimate(); }})) list_.stop();
  }

  // The first comes of a few descents, before a long search has begun in earnest; more are made as
  // the search goes on. A step of theirs takes about a fifth of the time of an execution.
  std::optional<Estimate> estimate() {
    constexpr std::uint64_t kFirstDescents = 16;
    constexpr std::uint64_t kExecutionsPerStep = 4;
    constexpr std::uint64_t kMostSteps = 1'000'000;  // at once
    if (!limits_.parts.empty()) return std::nullopt;
    if (!estimator_) {
      std::vector<run::Path> setups;
      for (Part& part : whole(scenario_, model_)) setups.push_back(std::move(part.setup));
      estimator_.emplace(scenario_, model_, std::move(setups));
    }
    const std::uint64_t enough =
        std::min(visited_ / kExecutionsPerStep, estimator_->steps() + kMostSteps);
    while (estimator_->descents() < kFirstDescents || estimator_->steps() < enough) {
      estimator_->descend();
    }
    return estimator_->estimate();
  }

  void add_coverage(const std::vector<Coverage>& more) {
    const std::lock_guard lock(mutex_);
    if (coverage_.empty())
      coverage_ = more;
    else
      for (std::size_t i = 0; i < more.size(); ++i) coverage_[i].count += more[i].count;
  }

  Result result() {
    Result result;
    result.coverage = coverage_;
    for (const Item& item : list_.items()) {
      result.executions += item.tally.executions;
      result.blocked += item.tally.blocked;
      result.steps += item.tally.steps;
      if (item.state == Item::State::violated) {
        result.verdict = Verdict::violated;
        result.violation = tell(find_shorter(item), scenario_, model_);
        result.rest.clear();
        return result;
      }
      if (item.state != Item::State::done) result.rest.push_back(item.part);
    }
    if (!result.rest.empty()) return result;
    // A search that was resumed did not see what came before: it cannot speak for `sometimes`.
    if (limits_.parts.empty()) result.violation = find_vacuous(result);
    result.verdict = result.violation ? Verdict::violated : Verdict::holds;
    return result;
  }

  // An execution that breaks a property with less to read, if there is one among the next.
  Witness find_shorter(const Item& item) {
    constexpr std::uint64_t kMostExecutions = 20'000;
    GraphMachine machine(scenario_);
    run::Replay setup(item.part.setup);
    machine.build(setup, model_.knowledge());
    GraphSearch search(machine, model_);
    search.resume(item.part.position, 0);
    Witness shortest = *item.witness;
    for (std::uint64_t i = 0; i < kMostExecutions && search.next(); ++i) {
      if (!machine.broken()) continue;
      Witness other = make_witness(machine, shortest.setup);
      if (other.length() < shortest.length()) shortest = std::move(other);
    }
    return shortest;
  }

  const run::Scenario& scenario_;
  const memory::Model& model_;
  const Limits& limits_;
  WorkList list_;

  std::mutex mutex_;
  std::uint64_t visited_ = 0;
  std::uint64_t counted_ = 0;  // only if there is a limit, and one thread
  std::optional<Estimator> estimator_;
  std::vector<Coverage> coverage_;
  std::exception_ptr error_;
};

}  // namespace

Result explore_graphs(const run::Scenario& scenario, const memory::Model& model,
                      const Limits& limits) {
  return Exploration(scenario, model, limits).run();
}

Result replay_graph(const run::Scenario& scenario, const memory::Model& model,
                    const run::Path& path) {
  run::Replay chooser(path);
  GraphMachine machine(scenario);
  machine.build(chooser, model.knowledge());
  ChooserDirector director(chooser);
  Result result;
  result.executions = 1;
  result.violation = record(machine, model, director);
  if (result.violation) {
    result.violation->path = path;
    result.verdict = Verdict::violated;
  }
  result.coverage = machine.coverage();
  return result;
}

}  // namespace vmcheck::explore
