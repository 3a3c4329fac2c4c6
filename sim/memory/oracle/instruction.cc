// Instructions, each with the fields that its kind uses.
#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {

using Kind = Instruction::Kind;

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

Instruction await(std::uint32_t target, std::uint32_t location, run::Condition condition,
                  run::Order order) {
  Instruction i = load(target, location, order);
  i.kind = Kind::await;
  i.condition = condition.is;
  i.expected = condition.value;
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

Instruction assume(std::uint32_t source, std::uint64_t constant) {
  Instruction i;
  i.kind = Kind::assume;
  i.source = source;
  i.constant = constant;
  return i;
}

Instruction choose(std::uint32_t target, std::uint32_t options) {
  Instruction i;
  i.kind = Kind::choose;
  i.target = target;
  i.count = options;
  return i;
}

Instruction fail(std::uint32_t target) {
  Instruction i;
  i.kind = Kind::fail;
  i.target = target;
  return i;
}

Instruction spawn(std::uint32_t thread) {
  Instruction i;
  i.kind = Kind::spawn;
  i.thread = thread;
  return i;
}

Instruction join(std::uint32_t thread) {
  Instruction i;
  i.kind = Kind::join;
  i.thread = thread;
  return i;
}

Instruction with_address(Instruction access, std::uint32_t source) {
  access.address = source;
  return access;
}

}  // namespace vmcheck::memory::oracle
