// Programs as text.
#include <fmt/format.h>

#include <string_view>

#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {
namespace {

using Kind = Instruction::Kind;

std::string_view name(run::Order order) {
  switch (order) {
    case run::Order::plain:
      return "plain";
    case run::Order::relaxed:
      return "relaxed";
    case run::Order::acquire:
      return "acquire";
    case run::Order::release:
      return "release";
    case run::Order::acq_rel:
      return "acq_rel";
    case run::Order::seq_cst:
      return "seq_cst";
  }
  return "?";
}

std::string_view name(run::Fence fence) {
  switch (fence) {
    case run::Fence::acquire:
      return "acquire";
    case run::Fence::release:
      return "release";
    case run::Fence::acq_rel:
      return "acq_rel";
    case run::Fence::seq_cst:
      return "seq_cst";
    case run::Fence::read:
      return "read";
    case run::Fence::write:
      return "write";
  }
  return "?";
}

std::string_view name(run::Rmw operation) {
  switch (operation) {
    case run::Rmw::exchange:
      return "exchange";
    case run::Rmw::add:
      return "add";
    case run::Rmw::subtract:
      return "subtract";
    case run::Rmw::bit_and:
      return "and";
    case run::Rmw::bit_or:
      return "or";
    case run::Rmw::bit_xor:
      return "xor";
  }
  return "?";
}

std::string_view sign(run::Condition::Is condition) {
  switch (condition) {
    case run::Condition::Is::equal:
      return "==";
    case run::Condition::Is::not_equal:
      return "!=";
    case run::Condition::Is::less:
      return "<";
    case run::Condition::Is::greater:
      return ">";
  }
  return "?";
}

std::string place(const Instruction& i) {
  return i.address ? fmt::format("x{}[r{}]", i.location, *i.address)
                   : fmt::format("x{}", i.location);
}

}  // namespace

std::string to_string(const Instruction& i) {
  switch (i.kind) {
    case Kind::load:
      return fmt::format("r{} = {} {}", i.target, place(i), name(i.order));
    case Kind::store:
      return i.source
                 ? fmt::format("{} = r{} + {} {}", place(i), *i.source, i.constant, name(i.order))
                 : fmt::format("{} = {} {}", place(i), i.constant, name(i.order));
    case Kind::read_modify_write:
      return fmt::format("r{} = {}({}, {}) {}", i.target, name(i.operation), place(i), i.constant,
                         name(i.order));
    case Kind::compare_exchange:
      return fmt::format("r{} = compare_exchange({}, {}, {}) {} {}", i.target, place(i), i.expected,
                         i.constant, name(i.order), name(i.failure));
    case Kind::await:
      return fmt::format("r{} = await({} {} {}) {}", i.target, place(i), sign(i.condition),
                         i.expected, name(i.order));
    case Kind::fence:
      return fmt::format("fence {}", name(i.fence));
    case Kind::lock:
      return fmt::format("lock {}", place(i));
    case Kind::unlock:
      return fmt::format("unlock {}", place(i));
    case Kind::skip_if:
      return fmt::format("if r{} == {} skip {}", i.source.value_or(0), i.constant, i.count);
    case Kind::assume:
      return fmt::format("assume r{} == {}", i.source.value_or(0), i.constant);
    case Kind::choose:
      return fmt::format("r{} = choose({})", i.target, i.count);
    case Kind::fail:
      return fmt::format("r{} = fails", i.target);
    case Kind::spawn:
      return fmt::format("spawn P{}", i.thread);
    case Kind::join:
      return fmt::format("join P{}", i.thread);
  }
  return "?";
}

std::string to_string(const Program& program) {
  std::string text;
  for (std::size_t t = 0; t < program.threads.size(); ++t) {
    std::vector<std::string> parts;
    for (const Instruction& i : program.threads[t]) parts.push_back(to_string(i));
    text += fmt::format("P{}: {}\n", t, fmt::join(parts, "; "));
  }
  if (program.faults > 0) text += fmt::format("faults: {}\n", program.faults);
  return text;
}

void showValue(const Program& program, std::ostream& out) {
  out << to_string(program);
}

}  // namespace vmcheck::memory::oracle
