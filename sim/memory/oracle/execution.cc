#include "sim/memory/oracle/execution.h"

#include <fmt/format.h>

#include <iterator>

namespace vmcheck::memory::oracle {
namespace {

std::string source(const Event& event) {
  return event.source ? fmt::format("P{}.{}", event.source->thread, event.source->index) : "init";
}

}  // namespace

std::string canonical(const Execution& execution) {
  std::string text;
  const auto out = std::back_inserter(text);
  for (std::size_t t = 0; t < execution.threads.size(); ++t) {
    fmt::format_to(out, "P{}:", t);
    for (const Event& event : execution.threads[t]) {
      if (event.is_update()) {
        fmt::format_to(out, " U x{}={}->{} {}", event.location, event.value_read,
                       event.value_written, source(event));
      } else if (event.reads()) {
        fmt::format_to(out, " R x{}={} {}", event.location, event.value_read, source(event));
      } else if (event.writes()) {
        fmt::format_to(out, " W x{}={}", event.location, event.value_written);
      } else {
        text += " F";
      }
    }
    text += '\n';
  }
  for (std::size_t l = 0; l < execution.writes.size(); ++l) {
    fmt::format_to(out, "x{}:", l);
    for (const EventId write : execution.writes[l])
      fmt::format_to(out, " P{}.{}", write.thread, write.index);
    text += '\n';
  }
  return text;
}

Outcome outcome(const Execution& execution) {
  Outcome outcome{execution.registers, {}};
  for (const std::vector<EventId>& writes : execution.writes)
    outcome.memory.push_back(writes.empty() ? 0 : execution.at(writes.back()).value_written);
  return outcome;
}

}  // namespace vmcheck::memory::oracle
