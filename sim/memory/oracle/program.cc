#include "sim/memory/oracle/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;

bool accesses_memory(const Instruction& i) {
  return i.kind != Kind::fence && i.kind != Kind::skip_if;
}

bool is_lock_or_unlock(const Instruction& i) {
  return i.kind == Kind::lock || i.kind == Kind::unlock;
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
    demand(i.target < kRegisters && i.source.value_or(0) < kRegisters &&
               i.address.value_or(0) < kRegisters,
           "there are registers r0 to r7 only");
    demand(!i.address || i.kind == Kind::load || i.kind == Kind::store,
           "only loads and stores compute addresses");
    const bool updates = i.kind == Kind::read_modify_write || i.kind == Kind::compare_exchange;
    demand(!updates || (i.order != run::Order::plain && i.failure != run::Order::plain),
           "a read-modify-write is never plain");
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

Instruction load(std::uint32_t target, std::uint32_t location, run::Order order) {
  Instruction i;
  i.kind = Kind::load;
  i.target = target;
  i.location = location;
  i.order = order;
  return i;
}

Instruction store(std::uint32_t location, std::uint64_t constant, run::Order order) {
  Instruction i;
  i.kind = Kind::store;
  i.location = location;
  i.constant = constant;
  i.order = order;
  return i;
}

Instruction store_sum(std::uint32_t location, std::uint32_t source, std::uint64_t constant,
                      run::Order order) {
  Instruction i = store(location, constant, order);
  i.source = source;
  return i;
}

Instruction read_modify_write(std::uint32_t target, std::uint32_t location, run::Rmw operation,
                              std::uint64_t operand, run::Order order) {
  Instruction i = load(target, location, order);
  i.kind = Kind::read_modify_write;
  i.operation = operation;
  i.constant = operand;
  return i;
}

Instruction compare_exchange(std::uint32_t target, std::uint32_t location, std::uint64_t expected,
                             std::uint64_t desired, run::Order success, run::Order failure) {
  Instruction i = load(target, location, success);
  i.kind = Kind::compare_exchange;
  i.expected = expected;
  i.constant = desired;
  i.failure = failure;
  return i;
}

Instruction fence(run::Fence kind) {
  Instruction i;
  i.kind = Kind::fence;
  i.fence = kind;
  return i;
}

Instruction lock(std::uint32_t location) {
  Instruction i;
  i.kind = Kind::lock;
  i.location = location;
  i.order = run::Order::acquire;
  return i;
}

Instruction unlock(std::uint32_t location) {
  Instruction i;
  i.kind = Kind::unlock;
  i.location = location;
  i.order = run::Order::release;
  return i;
}

Instruction skip_if(std::uint32_t source, std::uint64_t constant, std::uint32_t count) {
  Instruction i;
  i.kind = Kind::skip_if;
  i.source = source;
  i.constant = constant;
  i.count = count;
  return i;
}

Instruction with_address(Instruction access, std::uint32_t source) {
  access.address = source;
  return access;
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
