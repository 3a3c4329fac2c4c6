// Runs the tasks of a scenario against an execution graph: mechanism without policy.
//
// A task is native code on a fiber. Where it accesses memory, it either is told what the graph says
// (the event is there already) or stops and asks for the event. Whoever searches adds the event to
// the graph, or takes events away again; the machine brings each task to the point that the graph
// says, from the nearest checkpoint before it.
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
#include "sim/memory/graph.h"
#include "sim/run/arena.h"
#include "sim/run/fiber.h"
#include "sim/run/machine.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

class GraphMachine final : public run::Machine {
 public:
  explicit GraphMachine(const run::Scenario& scenario);

  // Builds the scenario's program, asking `chooser` for the values that it leaves open, with an
  // empty graph.
  void build(run::Chooser& chooser, memory::Knowledge knowledge);

  memory::Graph& graph() { return graph_; }
  const memory::Graph& graph() const { return graph_; }
  std::uint32_t tasks() const { return task_count_; }
  const std::string& task_name(std::uint32_t task) const { return tasks_[task].name; }
  std::string location_name(std::uint32_t location) const;
  bool is_dormant(std::uint32_t task) const { return tasks_[task].dormant; }
  std::uint32_t faults_allowed() const { return faults_allowed_; }

  // Adds events while the task that asks for them runs, which saves switching to and fro.
  class Adder {
   public:
    virtual ~Adder() = default;

    // Adds the event if it can be added just like that, and says whether the task can go on.
    virtual bool add_at_once(std::uint32_t task, const memory::Event& request) = 0;
  };
  void set_adder(Adder* adder) { adder_ = adder; }

  // Runs a task on to its first event that is not in the graph, nor added at once, and returns
  // that. Null: it has broken a property (broken()), or waits for another value than its last event
  // has read.
  const memory::Event* next(std::uint32_t task);

  // The graph's events of a task have changed from `index` on.
  void changed(std::uint32_t task, std::uint32_t index) {
    Task& target = tasks_[task];
    if (index < target.agreed) target.agreed = index;
  }

  // Remembers the state of a task that has just asked for an event, to be kept with that event.
  std::uint32_t checkpoint(std::uint32_t task);

  // How much memory the checkpoints take. Those taken since can be forgotten.
  std::size_t checkpoint_memory() const { return arena_.used(); }
  void forget_checkpoints(std::size_t memory) { arena_.release(memory); }

  // Runs what the scenario wants to run after all tasks, on a graph that is complete. False when a
  // property broke.
  bool run_finally();

  struct Broken {
    run::Property property;
    std::string message;
    bool whole;                           // the whole execution is to blame
    std::vector<memory::EventId> events;  // or these events, and what comes before them
  };
  const std::optional<Broken>& broken() const { return broken_; }
  void set_broken(const run::Property& property, std::string message);
  void set_broken(const run::Property& property, std::string message,
                  std::vector<memory::EventId> events);
  void forget_broken() { broken_.reset(); }

  // Told what is not an event of the graph, while the story of a run is to be told.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void note(std::uint32_t task, std::string text) = 0;
    virtual void at_rest(std::string text, run::Site site) = 0;
  };
  void tell_story(Listener& listener) { listener_ = &listener; }

  const std::vector<Coverage>& coverage() const { return coverage_; }

  run::Location word(std::string name, std::uint64_t value) override;
  run::Location bytes(std::string name, std::uint32_t count) override;
  run::Location guard(std::uint32_t count) override;
  std::uint32_t task(std::string name, std::function<void()> body) override;
  std::uint32_t dormant_task(std::string name, std::function<void()> body) override;
  void finally(std::function<void()> body) override { finally_ = std::move(body); }
  void allow_faults(std::uint32_t count) override { faults_allowed_ = count; }

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
  std::uint32_t accesses() const override;
  void next_depends_on(const run::Dependencies& dependencies) override;
  bool fails(run::Site site) override;
  std::uint32_t choose(std::uint32_t options) override;

 protected:
  void* own_memory(std::size_t size, std::size_t alignment) override;
  bool tells_story() const override { return listener_ != nullptr; }
  void add_note(std::string text) override;
  void count(const run::Property& property) override;
  void violate(const run::Property& property, std::string message) override;

 private:
  // Objects of a task: a block of memory that does not move, and is saved and put back whole.
  struct Block {
    std::unique_ptr<std::byte[]> memory;
    std::size_t used;
    std::size_t size;
  };

  struct Task {
    std::string name;
    std::function<void()> body;
    bool dormant = false;
    std::unique_ptr<run::Fiber> fiber;
    std::vector<Block> blocks;
    std::vector<std::byte> initial;  // its objects when the tasks began

    bool started = false;
    std::uint32_t position = 0;  // events that its code has been through
    std::uint32_t agreed = 0;    // the first so many of them are in the graph as it saw them
    const memory::Event* request = nullptr;  // what it asks for at `position`; on its stack
  };

  // A cell while the program is built and while `finally` runs.
  struct Value {
    std::uint64_t value;
    bool written;
    bool forbidden;
  };

  // The head of a checkpoint in the arena; the task's objects and its stack follow.
  struct Checkpoint {
    std::uint32_t position;
    std::uint32_t stack;
    const memory::Event* request;
  };

  static constexpr std::uint32_t kNobody = UINT32_MAX;

  void resume(std::uint32_t task);
  void bring_back(std::uint32_t task);
  void restore(Task& task, std::uint32_t checkpoint);
  void finish(std::uint32_t task);
  void run_task_code(const Task& task);

  const memory::Event& event(const memory::Event& request);
  std::uint64_t read(const memory::Event& request);
  memory::Event access(memory::Operation operation, run::Location at, run::Order order,
                       run::Site site);
  void check_initialised(bool written);
  Value& value_at_rest(run::Location location) { return values_[location.number]; }
  void tell_at_rest(const char* operation, run::Location location, run::Site site);
  bool runs_a_task() const { return running_ != kNobody; }

  const run::Scenario& scenario_;
  run::Chooser* chooser_ = nullptr;
  memory::Graph graph_;

  std::vector<Value> values_;
  std::vector<std::pair<std::string, std::uint32_t>> names_;  // of locations: name, first location
  std::vector<memory::Cell> cells_;
  std::vector<Task> tasks_;  // the first task_count_ are this program's
  std::uint32_t task_count_ = 0;
  std::vector<Block> next_blocks_;  // of the task that is declared next
  std::function<void()> finally_;
  std::uint32_t faults_allowed_ = 0;

  std::uint32_t running_ = kNobody;  // the task whose code runs; nobody: setup or `finally`
  run::Dependencies dependencies_;
  run::Arena arena_;
  std::vector<std::byte> objects_at_end_;  // while `finally` runs
  std::exception_ptr error_;
  std::optional<Broken> broken_;
  std::vector<Coverage> coverage_;
  std::vector<std::pair<const run::Property*, std::size_t>>
      counters_;  // where each is in coverage_
  Listener* listener_ = nullptr;
  Adder* adder_ = nullptr;
};

}  // namespace vmcheck::explore
