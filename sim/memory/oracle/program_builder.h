// Makes a program of numbers: what a random generator draws, and shrinks towards 0.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "sim/memory/oracle/naive_models.h"
#include "sim/memory/oracle/program.h"
#include "sim/memory/oracle/random_program.h"

namespace vmcheck::memory::oracle {

enum class StepKind : std::uint8_t {
  nothing,
  fence,
  skip,    // the next step, if the last value read is a certain one
  update,  // an exchange or an addition
  compare_exchange,
  lock,    // begins a critical section, or ends it
  assume,  // that the last value read is a certain one
  choose,
  fail,
  spawn,  // a thread behind this one
  join,
  await,
  load,
  store,
};

// What a thread does next. Every number is valid: it is reduced to what there is.
struct Step {
  StepKind kind = StepKind::nothing;
  std::uint32_t thread = 0;    // 0 to 2
  std::uint32_t location = 0;  // 0 to 2
  std::uint32_t order = 0;
  std::uint32_t variant = 0;
  std::uint32_t constant = 0;
};

class ProgramBuilder {
 public:
  // With `strong`, accesses are mostly acquire, release and seq_cst, never plain.
  ProgramBuilder(Model model, const Shape& shape, bool strong)
      : model_(model), shape_(shape), strong_(strong) {}

  // Adds a step, unless it makes no sense there or there get to be too many candidates.
  void add(const Step& step);

  // The program, its critical sections ended.
  Program program();

 private:
  struct Uses {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
  };

  bool kernel() const { return model_ == Model::lkmm; }
  run::Order load_order(const Step& step) const;
  run::Order store_order(const Step& step) const;
  run::Order update_order(const Step& step) const;
  run::Order failure_order(const Step& step) const;
  Instruction with_some_address(const Step& step, const Instruction& access) const;

  void add_fence(const Step& step);
  void add_skip(const Step& step);
  void add_choice(const Step& step);
  void add_spawn(const Step& step);
  void append(std::uint32_t thread, const Instruction& instruction);
  void add_access(const Step& step);
  Instruction access(const Step& step) const;
  void toggle_lock(std::size_t thread);
  void drop_pending_skip(std::size_t thread);
  bool is_named(std::size_t thread) const;
  bool afford(std::uint32_t location, std::uint64_t reads, std::uint64_t writes);

  Model model_;
  Shape shape_;
  bool strong_;
  Program program_{{{}, {}, {}}};
  std::map<std::uint32_t, Uses> uses_;
  std::uint64_t choices_ = 1;                 // in how many ways they can be made
  std::array<std::uint32_t, 3> registers_{};  // of each thread, how many are used
  std::array<bool, 3> pending_skip_{};        // ends with a skip of what is not there yet
  std::array<bool, 3> holds_lock_{};
};

}  // namespace vmcheck::memory::oracle
