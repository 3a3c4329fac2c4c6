// Traces of kind "schedule": the choices of one run of a scenario, which make it that run.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sim/run/path.h"
#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck::replay {

inline constexpr const char* kScheduleKind = "schedule";

// Instead of a memory model, in runs of scenarios that are explored state by state.
inline constexpr const char* kStatesModel = "states";

struct Schedule {
  std::string scenario;  // "qpair/producer-consumer"
  std::string fault;     // that was seeded into the core; "none"
  std::string model;     // the memory model, "rc11", or kStatesModel
  std::string property;  // that the run violates
  run::Path path;
  // Of a run without end: how many of the choices come before those that are made over and over.
  std::optional<std::size_t> cycle = {};
  // Of a run that does not recover: how many of the choices come before faults stop.
  std::optional<std::size_t> faulty = {};
};

// The whole file.
std::string to_text(const Schedule& schedule);

// Reads what follows the common fields of the header line, and the lines behind it. Throws
// BadInput.
Schedule read_schedule(const Header& common, Record& header_line, LineReader& lines);

}  // namespace vmcheck::replay
