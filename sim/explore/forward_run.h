// Runs a scenario once, forwards, every decision asked of a Chooser: which task goes next, what a
// read reads from, where a write goes in coherence order.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/explore/graph_builder.h"
#include "sim/explore/graph_machine.h"
#include "sim/explore/result.h"
#include "sim/memory/model.h"
#include "sim/run/path.h"

namespace vmcheck::explore {

// Decides, knowing the graph so far.
class Director {
 public:
  virtual ~Director() = default;

  // The task that adds the next event: one of `ready`, in ascending order.
  virtual std::uint32_t task(const std::vector<std::uint32_t>& ready) = 0;

  // What the read reads from: one of `positions` of its cell's coherence order, the last one first.
  virtual std::uint16_t source(memory::EventId read,
                               const std::vector<std::uint16_t>& positions) = 0;

  // Where the write goes: one of `positions`, the last one first.
  virtual std::uint16_t place(memory::EventId write,
                              const std::vector<std::uint16_t>& positions) = 0;

  // A value that the program leaves open, one of `options`; whether an operation fails.
  virtual std::uint32_t value(memory::EventId choice, std::uint32_t options) = 0;
  virtual bool fails(memory::EventId choice) = 0;
};

// Asks a Chooser: of ready tasks the one that took the last step is the first alternative, then
// they go by number.
class ChooserDirector final : public Director {
 public:
  explicit ChooserDirector(run::Chooser& chooser) : chooser_(chooser) {}

  std::uint32_t task(const std::vector<std::uint32_t>& ready) override;
  std::uint16_t source(memory::EventId read, const std::vector<std::uint16_t>& positions) override;
  std::uint16_t place(memory::EventId write, const std::vector<std::uint16_t>& positions) override;
  std::uint32_t value(memory::EventId choice, std::uint32_t options) override;
  bool fails(memory::EventId choice) override;

 private:
  std::uint32_t choose(run::ChoiceKind kind, std::size_t options);

  run::Chooser& chooser_;
  std::uint32_t running_ = UINT32_MAX;
};

// The tasks in the order in which they are alternatives: the one that took the last step first.
std::vector<std::uint32_t> in_order_of_choice(std::vector<std::uint32_t> ready,
                                              std::uint32_t running);

class ForwardRun {
 public:
  // Runs the program that `machine` was built with.
  ForwardRun(GraphMachine& machine, const memory::Model& model, Director& director)
      : machine_(machine), builder_(machine, model), director_(director) {}

  // Runs until no task can go on or a property breaks (machine.broken()). Calls `added` with each
  // event.
  void run(const std::function<void(memory::EventId)>& added = {});

 private:
  std::vector<std::uint32_t> ready();
  memory::EventId add(std::uint32_t task);
  void add_read(memory::EventId id);
  void add_write(memory::EventId id);
  void add_choice(memory::EventId id);
  bool reads_from(memory::EventId id, std::uint16_t position);

  GraphMachine& machine_;
  GraphBuilder builder_;
  Director& director_;
};

}  // namespace vmcheck::explore
