// Answers the questions of a run at random, as its plan says.
#pragma once

#include <cstdint>

#include "sim/run/path.h"
#include "sim/state/random/generator.h"
#include "sim/state/random/one_of.h"
#include "sim/state/random/plan.h"
#include "sim/state/random/priorities.h"
#include "sim/state/random/strikes.h"

namespace vmcheck::state::random {

class RandomChooser final : public run::Chooser {
 public:
  // Of a model with these classes of faults, a bit for each: it is asked for no others.
  explicit RandomChooser(run::Options classes = kAll)
      : classes_(classes | classes >> kFaultClasses) {}

  // Starts a run, or a part of one: the same plan and generator give the same answers.
  void begin(const Plan& plan, const Generator& random);

  // From now on no fault strikes, and each process that can make steps makes some.
  void stop_faults();

  // Keeps what is answered within a step in path(). It costs a little.
  void record(bool on) { records_ = on; }

  // A step: begin_step, and then begin_try before each try, refuse behind one that was no step
  // after all, accept behind the one that was.
  void begin_step();
  void begin_try();
  void refuse();
  void accept(bool repeats);

  // How many steps its process will have made in a row, with the one that is to be accepted. If it
  // only repeats itself, accept(true) makes it give way. 0: that makes no difference.
  std::uint64_t turn() const;

  // Answers were these instead, of another's choice. To be called before accept.
  void take(const run::Path& path);

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override;
  std::uint32_t choose_among(run::ChoiceKind kind, std::uint32_t options,
                             run::Options enabled) override;
  std::uint32_t answer_again(run::ChoiceKind kind, std::uint32_t options) override;
  std::uint32_t choose_fault(std::uint32_t options, std::uint32_t fault_class) override;
  run::Options possible_faults() override;
  bool winds_down() const override;

  bool has_faults() const { return !quiet_; }
  bool records() const { return records_; }
  Generator& random() { return random_; }

  // What was answered since begin_try, if that is recorded, or taken.
  const run::Path& path() const { return path_; }

 private:
  enum class Next : std::uint8_t { uniform, by_priority, in_turn };

  std::uint32_t answer(std::uint32_t taken, run::ChoiceKind kind, std::uint32_t options);
  bool is_enabled(std::uint32_t process) const;
  std::uint32_t one_of_enabled(std::uint32_t options);
  std::uint32_t next_process(std::uint32_t options);
  std::uint32_t next_in_turn(std::uint32_t options) const;
  [[gnu::noinline]] std::uint32_t by_priority(std::uint32_t options);
  std::uint32_t fault(std::uint32_t options, std::uint32_t fault_class);

  run::Options classes_;
  Plan plan_;
  Generator random_{0};
  OneOf one_of_ = fast_one_of() != nullptr ? fast_one_of() : plain_one_of;
  Next next_ = Next::uniform;
  bool quiet_ = false;
  Strikes strikes_;
  bool has_strikes_ = false;  // those of this step have been drawn:
  run::Options striking_ = 0;
  bool records_ = false;

  std::uint32_t asked_ = 0;    // choices since the try began
  std::uint32_t tries_ = 0;    // of this process in this step
  bool spared_ = false;        // a fault might have struck since the try began, and did not
  bool has_process_ = false;   // the step's first choice was whose it is
  std::uint32_t process_ = 0;  // whose
  run::Options enabled_ = 0;   // whose it may be; kAll
  bool has_first_ = false;     // the step's first choice has been asked, in an earlier try:
  run::Options first_ = 0;     // what was enabled, and still is
  Priorities priorities_;
  std::uint32_t latest_ = 0;  // who made a step,
  std::uint64_t turn_ = 0;    // and how many in a row
  run::Path path_;
};

}  // namespace vmcheck::state::random
