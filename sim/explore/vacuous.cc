#include "sim/explore/vacuous.h"

#include <fmt/core.h>

namespace vmcheck::explore {

std::optional<Violation> find_vacuous(const Result& result) {
  for (const Coverage& entry : result.coverage) {
    if (entry.count > 0) continue;
    const bool sometimes = entry.property.kind == run::PropertyKind::sometimes;
    return Violation{
        entry.property,
        fmt::format("{} in {} executions", sometimes ? "never reached" : "never evaluated",
                    result.executions),
        {},
        {},
        {}};
  }
  return std::nullopt;
}

}  // namespace vmcheck::explore
