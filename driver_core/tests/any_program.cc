#include "driver_core/tests/any_program.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vmcheck::core {
namespace {

rc::Gen<TableCall> AnyCall(const TableCallKind& kind, std::uint32_t number) {
  return rc::gen::exec([bounds = kind.bounds, number] {
    TableCall call{number, {}};
    for (const std::uint32_t bound : bounds) {
      call.operands.push_back(*rc::gen::inRange<std::uint32_t>(0, bound));
    }
    return call;
  });
}

}  // namespace

rc::Gen<TableProgram> AnyProgram(const Table& table) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < table.calls.size(); ++i) {
    numbers.insert(numbers.end(), table.calls[i].weight, i);
  }
  const auto any_call = rc::gen::exec([calls = table.calls, numbers] {
    const std::uint32_t number = *rc::gen::elementOf(numbers);
    return *AnyCall(calls[number], number);
  });
  return rc::gen::map(
      rc::gen::pair(AnyCall(table.begin, 0), rc::gen::container<std::vector<TableCall>>(any_call)),
      [](std::pair<TableCall, std::vector<TableCall>> parts) {
        return TableProgram{std::move(parts.first), std::move(parts.second)};
      });
}

void CheckAnyProgram(const Table& table) {
  const TableProgram program = *AnyProgram(table);
  const std::string wrong = RunProgram(table, program);
  if (!wrong.empty()) RC_FAIL(wrong + '\n' + ToText(table, program));
}

}  // namespace vmcheck::core
