#include "model/qpair/instances/answer.h"

#include <fmt/core.h>

#include "sim/run/machine.h"

namespace vmcheck::qpair {
namespace {

std::string to_string(const Answer& answer) {
  std::string text = fmt::format("{}", answer.result);
  if (answer.first != kUntouched) text += fmt::format(" with {}", answer.first);
  if (answer.second != kUntouched) text += fmt::format(" and {}", answer.second);
  return text;
}

}  // namespace

void demand(const run::Property& property, const Answer& answer, const Answer& right) {
  run::Machine::current().always(property, answer == right, [&] {
    return fmt::format("answered {}; right is {}", to_string(answer), to_string(right));
  });
}

}  // namespace vmcheck::qpair
