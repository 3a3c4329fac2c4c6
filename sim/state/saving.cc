// How a breadth-first search is saved, and gone on with.
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/breadth_first.h"
#include "sim/state/file.h"
#include "sim/state/fingerprint.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

constexpr int kWalks = 64;
constexpr int kWalkSteps = 64;

void add_names(std::string& text, const char* what, const std::vector<run::Property>& properties) {
  for (const run::Property& property : properties) {
    text += fmt::format("; {} {}", what, property.name);
  }
}

std::uint64_t combine(std::uint64_t one, std::uint64_t other) {
  const std::array<std::uint64_t, 2> both{one, other};
  return fingerprint(reinterpret_cast<const std::byte*>(both.data()), sizeof both);
}

// A number for what the model does on some walks from initial states: for each state there, of all
// its successors. What is broken is not walked through.
std::uint64_t behaviour(const System& model) {
  Observer observer(model.properties());
  std::uint64_t digest = 0;
  for (int walk = 0; walk < kWalks; ++walk) {
    std::vector<std::byte> parent;
    for (int step = 0; step < kWalkSteps; ++step) {
      run::DepthFirst choices;
      std::vector<std::byte> state(model.state_bytes());
      std::vector<std::vector<std::byte>> successors;
      for_each_successor(model, parent.empty() ? nullptr : parent.data(), state.data(), choices,
                         observer, [&](std::uint32_t) {
                           digest = combine(digest, fingerprint(state.data(), state.size()));
                           model.check(state.data(), observer);
                           if (!observer.take_broken()) successors.push_back(state);
                         });
      if (successors.empty()) break;
      parent = std::move(successors[digest % successors.size()]);
    }
  }
  return digest;
}

}  // namespace

// What must be the same for a search to be gone on with.
std::string BreadthFirst::kind() const {
  std::string text =
      fmt::format("{} of states of {} bytes, behaviour {:016x}",
                  options_.keep == Keep::states ? "a search" : "a search with fingerprints",
                  model_.state_bytes(), behaviour(model_));
  if (workers_.front().partial_order.is_on()) text += ", of partial orders";
  if (!model_.identity().empty()) text += "; " + model_.identity();
  add_names(text, "property", model_.properties());
  add_names(text, "goal", model_.goals());
  return text;
}

void BreadthFirst::save() const {
  const Result now = result();
  FileWriter file(options_.save);
  file.text(kind_);
  file.number(transitions_);
  file.number(now.revisited);
  file.number(now.partial);
  for (const explore::Coverage& entry : now.coverage) file.number(entry.count);
  file.number(depth_);
  file.number(next_);
  file.number(expanded_);
  for (const Shard& shard : shards_) {
    file.number(shard.level_begin);
    file.number(shard.level_end);
    shard.states.save(file);
    shard.origins.save(file);
  }
  file.finish();
}

void BreadthFirst::resume() {
  FileReader file(options_.resume);
  const std::string found = file.text();
  if (found != kind_) file.refuse(fmt::format("it is {}, and not {}", found, kind_));
  transitions_ = file.number();
  revisited_ = file.number();
  partial_ = file.number();
  for (const run::Property& property : model_.properties()) {
    coverage_.push_back({property, file.number()});
  }
  depth_ = static_cast<std::uint32_t>(file.number());
  next_ = file.number();
  expanded_ = file.number();
  for (Shard& shard : shards_) {
    shard.level_begin = file.number();
    shard.level_end = file.number();
    shard.states.load(file);
    shard.origins.load(file);
    if (shard.level_begin > shard.level_end || shard.level_end > shard.states.size() ||
        shard.states.size() != shard.origins.size()) {
      file.refuse("its numbers do not go together");
    }
  }
  level_ = Level(shards_);
  file.finish();
}

}  // namespace vmcheck::state
