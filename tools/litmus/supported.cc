#include "tools/litmus/supported.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>

#include "sim/memory/models.h"
#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {
namespace {

using run::Fence;
using run::Order;

bool is_read_modify_write(Operation operation) {
  return operation == Operation::read_modify_write || operation == Operation::compare_exchange ||
         operation == Operation::compare_exchange_register ||
         operation == Operation::compare_exchange_memory;
}

// Why LKMM does not have a C11 operation; nothing when it has.
std::optional<std::string> missing_in_lkmm(const Instruction& access) {
  if (access.operation == Operation::fence) {
    if (access.fence == Fence::seq_cst) return std::nullopt;
    return "the kernel's only fence for all accesses is a full one: use memory_order_seq_cst";
  }
  if (access.order == Order::seq_cst || access.failure == Order::seq_cst) {
    return "the kernel has no sequentially consistent accesses: use acquire or release, or a "
           "fence of memory_order_seq_cst";
  }
  if (is_read_modify_write(access.operation) && access.order == Order::acq_rel) {
    return "the kernel's read-modify-writes are relaxed, acquire, release or fully ordered";
  }
  return std::nullopt;
}

// A read-modify-write without a value is one that smp_rmb() does not order, which the explorers
// cannot tell from one with a value.
std::optional<Instruction> unordered_by_read_fence(const Thread& thread) {
  const auto& code = thread.code;
  const bool has_read_fence = std::any_of(code.begin(), code.end(), [](const Instruction& i) {
    return i.operation == Operation::fence && i.fence == Fence::read;
  });
  if (!has_read_fence) return std::nullopt;
  for (const Instruction& instruction : code) {
    if (instruction.operation == Operation::read_modify_write &&
        instruction.result == RmwResult::nothing) {
      return instruction;
    }
  }
  return std::nullopt;
}

}  // namespace

void check_supported(const Test& test, const memory::Model& model) {
  if (model.name() != memory::lkmm().name()) return;
  const auto refuse = [&](const Instruction& access, const std::string& why) {
    throw replay::BadInput(
        replay::Place{test.file, access.line},
        fmt::format("unsupported under {}: `{}`: {}", model.name(), access.name, why));
  };
  for (const Thread& thread : test.threads) {
    for (const Instruction& instruction : thread.code) {
      if (!is_access(instruction.operation) || !instruction.is_c11) continue;
      if (const auto why = missing_in_lkmm(instruction)) refuse(instruction, *why);
    }
    if (const auto access = unordered_by_read_fence(thread)) {
      refuse(*access,
             "with smp_rmb() in the same thread, which does not order it: use a "
             "read-modify-write that returns a value");
    }
  }
}

const memory::Model& model_of_dialect(const Test& test) {
  const auto is_c11 = [](const Instruction& i) { return i.is_c11; };
  const bool any = std::any_of(test.threads.begin(), test.threads.end(), [&](const Thread& thread) {
    return std::any_of(thread.code.begin(), thread.code.end(), is_c11);
  });
  return any ? memory::rc11() : memory::lkmm();
}

Test compile_for(const memory::Model& model, Test test) {
  if (model.name() != memory::tso().name()) return test;
  for (Thread& thread : test.threads) {
    for (Instruction& instruction : thread.code) {
      if (instruction.operation == Operation::store && instruction.order == Order::seq_cst) {
        instruction.operation = Operation::read_modify_write;
        instruction.rmw = run::Rmw::exchange;
        instruction.result = RmwResult::nothing;
      }
    }
  }
  return test;
}

}  // namespace vmcheck::litmus
