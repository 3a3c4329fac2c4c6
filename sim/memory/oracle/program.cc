#include "sim/memory/oracle/program.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;

bool is_lock_or_unlock(const Instruction& i) {
  return i.kind == Kind::lock || i.kind == Kind::unlock;
}

std::size_t count_spawns(const Program& program, std::uint32_t thread) {
  std::size_t count = 0;
  for (const Thread& spawner : program.threads) {
    for (const Instruction& i : spawner) count += i.kind == Kind::spawn && i.thread == thread;
  }
  return count;
}

// What is wrong with an instruction of thread `t`, wherever it stands; empty: nothing.
std::string_view fault_of(const Program& program, std::size_t t, const Instruction& i) {
  const bool updates = i.kind == Kind::read_modify_write || i.kind == Kind::compare_exchange;
  if (i.target >= kRegisters || i.source.value_or(0) >= kRegisters ||
      i.address.value_or(0) >= kRegisters)
    return "there are registers r0 to r7 only";
  if (i.address && i.kind != Kind::load && i.kind != Kind::store)
    return "only loads and stores compute addresses";
  if (updates && (i.order == run::Order::plain || i.failure == run::Order::plain))
    return "a read-modify-write is never plain";
  if (i.kind == Kind::choose && i.count < 2) return "a choice is between two values at least";
  if (i.kind == Kind::fail && program.faults == 0) return "no operation may fail";
  if (i.kind == Kind::spawn && (i.thread <= t || i.thread >= program.threads.size()))
    return "a thread is spawned by one before it";
  if (i.kind == Kind::spawn && count_spawns(program, i.thread) > 1)
    return "the thread is spawned elsewhere too";
  if (i.kind == Kind::join && (i.thread == t || i.thread >= program.threads.size()))
    return "there is no such other thread";
  return "";
}

// Checks one thread. `is_lock` says of each location that was met whether it is a lock.
void validate_thread(const Program& program, std::size_t t,
                     std::map<std::uint32_t, bool>& is_lock) {
  const Thread& thread = program.threads[t];
  std::vector<std::vector<std::uint32_t>> held(1);  // the locks held before each instruction
  for (std::size_t n = 0; n < thread.size(); ++n) {
    const Instruction& i = thread[n];
    const auto demand = [&](bool holds, std::string_view wrong) {
      if (!holds)
        throw std::invalid_argument(
            fmt::format("P{} instruction {} ({}): {}", t, n, to_string(i), wrong));
    };
    const std::string_view wrong = fault_of(program, t, i);
    demand(wrong.empty(), wrong);
    if (accesses_memory(i)) {
      const auto [known, is_new] = is_lock.emplace(i.location, is_lock_or_unlock(i));
      demand(is_new || known->second == is_lock_or_unlock(i), "a lock's location is used as data");
    }
    std::vector<std::uint32_t> locks = held.back();
    const auto found = std::find(locks.begin(), locks.end(), i.location);
    if (i.kind == Kind::lock) {
      demand(found == locks.end(), "the lock is held already");
      locks.push_back(i.location);
    } else if (i.kind == Kind::unlock) {
      demand(found != locks.end(), "the lock is not held");
      locks.erase(found);
    }
    held.push_back(std::move(locks));
  }
  for (std::size_t n = 0; n < thread.size(); ++n) {
    if (thread[n].kind != Kind::skip_if) continue;
    const std::size_t next = n + 1 + thread[n].count;
    if (next > thread.size() || held[n] != held[next])
      throw std::invalid_argument(fmt::format("P{} instruction {} ({}): {}", t, n,
                                              to_string(thread[n]),
                                              "skips beyond the end or a critical section's edge"));
  }
  if (!held.back().empty())
    throw std::invalid_argument(fmt::format("P{} ends with x{} locked", t, held.back().front()));
}

}  // namespace

bool accesses_memory(const Instruction& i) {
  switch (i.kind) {
    case Kind::load:
    case Kind::store:
    case Kind::read_modify_write:
    case Kind::compare_exchange:
    case Kind::await:
    case Kind::lock:
    case Kind::unlock:
      return true;
    default:
      return false;
  }
}

bool is_dormant(const Program& program, std::uint32_t thread) {
  return count_spawns(program, thread) > 0;
}

std::uint32_t location_count(const Program& program) {
  std::uint32_t count = 0;
  for (const Thread& thread : program.threads) {
    for (const Instruction& i : thread) {
      if (accesses_memory(i)) count = std::max(count, i.location + 1);
    }
  }
  return count;
}

void validate(const Program& program) {
  if (program.threads.size() > kMostThreads)
    throw std::invalid_argument(
        fmt::format("{} threads; at most {}", program.threads.size(), kMostThreads));
  std::map<std::uint32_t, bool> is_lock;
  for (std::size_t t = 0; t < program.threads.size(); ++t) {
    if (program.threads[t].size() > kMostInstructions)
      throw std::invalid_argument(fmt::format("P{} has {} instructions; at most {}", t,
                                              program.threads[t].size(), kMostInstructions));
    validate_thread(program, t, is_lock);
  }
}

}  // namespace vmcheck::memory::oracle
