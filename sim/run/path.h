// The choices of one run, and who makes them.
//
// Everything nondeterministic in a run (which task goes next, which way a symbolic branch goes,
// which fault strikes) is asked of one Chooser. A run is its scenario plus the answers, the Path:
// the same path gives the same run, to the byte. Replaying, resuming and searching are operations
// on paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vmcheck::run {

// What is chosen. A closed set: a new source of nondeterminism is a new kind.
enum class ChoiceKind : std::uint8_t {
  schedule,    // which of the runnable tasks takes the next step
  branch,      // which way a symbolic condition goes
  value,       // one of several values or sizes that the scenario leaves open
  fault,       // whether an operation of the machine fails: 0 is that it does not
  reads_from,  // which write a read reads from, the last in coherence order first
  coherence,   // where a write goes in coherence order, the end first
};

std::string_view to_string(ChoiceKind kind);

// One answer: `taken` of `options`, counted from 0.
struct Choice {
  ChoiceKind kind;
  std::uint32_t options;
  std::uint32_t taken;

  friend bool operator==(const Choice&, const Choice&) = default;
};

using Path = std::vector<Choice>;

// A path in the form "schedule 1/3" a choice, separated by ", ".
std::string to_string(const Path& path);

// Reads what to_string(ChoiceKind) writes. Throws std::invalid_argument for anything else.
ChoiceKind parse_choice_kind(std::string_view text);

// A run asked other questions than the path it was given answers: the program under test is not
// deterministic, or it is not the one that the path was recorded from.
class PathMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Some of the options of a choice, a bit each: so of at most 64.
using Options = std::uint64_t;

// That option, if it is enabled.
constexpr Options option(std::uint32_t number, bool enabled) {
  return Options{enabled} << number;
}

// Those options, of so many, whose number fits.
template <typename Fits>
constexpr Options options_below(std::uint32_t count, const Fits& fits) {
  Options all = 0;
  for (std::uint32_t i = 0; i < count; ++i) all |= option(i, fits(i));
  return all;
}

// One option for each of some things: those that fit.
template <typename Things, typename Fits>
constexpr Options options_of(const Things& things, const Fits& fits) {
  return options_below(static_cast<std::uint32_t>(std::size(things)),
                       [&](std::uint32_t i) { return fits(std::data(things)[i]); });
}

class Chooser {
 public:
  virtual ~Chooser() = default;

  // One of `options` (at least 1) alternatives, counted from 0.
  virtual std::uint32_t choose(ChoiceKind kind, std::uint32_t options) = 0;

  // One of those alternatives that are enabled, which enabled() gives as Options: determined by
  // what was chosen before. Nothing if there is none, or if a path is replayed that says another:
  // then the step is none, and nothing more is asked. It spares trying the others one by one.
  template <typename Enabled>
  std::optional<std::uint32_t> choose_enabled(ChoiceKind kind, std::uint32_t options,
                                              const Enabled& enabled) {
    if (const std::uint32_t again = answer_again(kind, options); again != kUnknown) return again;
    const Options all = enabled();
    if (all == 0) return std::nullopt;
    const std::uint32_t taken = choose_among(kind, options, all);
    if ((all >> taken & 1) == 0) return std::nullopt;
    return taken;
  }

  // Whether an operation fails, and how: one of `options` ways, of which 0 is that it does not.
  // `fault_class` says what is failing (a datagram is lost, memory is refused), by a number that
  // the model gives. It helps who chooses at random; to all others this is choose(fault, options).
  virtual std::uint32_t choose_fault(std::uint32_t options, std::uint32_t fault_class) {
    static_cast<void>(fault_class);
    return choose(ChoiceKind::fault, options);
  }

  // The classes of faults that may strike in this step, modulo 64: who chooses at random draws that
  // before it is asked for a fault. Of the others choose_fault() says that they do not.
  virtual Options possible_faults() { return ~Options{0}; }

  // Whether what has begun is to come to its end, and nothing else to begin: who chooses at random
  // lets a run come to rest behind its faults. A model may heed it where it goes on without bounds.
  virtual bool winds_down() const { return false; }

  // What choose_enabled() is for choosers: `enabled` is not empty, and who does not heed it may say
  // another.
  virtual std::uint32_t choose_among(ChoiceKind kind, std::uint32_t options, Options enabled) {
    static_cast<void>(enabled);
    return choose(kind, options);
  }

  // The answer to choose_enabled() by who knows that it is enabled, because an earlier run began
  // like this one: then what is enabled need not be found out again. Or kUnknown.
  virtual std::uint32_t answer_again(ChoiceKind kind, std::uint32_t options) {
    static_cast<void>(kind);
    static_cast<void>(options);
    return kUnknown;
  }

 protected:
  // No option: a number that gcc 12 returns faster than it does a std::optional.
  static constexpr std::uint32_t kUnknown = UINT32_MAX;
};

// Visits every path once, depth first: do { chooser.begin(); run(chooser); } while
// (chooser.next());
class DepthFirst final : public Chooser {
 public:
  DepthFirst() = default;

  // Goes on with a search that was stopped: `path` is the next one to run.
  explicit DepthFirst(Path path) : path_(std::move(path)) {}

  // Starts a run.
  void begin() { depth_ = floor_; }

  std::uint32_t choose(ChoiceKind kind, std::uint32_t options) override;
  std::uint32_t choose_among(ChoiceKind kind, std::uint32_t options, Options enabled) override;
  std::uint32_t answer_again(ChoiceKind kind, std::uint32_t options) override;

  // Moves on to the path behind the one just run. False when that was the last.
  bool next();

  // What the run has chosen stays from now on, and the paths behind it are visited, until `ascend`
  // with what this returns: a search within the search.
  std::size_t descend() {
    fixed_ = depth_;
    return std::exchange(floor_, depth_);
  }

  // Back to the run in which descend() was called: next() moves on from there. `fixed` is how many
  // choices were fixed, 0 or 1.
  void ascend(std::size_t floor, std::size_t fixed = 0) {
    shorten(floor_);
    depth_ = std::exchange(floor_, floor);
    fixed_ = floor + fixed;
  }

  // The next runs all begin with this choice, until next() says that there are no more. Before the
  // first run, or when there are no more.
  void fix(Choice choice) {
    shorten(floor_);
    path_.push_back(choice);
    fixed_ = path_.size();
  }

  // The path of the run; between runs, the next one's beginning.
  const Path& path() const { return path_; }

  // How much of the tree of choices lies before the path, 0 to 1, if subtrees were equally large,
  // and all options enabled.
  double fraction_done() const;

 private:
  // Of the choice at a depth of the path: what is enabled besides, and was not taken yet.
  struct Untaken {
    std::size_t depth;
    Options options;
  };

  void shorten(std::size_t depth);
  bool move_on(std::size_t size);

  Path path_;
  std::vector<Untaken> untaken_;  // by depth; nothing of choices for which all is enabled
  std::size_t depth_ = 0;
  std::size_t floor_ = 0;  // how much of the path stays
  std::size_t fixed_ = 0;  // likewise, with the choice that was fixed
  std::size_t known_ = 0;  // how much of the path is known to be enabled
};

// Gives the answers of a recorded path. Behind its end it answers 0.
class Replay final : public Chooser {
 public:
  explicit Replay(Path path) : path_(std::move(path)) {}

  std::uint32_t choose(ChoiceKind kind, std::uint32_t options) override;

  // Whether every recorded choice has been asked for.
  bool exhausted() const { return depth_ >= path_.size(); }

 private:
  Path path_;
  std::size_t depth_ = 0;
};

}  // namespace vmcheck::run
