#include "tools/litmus/interpreter.h"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "tools/litmus/address.h"
#include "tools/litmus/arithmetic.h"

namespace vmcheck::litmus {
namespace {

using run::Location;
using run::Machine;
using run::Site;

class Interpreter {
 public:
  Interpreter(const Test& test, const Thread& thread, Location first, Registers& registers)
      : test_(test), thread_(thread), first_(first), registers_(registers) {}

  void run() {
    while (next_ < thread_.code.size()) step(thread_.code[next_++]);
  }

 private:
  void step(const Instruction& instruction) {
    if (is_access(instruction.operation)) {
      access(instruction);
    } else if (is_binary(instruction.operation)) {
      compute(instruction);
    } else if (is_unary(instruction.operation)) {
      top().number = apply_unary(instruction.operation, top().number);
    } else {
      move(instruction);
    }
  }

  // Values and jumps.
  void move(const Instruction& instruction) {
    switch (instruction.operation) {
      case Operation::push_number:
        return push({instruction.number, 0});
      case Operation::push_register:
        return push(registers_.values[instruction.target]);
      case Operation::set_register:
        registers_.values[instruction.target] = pop();
        return;
      case Operation::pop:
        pop();
        return;
      case Operation::swap:
        std::swap(stack_[depth_ - 1], stack_[depth_ - 2]);
        return;
      case Operation::jump:
        next_ = instruction.target;
        return;
      case Operation::branch_if_zero: {
        const Value condition = std::exchange(top(), Value{0, control_});
        control_ |= condition.depends_on;
        if (condition.number == 0) next_ = instruction.target;
        return;
      }
      case Operation::end_branch:
        control_ = pop().depends_on;
        return;
      case Operation::skip_if_zero:
        if (top().number == 0) next_ = instruction.target;
        return;
      case Operation::skip_if_not_zero:
        if (top().number != 0) next_ = instruction.target;
        return;
      default:  // merge
        const Value value = pop();
        top() = {value.number, value.depends_on | top().depends_on};
    }
  }

  void compute(const Instruction& instruction) {
    const Value right = pop();
    Value& left = top();
    if (const char* why = undefined(instruction.operation, right.number)) {
      fail(instruction, [why] { return std::string(why); });
    }
    left.number = apply_binary(instruction.operation, left.number, right.number);
    left.depends_on |= right.depends_on;
  }

  void access(const Instruction& instruction) {
    switch (instruction.operation) {
      case Operation::load:
        top() = load(instruction, top(), instruction.order);
        return;
      case Operation::store: {
        const Value value = pop();
        return store(instruction, pop(), value, 0);
      }
      case Operation::read_modify_write:
        return read_modify_write(instruction);
      case Operation::fence:
        return machine_.fence(instruction.fence, site(instruction));
      case Operation::lock: {
        const Location at = location(instruction, depending_on(pop()));
        return machine_.lock(at, site(instruction));
      }
      case Operation::unlock: {
        const Location at = location(instruction, depending_on(pop()));
        return machine_.unlock(at, site(instruction));
      }
      default:
        return compare_exchange(instruction);
    }
  }

  Value load(const Instruction& instruction, const Value& address, run::Order order) {
    const Location from = location(instruction, depending_on(address));
    const std::uint64_t itself = next_access();
    return {machine_.load(from, order, site(instruction)), itself};
  }

  void store(const Instruction& instruction, const Value& address, const Value& value,
             std::uint64_t control) {
    const Location to = location(instruction, depending_on(address, value.depends_on, control));
    const bool plain = instruction.operation != Operation::store;
    machine_.store(to, value.number, plain ? run::Order::plain : instruction.order,
                   site(instruction));
  }

  void read_modify_write(const Instruction& instruction) {
    const Value operand = pop();
    const Location at = location(instruction, depending_on(pop(), operand.depends_on));
    const std::uint64_t itself = next_access();
    const std::uint64_t old = machine_.read_modify_write(at, instruction.rmw, operand.number,
                                                         instruction.order, site(instruction));
    if (instruction.result == RmwResult::old_value) push({old, itself});
    if (instruction.result == RmwResult::new_value) {
      push({apply(instruction.rmw, old, operand.number), itself | operand.depends_on});
    }
  }

  // The kernel's, which gives the old value, and C11's, which says whether it was as expected and
  // else stores it where that was expected.
  void compare_exchange(const Instruction& instruction) {
    const bool in_register = instruction.operation == Operation::compare_exchange_register;
    const bool in_memory = instruction.operation == Operation::compare_exchange_memory;
    const Value desired = pop();
    const Value where = in_register ? Value{} : pop();  // the expected value or its address
    const Value address = pop();
    Value expected = where;
    if (in_register) expected = registers_.values[instruction.target];
    if (in_memory) expected = load(instruction, where, run::Order::plain);

    // What is expected decides whether it writes, not what.
    const Location at =
        location(instruction, depending_on(address, desired.depends_on, expected.depends_on));
    const std::uint64_t itself = next_access();
    const Value old{
        machine_.compare_exchange(at, expected.number, desired.number, instruction.order,
                                  instruction.failure, site(instruction)),
        itself};
    if (!in_register && !in_memory) return push(old);
    const bool succeeds = old.number == expected.number;
    if (!succeeds && in_register) registers_.values[instruction.target] = old;
    if (!succeeds && in_memory) store(instruction, where, old, itself | expected.depends_on);
    push({succeeds, itself | expected.depends_on});
  }

  // Tells the machine on what the next access depends. Gives the address back.
  const Value& depending_on(const Value& address, std::uint64_t data = 0,
                            std::uint64_t control = 0) {
    const run::Dependencies dependencies{address.depends_on, data, control | control_};
    if ((dependencies.address | dependencies.data | dependencies.control) != 0) {
      machine_.next_depends_on(dependencies);
    }
    return address;
  }

  // The bit of the next access in `depends_on`.
  std::uint64_t next_access() const { return std::uint64_t{1} << machine_.accesses() % 64; }

  Location location(const Instruction& instruction, const Value& address) {
    const auto number = location_at(address.number, test_.locations.size());
    if (!number) {
      fail(instruction, [&] {
        return fmt::format("`{}` of {}, which is not the address of a location", instruction.name,
                           static_cast<std::int64_t>(address.number));
      });
    }
    return {first_.number + *number};
  }

  // Ends the run.
  template <typename Message>
  void fail(const Instruction& instruction, const Message& message) {
    machine_.always(kDefined, false, [&] {
      return fmt::format("{}:{}: {}", test_.file, instruction.line, message());
    });
  }

  Site site(const Instruction& instruction) const { return {test_.file.c_str(), instruction.line}; }

  void push(const Value& value) { stack_[depth_++] = value; }
  Value pop() { return stack_[--depth_]; }
  Value& top() { return stack_[depth_ - 1]; }

  Machine& machine_ = Machine::current();
  const Test& test_;
  const Thread& thread_;
  const Location first_;
  Registers& registers_;
  std::size_t next_ = 0;       // instruction
  std::uint64_t control_ = 0;  // on what it depends whether the next instruction is run
  std::size_t depth_ = 0;
  std::array<Value, kDeepestStack> stack_;
};

}  // namespace

void run_thread(const Test& test, const Thread& thread, run::Location first, Registers& registers) {
  Interpreter(test, thread, first, registers).run();
}

}  // namespace vmcheck::litmus
