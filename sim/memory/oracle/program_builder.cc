#include "sim/memory/oracle/program_builder.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace vmcheck::memory::oracle {
namespace {

using run::Fence;
using run::Order;
using run::Rmw;

constexpr std::uint32_t kLock = 3;  // the location of the lock
constexpr std::uint64_t kMostWays = 5000;

template <typename T>
T pick(const std::vector<T>& from, std::uint32_t number) {
  return from[number % from.size()];
}

template <typename T>
T pick(std::initializer_list<T> from, std::uint32_t number) {
  return pick(std::vector<T>(from), number);
}

bool reads(const Instruction& access) {
  return access.kind != Instruction::Kind::store;
}
bool writes(const Instruction& access) {
  return access.kind != Instruction::Kind::load && access.kind != Instruction::Kind::await;
}

// Mostly one that does not hold at first.
run::Condition condition(const Step& step) {
  using enum run::Condition::Is;
  const std::uint32_t value = step.constant;
  return pick<run::Condition>({{equal, value + 1},
                               {not_equal, value},
                               {greater, value},
                               {less, value + 1},
                               {equal, value},
                               {equal, value + 1}},
                              step.variant);
}

}  // namespace

void ProgramBuilder::add(const Step& step) {
  std::size_t instructions = 0;
  for (const Thread& thread : program_.threads) instructions += thread.size();
  if (instructions >= shape_.instructions) return;
  switch (step.kind) {
    case StepKind::nothing:
      return;
    case StepKind::fence:
      return add_fence(step);
    case StepKind::skip:
      return add_skip(step);
    case StepKind::lock:
      return toggle_lock(step.thread);
    case StepKind::assume:
      if (registers_[step.thread] > 0)
        append(step.thread, assume(registers_[step.thread] - 1, step.constant));
      return;
    case StepKind::choose:
    case StepKind::fail:
      return add_choice(step);
    case StepKind::spawn:
      return add_spawn(step);
    case StepKind::join:
      return append(step.thread, join((step.thread + 1 + step.variant % 2) % 3));
    default:
      return add_access(step);
  }
}

Program ProgramBuilder::program() {
  for (std::size_t t = 0; t < program_.threads.size(); ++t) {
    drop_pending_skip(t);
    if (holds_lock_[t]) toggle_lock(t);
  }
  while (program_.threads.size() > 1 && program_.threads.back().empty() &&
         !is_named(program_.threads.size() - 1))
    program_.threads.pop_back();
  return program_;
}

// Whether some thread creates or joins this one.
bool ProgramBuilder::is_named(std::size_t thread) const {
  for (const Thread& other : program_.threads) {
    for (const Instruction& i : other) {
      const bool names = i.kind == Instruction::Kind::spawn || i.kind == Instruction::Kind::join;
      if (names && i.thread == thread) return true;
    }
  }
  return false;
}

Order ProgramBuilder::load_order(const Step& step) const {
  if (strong_ && kernel())
    return pick({Order::acquire, Order::acquire, Order::relaxed}, step.order);
  if (strong_)
    return pick({Order::seq_cst, Order::seq_cst, Order::acquire, Order::relaxed}, step.order);
  std::vector<Order> orders = {Order::relaxed, Order::relaxed, Order::acquire};
  if (shape_.plain) orders.push_back(Order::plain);
  if (!kernel()) orders.push_back(Order::seq_cst);
  return pick(orders, step.order);
}

Order ProgramBuilder::store_order(const Step& step) const {
  const Order order = load_order(step);
  return order == Order::acquire ? Order::release : order;
}

Order ProgramBuilder::update_order(const Step& step) const {
  return pick({Order::relaxed, Order::acquire, Order::release, Order::seq_cst, Order::acq_rel},
              step.order);
}

Order ProgramBuilder::failure_order(const Step& step) const {
  std::vector<Order> orders = {Order::relaxed, Order::acquire};
  if (!kernel()) orders.push_back(Order::seq_cst);
  return pick(orders, step.variant / 3);
}

void ProgramBuilder::add_fence(const Step& step) {
  std::vector<Fence> fences = {Fence::write, Fence::read, Fence::seq_cst, Fence::write};
  if (!kernel())
    fences = {Fence::seq_cst, Fence::seq_cst, Fence::seq_cst, Fence::acq_rel,
              Fence::acquire, Fence::release, Fence::read,    Fence::write};
  append(step.thread, fence(pick(fences, step.variant)));
}

void ProgramBuilder::add_skip(const Step& step) {
  const std::uint32_t registers = registers_[step.thread];
  if (registers == 0 || pending_skip_[step.thread]) return;
  program_.threads[step.thread].push_back(skip_if(registers - 1, step.constant, 1));
  pending_skip_[step.thread] = true;
}

Instruction ProgramBuilder::with_some_address(const Step& step, const Instruction& access) const {
  const std::uint32_t registers = registers_[step.thread];
  return registers > 0 && step.variant % 3 == 0 ? with_address(access, registers - 1) : access;
}

Instruction ProgramBuilder::access(const Step& step) const {
  const std::uint32_t registers = registers_[step.thread];
  const std::uint32_t target = std::min(registers, kRegisters - 1);
  switch (step.kind) {
    case StepKind::update:
      return read_modify_write(target, step.location, pick({Rmw::add, Rmw::exchange}, step.variant),
                               step.constant + 1, update_order(step));
    case StepKind::compare_exchange:
      return compare_exchange(target, step.location, step.constant, step.variant % 3 + 1,
                              update_order(step), failure_order(step));
    case StepKind::await:
      return await(target, step.location, condition(step), load_order(step));
    case StepKind::load:
      return with_some_address(step, load(target, step.location, load_order(step)));
    default: {
      Instruction access = store(step.location, step.constant + 1, store_order(step));
      if (registers > 0 && step.variant % 2 == 0) access.source = registers - 1;
      return with_some_address(step, access);
    }
  }
}

void ProgramBuilder::add_access(const Step& step) {
  const Instruction next = access(step);
  if (!afford(next.location, reads(next), writes(next))) return;
  append(step.thread, next);
  if (reads(next)) registers_[step.thread] = next.target + 1;
}

// Adds what can be skipped.
void ProgramBuilder::append(std::uint32_t thread, const Instruction& instruction) {
  pending_skip_[thread] = false;
  program_.threads[thread].push_back(instruction);
}

void ProgramBuilder::add_choice(const Step& step) {
  constexpr std::uint64_t kMostChoices = 8;
  const std::uint32_t options = step.kind == StepKind::fail ? 2 : 2 + step.variant % 2;
  if (choices_ * options > kMostChoices) return;
  choices_ *= options;
  const std::uint32_t target = std::min(registers_[step.thread], kRegisters - 1);
  registers_[step.thread] = target + 1;
  if (step.kind == StepKind::choose) return append(step.thread, choose(target, options));
  program_.faults = 1 + step.variant % 2;
  append(step.thread, fail(target));
}

void ProgramBuilder::add_spawn(const Step& step) {
  const std::uint32_t spawned = step.thread + 1 + step.variant % 2;
  if (spawned < program_.threads.size() && !is_dormant(program_, spawned))
    append(step.thread, spawn(spawned));
}

void ProgramBuilder::toggle_lock(std::size_t thread) {
  if (!shape_.locks) return;
  bool& held = holds_lock_[thread];
  if (!held && !afford(kLock, 1, 2)) return;
  drop_pending_skip(thread);
  program_.threads[thread].push_back(held ? unlock(kLock) : lock(kLock));
  held = !held;
}

void ProgramBuilder::drop_pending_skip(std::size_t thread) {
  if (pending_skip_[thread]) program_.threads[thread].pop_back();
  pending_skip_[thread] = false;
}

// Counts the accesses to a location, unless there get to be too many candidates: each location can
// be written in any order, and each read has a choice of writes (of which a lock takes every
// second only).
bool ProgramBuilder::afford(std::uint32_t location, std::uint64_t reads, std::uint64_t writes) {
  std::map<std::uint32_t, Uses> uses = uses_;
  uses[location].reads += reads;
  uses[location].writes += writes;
  std::uint64_t ways = choices_;
  for (const auto& [l, use] : uses) {
    const std::uint64_t sources = (l == kLock ? use.writes / 2 : use.writes) + 1;
    for (std::uint64_t i = 1; i <= use.writes; ++i) ways *= i;
    for (std::uint64_t i = 0; i < use.reads; ++i) ways *= sources;
  }
  if (ways > kMostWays) return false;
  uses_ = std::move(uses);
  return true;
}

}  // namespace vmcheck::memory::oracle
