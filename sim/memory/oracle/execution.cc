#include "sim/memory/oracle/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace vmcheck::memory::oracle {
namespace {

std::string source(const Event& event) {
  return event.source ? fmt::format("P{}.{}", event.source->thread, event.source->index) : "init";
}

std::string text(const Event& event) {
  switch (event.kind) {
    case Event::Kind::update:
    case Event::Kind::lock:
      return fmt::format(" U x{}={}->{} {}", event.location, event.value_read, event.value_written,
                         source(event));
    case Event::Kind::read:
    case Event::Kind::failed_update:
      return fmt::format(" R x{}={} {}", event.location, event.value_read, source(event));
    case Event::Kind::write:
    case Event::Kind::unlock:
      return fmt::format(" W x{}={}", event.location, event.value_written);
    case Event::Kind::fence:
      return " F";
    case Event::Kind::choice:
      return fmt::format(" C={}", event.value_written);
    case Event::Kind::spawn:
      return fmt::format(" spawn P{}", event.thread);
    case Event::Kind::join:
      return fmt::format(" join P{}", event.thread);
    case Event::Kind::start:
      return " start";
    case Event::Kind::end:
      return " end";
    case Event::Kind::stop:
      return " stop";
  }
  return "?";
}

bool ends_with(const std::vector<Event>& thread, Event::Kind kind) {
  return !thread.empty() && thread.back().kind == kind;
}

}  // namespace

bool is_complete(const Execution& execution) {
  return std::all_of(execution.threads.begin(), execution.threads.end(),
                     [](const auto& thread) { return ends_with(thread, Event::Kind::end); });
}

bool is_stale(const Execution& execution) {
  return std::any_of(execution.threads.begin(), execution.threads.end(), [&](const auto& thread) {
    if (thread.empty() || !thread.back().waits) return false;
    const std::vector<EventId>& writes = execution.writes[thread.back().location];
    return !writes.empty() && thread.back().source != writes.back();
  });
}

bool is_deadlock(const Execution& execution) {
  const bool gives_up =
      std::any_of(execution.threads.begin(), execution.threads.end(),
                  [](const auto& thread) { return ends_with(thread, Event::Kind::stop); });
  return !is_complete(execution) && !is_stale(execution) && !gives_up;
}

std::string canonical(const Execution& execution) {
  std::string result;
  const auto out = std::back_inserter(result);
  for (std::size_t t = 0; t < execution.threads.size(); ++t) {
    fmt::format_to(out, "P{}:", t);
    for (const Event& event : execution.threads[t]) result += text(event);
    result += '\n';
  }
  for (std::size_t l = 0; l < execution.writes.size(); ++l) {
    fmt::format_to(out, "x{}:", l);
    for (const EventId write : execution.writes[l])
      fmt::format_to(out, " P{}.{}", write.thread, write.index);
    result += '\n';
  }
  return result;
}

Outcome outcome(const Execution& execution) {
  Outcome outcome{execution.registers, {}};
  for (const std::vector<EventId>& writes : execution.writes)
    outcome.memory.push_back(writes.empty() ? 0 : execution.at(writes.back()).value_written);
  return outcome;
}

}  // namespace vmcheck::memory::oracle
