// Runs a scenario once: its tasks on fibers, its memory sequentially consistent, its choices asked
// of a Chooser. Which run comes next is the business of whoever owns the Chooser (interleaving.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/result.h"
#include "sim/run/fiber.h"
#include "sim/run/machine.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// One machine for all runs of a search: memory and fibers are kept from run to run.
class Interleaver final : public run::Machine {
 public:
  Interleaver(const run::Scenario& scenario, run::Chooser& chooser)
      : scenario_(scenario), chooser_(chooser) {
    for (const run::Property& property : scenario.properties) coverage_.push_back({property, 0});
  }

  // Runs the scenario once. False when a property broke.
  bool run_once();

  std::optional<Violation> take_violation() { return std::exchange(violation_, {}); }
  const std::vector<Coverage>& coverage() const { return coverage_; }
  std::uint64_t steps() const { return steps_; }

  run::Location word(std::string name, std::uint64_t value) override;
  run::Location bytes(std::string name, std::uint32_t count) override;
  run::Location guard(std::uint32_t count) override;
  std::uint32_t task(std::string name, std::function<void()> body) override;
  std::uint32_t dormant_task(std::string name, std::function<void()> body) override;
  void finally(std::function<void()> body) override { finally_ = std::move(body); }
  void allow_faults(std::uint32_t count) override { faults_left_ = count; }

  std::uint64_t load(run::Location from, run::Order order, run::Site site) override;
  void store(run::Location to, std::uint64_t value, run::Order order, run::Site site) override;
  std::uint64_t read_modify_write(run::Location at, run::Rmw operation, std::uint64_t operand,
                                  run::Order order, run::Site site) override;
  std::uint64_t compare_exchange(run::Location at, std::uint64_t expected, std::uint64_t desired,
                                 run::Order success, run::Order failure, run::Site site) override;
  void fence(run::Fence kind, run::Site site) override;
  std::uint64_t await(run::Location from, run::Condition condition, run::Order order,
                      run::Site site) override;
  void lock(run::Location at, run::Site site) override;
  void unlock(run::Location at, run::Site site) override;
  void spawn(std::uint32_t task, run::Site site) override;
  void join(std::uint32_t task, run::Site site) override;
  void assume(bool holds) override;
  bool fails(run::Site site) override;
  std::uint32_t choose(std::uint32_t options) override;

 protected:
  void* own_memory(std::size_t size, std::size_t alignment) override;
  bool tells_story() const override { return false; }
  void add_note(std::string) override {}
  void count(const run::Property& property) override;
  void violate(const run::Property& property, std::string message) override;

 private:
  struct Cell {
    std::uint64_t value;
    bool written;
    bool forbidden = false;
  };

  struct Task {
    std::string name;
    std::function<void()> body;
    std::unique_ptr<run::Fiber> fiber;
    // Whether it can take its next step; empty: it can.
    std::function<bool()> ready;
  };

  enum class Phase {
    setup,    // the scenario builds its program
    start,    // each task runs up to its first step, and stops there
    running,  // tasks take steps as they are chosen
    rest,     // `finally` runs alone
  };

  static constexpr std::uint32_t kNobody = UINT32_MAX;
  static constexpr std::uint64_t kMostSteps = 1'000'000;  // of a run

  void reset();
  void run_tasks();
  void run_body(const std::function<void()>& body);
  void resume(std::uint32_t task);
  void cancel_tasks();
  std::uint32_t choose_task(std::uint32_t preferred);
  void step();
  Cell& cell(run::Location location, run::Site site);
  bool can_run(const Task& task) const;
  bool everybody_finished() const;
  void report_deadlock();
  void set_violation(const run::Property& property, std::string message);
  void wait(std::function<bool()> ready);

  const run::Scenario& scenario_;
  run::Chooser& chooser_;

  std::vector<Cell> cells_;
  std::vector<Task> tasks_;  // the first task_count_ are this run's
  std::uint32_t task_count_ = 0;
  std::function<void()> finally_;
  std::vector<std::unique_ptr<std::byte[]>> owned_;
  std::uint32_t faults_left_ = 0;

  std::uint32_t running_ = kNobody;  // the task whose code runs; nobody: setup or `finally`
  std::uint32_t chosen_ = kNobody;   // the task that takes the next step
  Phase phase_ = Phase::setup;
  bool cancelling_ = false;
  std::exception_ptr error_;

  std::uint64_t length_ = 0;  // steps of the run
  bool given_up_ = false;

  std::uint64_t steps_ = 0;  // of all runs
  std::vector<Coverage> coverage_;
  std::optional<Violation> violation_;
};

}  // namespace vmcheck::explore
